/** The number of a row in a list, as somebody types it; 0, which no row has, for any other text. */
export function rowNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
