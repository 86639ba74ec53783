import { MASSHEALTH_CLAIM, type SnipEdit } from './edit.js';

/** A mistake in the envelope; `''` for what must be taken. */
const row = (element: string, mistake: string, text: readonly [string, string], finds: string): SnipEdit => ({
  edit: `envelope ${element}`,
  mistake,
  base: MASSHEALTH_CLAIM,
  text,
  finds,
});

/** What MassHealth asks of the envelope, by a partner registered as 110000000A. */
export const ENVELOPE: readonly SnipEdit[] = [
  row('ISA01', 'an unknown authorization', ['ISA*00*', 'ISA*99*'], 'reject authorization-qualifier-invalid 010 TA1'),
  row(
    'ISA03',
    'an unknown security',
    ['*00*          *ZZ*1', '*99*          *ZZ*1'],
    'reject security-qualifier-invalid 012 TA1',
  ),
  row('ISA05', 'another qualifier', ['*ZZ*110000000A ', '*30*110000000A '], 'reject sender-qualifier-invalid 005 TA1'),
  row(
    'ISA06',
    'the id of nobody',
    ['*ZZ*110000000A     *', '*ZZ*119999999Z     *'],
    'reject sender-not-this-partner 006 TA1',
  ),
  row(
    'ISA06',
    'the id without its service location',
    ['*ZZ*110000000A     *', '*ZZ*110000000      *'],
    'reject sender-not-this-partner 006 TA1',
  ),
  row('ISA07', 'another qualifier', ['*ZZ*DMA7384 ', '*30*DMA7384 '], 'reject receiver-qualifier-invalid 007 TA1'),
  row('ISA08', 'another receiver', ['*ZZ*DMA7384  ', '*ZZ*OTHER    '], 'reject receiver-unknown 009 TA1'),
  row('ISA08', 'nothing: the Health Safety Net', ['*ZZ*DMA7384  ', '*ZZ*HSN3644  '], ''),
  row('ISA09', 'the 31st of February', ['*261104*0800*^', '*260231*0800*^'], 'reject interchange-date-invalid 014 TA1'),
  row('ISA11', 'U, as before 5010', ['*0800*^*', '*0800*U*'], 'reject repetition-separator-invalid 016 TA1'),
  row('ISA12', 'release 4010', ['*00501*', '*00401*'], 'reject control-version-unsupported 003 TA1'),
  row(
    'ISA13',
    'IEA02 of another interchange',
    ['IEA*1*000000304', 'IEA*1*000000305'],
    'reject trailer-control-number-mismatch 001 TA1',
  ),
  row('ISA14', 'nothing: a TA1 asked for', ['*000000304*0*', '*000000304*1*'], ''),
  row('ISA15', 'neither test nor production', ['*0*T*:', '*0*X*:'], 'reject usage-indicator-invalid 020 TA1'),
  row('ISA15', 'production by a partner who still tests', ['*0*T*:', '*0*P*:'], 'reject group-not-approved 1 999'),
  row('GS01', 'claims in a group of reviews', ['GS*HC*', 'GS*HI*'], 'reject group-version-not-supported 2 999'),
  row('GS02', 'another application', ['GS*HC*110000000A*', 'GS*HC*OTHER*'], 'warn group-sender-differs null report'),
  row(
    'GS08',
    'another release',
    ['*X*005010X222A1~\nST', '*X*004010X098A1~\nST'],
    'reject group-version-not-supported 2 999',
  ),
];
