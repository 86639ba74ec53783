import { generator, InputFile } from './input-file.mjs';

const VERSION = '005010X223A2';
const CLAIMS_PER_SET = 5000;
const CLAIMS_PER_PROVIDER = 500;

/**
 * Writes an institutional claim file of about `megabytes` MB to `path`: outpatient and inpatient claims with revenue
 * lines, diagnoses of several kinds and an attending provider, in sets of 5,000. Same seed, same bytes.
 */
export function writeInstitutionalClaims(path, megabytes, { seed = 1 } = {}) {
  const random = generator(seed);
  const file = new InputFile(path, { group: 'HC', version: VERSION });
  const limit = megabytes * 1e6;
  let claim = 0;
  while (file.size < limit) {
    file.beginSet('837', VERSION);
    file.put(
      `BHT*0019*00*BATCH${file.sets}*20261104*0800*CH`,
      'NM1*41*2*LAKEVIEW HOSPITAL*****46*PRCLINIC01',
      'PER*IC*BILLING DESK*TE*5555550142',
      'NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042',
    );
    let level = 0;
    let billing = 0;
    for (let i = 0; i < CLAIMS_PER_SET && file.size < limit; i++) {
      if (i % CLAIMS_PER_PROVIDER === 0) {
        billing = ++level;
        file.put(
          `HL*${billing}**20*1`,
          'NM1*85*2*LAKEVIEW HOSPITAL*****XX*1887004129',
          'N3*1 HARBOR ROAD',
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
  const isInpatient = random(3) === 0;
  const from = 10 + random(9);
  const to = isInpatient ? from + 1 + random(8) : from;
  const lines = 2 + random(8);
  const charges = Array.from({ length: lines }, () => 50 + random(900));
  file.put(
    `HL*${level}*${billing}*22*0`,
    'SBR*P*18*******CI',
    `NM1*IL*1*MEMBER${claim % 9973}*SAMPLE****MI*NL${String(700000000 + claim)}`,
    `N3*${1 + random(9000)} MAPLE CT`,
    'N4*MILLBROOK*OH*44001',
    `DMG*D8*${1930 + random(80)}0${1 + random(9)}${10 + random(18)}*${random(2) ? 'F' : 'M'}`,
    'NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
    `CLM*H-${claim}*${charges.reduce((a, b) => a + b, 0)}***${isInpatient ? '11' : '13'}:A:1**A*Y*Y`,
  );
  if (isInpatient) file.put(`DTP*096*TM*1${random(10)}00`);
  file.put(`DTP*434*RD8*202610${from}-202610${to}`);
  if (isInpatient) file.put(`DTP*435*DT*202610${from}0900`, 'CL1*3*1*01');
  else file.put('CL1*3*1*01');
  if (random(3) === 0) file.put(`REF*EA*REC${claim}`);
  file.put(`HI*ABK:M17${random(9)}${isInpatient ? ':::::::Y' : ''}`);
  if (isInpatient) file.put(`HI*ABJ:M17${random(9)}`);
  else file.put(`HI*APR:R10${random(9)}`);
  if (random(2) === 0) file.put(`HI*ABF:E11${random(9)}${isInpatient ? ':::::::Y' : ''}`);
  file.put('NM1*71*1*ATTENDER*PAT****XX*1600001014', 'PRV*AT*PXC*207X00000X');
  charges.forEach((charge, line) => {
    const revenue = isInpatient && line === 0 ? '0120' : `0${300 + random(20)}`;
    const procedure = isInpatient ? '' : `HC:8${5000 + random(900)}`;
    // Room and board is counted in days.
    const unit = revenue === '0120' ? 'DA' : 'UN';
    file.put(
      `LX*${line + 1}`,
      `SV2*${revenue}*${procedure}*${charge}*${unit}*${1 + random(3)}`,
      `DTP*472*D8*202610${from}`,
    );
  });
}
