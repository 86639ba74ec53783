import { generator, InputFile } from './input-file.mjs';

const VERSION = '005010X222A1';
/** Claims below one billing provider. */
const CLAIMS_PER_PROVIDER = 500;

/**
 * Writes a professional claim file of about `megabytes` MB to `path`: one interchange, one group, sets of
 * `claimsPerSet` claims. Same seed, same bytes. Claims vary: one to six lines, one to four diagnoses, a rendering
 * provider, references, notes and modifiers now and then, a new billing provider every so often. Clean under all SNIP
 * types.
 */
export function writeClaims(path, megabytes, { seed = 1, claimsPerSet = 5000 } = {}) {
  const random = generator(seed);
  const file = new InputFile(path, { group: 'HC', version: VERSION });
  const limit = megabytes * 1e6;
  let claim = 0;
  while (file.size < limit) {
    file.beginSet('837', VERSION);
    file.put(
      `BHT*0019*00*BATCH${file.sets}*20261104*0800*CH`,
      'NM1*41*2*PINERIDGE CLINIC*****46*PRCLINIC01',
      'PER*IC*BILLING DESK*TE*5555550142',
      'NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042',
    );
    let level = 0;
    let billing = 0;
    for (let i = 0; i < claimsPerSet && file.size < limit; i++) {
      if (i % CLAIMS_PER_PROVIDER === 0) {
        billing = ++level;
        file.put(
          `HL*${billing}**20*1`,
          'NM1*85*2*PINERIDGE CLINIC*****XX*1887004129',
          'N3*14 ORCHARD WAY',
          'N4*MILLBROOK*OH*440010001',
          'REF*EI*990000142',
        );
      }
      writeClaim(file, random, ++claim, ++level, billing);
    }
    file.endSet();
  }
  return { bytes: file.end(), sets: file.sets, units: claim };
}

function writeClaim(file, random, claim, level, billing) {
  file.put(
    `HL*${level}*${billing}*22*0`,
    'SBR*P*18*******CI',
    `NM1*IL*1*MEMBER${claim % 9973}*SAMPLE****MI*NL${String(700000000 + claim)}`,
    `N3*${1 + random(9000)} MAPLE CT`,
    'N4*MILLBROOK*OH*44001',
    `DMG*D8*${1930 + random(80)}0${1 + random(9)}${10 + random(18)}*${random(2) ? 'F' : 'M'}`,
    'NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
  );
  const lines = 1 + random(6);
  const charges = Array.from({ length: lines }, () => 20 + random(480));
  file.put(`CLM*C-${claim}*${charges.reduce((a, b) => a + b, 0)}***11:B:1*Y*A*Y*Y`);
  if (random(4) === 0) file.put(`REF*EA*REC${claim}`);
  if (random(8) === 0) file.put('NTE*ADD*SEEN FOR FOLLOW UP');
  const diagnoses = 1 + random(4);
  file.put(
    `HI*ABK:M17${random(9)}${Array.from({ length: diagnoses - 1 }, (_, i) => `*ABF:E1${1 + i}${random(9)}`).join('')}`,
  );
  if (random(2) === 0) file.put('NM1*82*1*RENDERER*PAT****XX*1600001014', 'PRV*PE*PXC*207X00000X');
  charges.forEach((charge, line) => {
    const modifier = random(3) === 0 ? ':25' : '';
    file.put(
      `LX*${line + 1}`,
      `SV1*HC:9921${1 + random(5)}${modifier}*${charge}*UN*${1 + random(3)}***1`,
      `DTP*472*D8*202610${10 + random(20)}`,
    );
    if (random(3) === 0) file.put(`REF*6R*LINE${claim}-${line + 1}`);
  });
}
