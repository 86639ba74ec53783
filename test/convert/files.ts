/** An interchange of these pieces, each segment ended with `~` and `lineEnd`. All data is invented. */
export function interchangeOf(segments: readonly string[], lineEnd = ''): string {
  return segments.map((segment) => `${segment}~${lineEnd}`).join('');
}

export const ISA =
  'ISA*00*          *00*          *ZZ*EXAMPLESENDER  *ZZ*EXAMPLEPAYER   *261102*1430*^*00501*000000001*0*T*:';

/** Two claims of one subscriber, and one of a patient below another. */
export const CLAIMS = [
  ISA,
  'GS*HC*EXAMPLESENDER*EXAMPLEPAYER*20261102*1430*1*X*005010X222A1',
  'ST*837*0001*005010X222A1',
  'BHT*0019*00*BATCH1*20261102*1430*CH',
  'NM1*41*2*EXAMPLE BILLING*****46*EXAMPLESENDER',
  'PER*IC*DESK*TE*6175550100',
  'NM1*40*2*EXAMPLE PAYER*****46*EXAMPLEPAYER',
  'HL*1**20*1',
  'NM1*85*2*EXAMPLE CLINIC*****XX*1912345679',
  'N3*1 SAMPLE STREET',
  'N4*BOSTON*MA*021180001',
  'REF*EI*990000001',
  'HL*2*1*22*0',
  'SBR*P*18*******MC',
  'NM1*IL*1*SAMPLE*ADA****MI*100000000001',
  'NM1*PR*2*EXAMPLE PAYER*****PI*EXAMPLE',
  'CLM*CLAIM1*100***11:B:1*Y*A*Y*Y',
  'HI*ABK:J069',
  'LX*1',
  'SV1*HC:99213*100*UN*1***1',
  'DTP*472*D8*20261026',
  'CLM*CLAIM2*100***11:B:1*Y*A*Y*Y',
  'HI*ABK:J069*ABF:R05',
  'LX*1',
  'SV1*HC:87880*100*UN*1***1',
  'DTP*472*D8*20261026',
  'HL*3*1*22*1',
  'SBR*P********MC',
  'NM1*IL*1*SPECIMEN*BEN****MI*100000000002',
  'NM1*PR*2*EXAMPLE PAYER*****PI*EXAMPLE',
  'HL*4*3*23*0',
  'PAT*19',
  'NM1*QC*1*SPECIMEN*CARA',
  'CLM*CLAIM3*100***11:B:1*Y*A*Y*Y',
  'HI*ABK:J069',
  'LX*1',
  'SV1*HC:99213*100*UN*1***1',
  'DTP*472*D8*20261026',
  'SE*37*0001',
  'GE*1*1',
  'IEA*1*000000001',
];

/** The claims with the first segment that begins so replaced by others, or dropped. Counts stay as they are. */
export function claimsWith(start: string, ...instead: readonly string[]): string[] {
  const at = CLAIMS.findIndex((segment) => segment.startsWith(start));
  if (at < 0) throw new Error(`No segment begins with ${start}`);
  return CLAIMS.toSpliced(at, 1, ...instead);
}
