import { lineCharges, writeClaimFile } from './claim-file.mjs';

/**
 * Professional claims: one to six lines, one to four diagnoses, a rendering provider, references, notes and modifiers
 * now and then. Clean under all SNIP types. Parameters and result as `writeClaimFile`.
 */
export function writeClaims(path, megabytes, options) {
  const form = { version: '005010X222A1', provider: 'PINERIDGE CLINIC', street: '14 ORCHARD WAY', writeClaim };
  return writeClaimFile(path, megabytes, form, options);
}

function writeClaim(file, random, claim) {
  const { charges, total } = lineCharges(random, 1 + random(6), 20, 480);
  file.put(`CLM*C-${claim}*${total}***11:B:1*Y*A*Y*Y`);
  if (random(4) === 0) file.put(`REF*EA*REC${claim}`);
  if (random(8) === 0) file.put('NTE*ADD*SEEN FOR FOLLOW UP');
  const others = Array.from({ length: random(4) }, (_, index) => `*ABF:E1${1 + index}${random(9)}`);
  file.put(`HI*ABK:M17${random(9)}${others.join('')}`);
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
