/** What one unit of a transaction set (ST01) is called in reports on a finding in it. */
export function unitWord(transactionSet: string): 'claim' | 'patient event' | 'unit' {
  if (transactionSet === '837') return 'claim';
  return transactionSet === '278' ? 'patient event' : 'unit';
}
