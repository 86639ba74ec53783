/** What the units of a transaction set (ST01) are called in texts for people. */
export function unitsName(transactionSet: string): 'claims' | 'requests' | 'units' {
  if (transactionSet === '837') return 'claims';
  return transactionSet === '278' ? 'requests' : 'units';
}
