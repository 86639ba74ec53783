import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * Writes a professional claim file of about `megabytes` MB to `path`: one interchange, one group, sets of
 * `claimsPerSet` claims. Same seed, same bytes. Claims vary: one to six lines, one to four diagnoses, a rendering
 * provider, references, notes and modifiers now and then, a new billing provider every so often.
 */
export function writeClaims(path, megabytes, { seed = 1, claimsPerSet = 5000 } = {}) {
  const random = generator(seed);
  const file = openSync(path, 'w');
  let waiting = header();
  let bytes = 0;
  let sets = 0;
  let claim = 0;
  const limit = megabytes * 1e6;
  while (bytes + waiting.length < limit) {
    sets++;
    const setNumber = String(sets).padStart(4, '0');
    let segments = 0;
    let level = 0;
    const put = (...list) => {
      for (const segment of list) waiting += `${segment}~`;
      segments += list.length;
    };
    put(
      `ST*837*${setNumber}*005010X222A1`,
      `BHT*0019*00*BATCH${sets}*20261104*0800*CH`,
      'NM1*41*2*PINERIDGE CLINIC*****46*PRCLINIC01',
      'PER*IC*BILLING DESK*TE*5555550142',
      'NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042',
    );
    let billing = 0;
    for (let i = 0; i < claimsPerSet && bytes + waiting.length < limit; i++) {
      if (i % 500 === 0) {
        billing = ++level;
        put(
          `HL*${billing}**20*1`,
          'NM1*85*2*PINERIDGE CLINIC*****XX*1887004129',
          'N3*14 ORCHARD WAY',
          'N4*MILLBROOK*OH*440010001',
          'REF*EI*990000142',
        );
      }
      claim++;
      put(
        `HL*${++level}*${billing}*22*0`,
        'SBR*P*18*******CI',
        `NM1*IL*1*MEMBER${claim % 9973}*SAMPLE****MI*NL${String(700000000 + claim)}`,
        `N3*${1 + random(9000)} MAPLE CT`,
        'N4*MILLBROOK*OH*44001',
        `DMG*D8*${1930 + random(80)}0${1 + random(9)}${10 + random(18)}*${random(2) ? 'F' : 'M'}`,
        'NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
      );
      const lines = 1 + random(6);
      const charges = Array.from({ length: lines }, () => 20 + random(480));
      put(`CLM*C-${claim}*${charges.reduce((a, b) => a + b, 0)}***11:B:1*Y*A*Y*Y`);
      if (random(4) === 0) put(`REF*EA*REC${claim}`);
      if (random(8) === 0) put('NTE*ADD*SEEN FOR FOLLOW UP');
      const diagnoses = 1 + random(4);
      put(`HI*ABK:M17${random(9)}${Array.from({ length: diagnoses - 1 }, () => `*ABF:E11${random(9)}`).join('')}`);
      if (random(2) === 0) put('NM1*82*1*RENDERER*PAT****XX*1600001014', 'PRV*PE*PXC*207X00000X');
      charges.forEach((charge, line) => {
        const modifier = random(3) === 0 ? ':25' : '';
        put(
          `LX*${line + 1}`,
          `SV1*HC:9921${1 + random(5)}${modifier}*${charge}*UN*${1 + random(3)}***1`,
          `DTP*472*D8*202610${10 + random(20)}`,
        );
        if (random(3) === 0) put(`REF*6R*LINE${claim}-${line + 1}`);
      });
      if (waiting.length > 1 << 20) flush();
    }
    put(`SE*${segments + 1}*${setNumber}`);
    flush();
  }
  waiting += `GE*${sets}*106~IEA*1*000000106~`;
  flush();
  closeSync(file);
  return { bytes, sets, claims: claim };

  function flush() {
    bytes += writeSync(file, waiting, undefined, 'latin1');
    waiting = '';
  }
}

/** A 278 file of `sets` requests with its own control number, about 1.3 KB for each request. */
export function requestFile(controlNumber, sets) {
  const number = String(controlNumber).padStart(9, '0');
  let text =
    `ISA*00*          *00*          *ZZ*110012345A     *ZZ*DMA7384        *261104*0800*^*00501*${number}*0*T*:~` +
    `GS*HI*110012345A*DMA7384*20261104*0800*${controlNumber}*X*005010X217~`;
  for (let set = 1; set <= sets; set++) {
    const id = String(set).padStart(4, '0');
    text += [
      `ST*278*${id}*005010X217`,
      `BHT*0007*13*R${controlNumber}-${set}*20261104*0800`,
      'HL*1**20*1',
      'NM1*X3*2*MASSHEALTH*****PI*DMA7384',
      'HL*2*1*21*1',
      'NM1*1P*2*HARBORVIEW CLINIC*****XX*1600001014',
      'PER*IC*FRONT DESK*TE*6175550142',
      'HL*3*2*22*1',
      `NM1*IL*1*MEMBER*SAMPLE****MI*${String(100000000000 + controlNumber * 100 + set)}`,
      'DMG*D8*19710415*F',
      'HL*4*3*EV*1',
      `TRN*1*E${controlNumber}-${set}*9110012345`,
      'UM*HS*I*1*11:B',
      'DTP*AAH*D8*20261116',
      'HI*ABK:M1711',
      'HL*5*4*SS*0',
      'DTP*472*RD8*20261116-20261216',
      'SV1*HC:20610*150*UN*1',
      `SE*19*${id}~`,
    ].join('~');
  }
  return `${text}GE*${sets}*${controlNumber}~IEA*1*${number}~`;
}

function header() {
  return (
    'ISA*00*          *00*          *ZZ*PRCLINIC01     *ZZ*NLHP00042      *261104*0800*^*00501*000000106*0*T*:~' +
    'GS*HC*PRCLINIC01*NLHP00042*20261104*0800*106*X*005010X222A1~'
  );
}

/** A small deterministic generator (mulberry32): `random(n)` is 0 to n - 1. */
function generator(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}
