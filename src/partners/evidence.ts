/**
 * How far a partner came with its test files for one transaction: the latest test group (ISA15 T) that was accepted and
 * whose 999 was picked up, else the latest that was accepted, else the latest there is.
 */
export interface TestEvidence {
  /** ST01. */
  readonly transactionSet: string;
  /** The file, `S00000012`. */
  readonly submission: string;
  /** ISO instant. */
  readonly receivedAt: string;
  /** GS06 as sent. */
  readonly groupControlNumber: string;
  /** AK901. */
  readonly groupStatus: 'A' | 'E' | 'P' | 'R';
  /** Its 999: row number, where it stands, and when it got there; 0 and '' when there is none. */
  readonly answer: number;
  readonly answerState: 'stored' | 'written' | 'delivered' | 'picked_up' | '';
  readonly storedAt: string;
  readonly deliveredAt: string;
  readonly pickedUpAt: string;
}

/** What is missing for an approval: any test file, one that is accepted (AK901 A), or the pick-up of its 999. */
export type MissingEvidence = 'test-file' | 'acceptance' | 'pick-up';

/** What is missing for an approval; undefined when the evidence is complete. */
export function missingEvidence(evidence: TestEvidence | undefined): MissingEvidence | undefined {
  if (evidence === undefined) return 'test-file';
  if (evidence.groupStatus !== 'A') return 'acceptance';
  return evidence.answerState === 'picked_up' ? undefined : 'pick-up';
}
