/** `S12` and `s12` mean `S00000012`, the number as the ledger writes it. Any other text stays as it is. */
export function submissionNumberOf(text: string): string {
  const digits = /^s0*(\d{1,15})$/i.exec(text)?.[1];
  return digits === undefined ? text : `S${digits.padStart(8, '0')}`;
}
