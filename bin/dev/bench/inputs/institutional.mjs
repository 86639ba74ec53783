import { lineCharges, writeClaimFile } from './claim-file.mjs';

/**
 * Institutional claims, a third of them inpatient: revenue lines, diagnoses of several kinds, an attending provider.
 * Clean under all SNIP types. Parameters and result as `writeClaimFile`.
 */
export function writeInstitutionalClaims(path, megabytes, options) {
  const form = { version: '005010X223A2', provider: 'LAKEVIEW HOSPITAL', street: '1 HARBOR ROAD', writeClaim };
  return writeClaimFile(path, megabytes, form, options);
}

function writeClaim(file, random, claim) {
  const isInpatient = random(3) === 0;
  const from = 10 + random(9);
  const to = isInpatient ? from + 1 + random(8) : from;
  const { charges, total } = lineCharges(random, 2 + random(8), 50, 900);
  file.put(`CLM*H-${claim}*${total}***${isInpatient ? '11' : '13'}:A:1**A*Y*Y`);
  if (isInpatient) file.put(`DTP*096*TM*1${random(10)}00`);
  file.put(`DTP*434*RD8*202610${from}-202610${to}`);
  if (isInpatient) file.put(`DTP*435*DT*202610${from}0900`);
  file.put('CL1*3*1*01');
  if (random(3) === 0) file.put(`REF*EA*REC${claim}`);
  const present = isInpatient ? ':::::::Y' : '';
  file.put(`HI*ABK:M17${random(9)}${present}`);
  file.put(isInpatient ? `HI*ABJ:M17${random(9)}` : `HI*APR:R10${random(9)}`);
  if (random(2) === 0) file.put(`HI*ABF:E11${random(9)}${present}`);
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
