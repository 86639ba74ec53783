import type { SubmissionRow } from '../store/rows.js';

/** True when pass 1 or pass 2 still has something to do. */
export function isUnfinished(submission: SubmissionRow): boolean {
  return submission.state === 'received' || submission.state === 'examined';
}
