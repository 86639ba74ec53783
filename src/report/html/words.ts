import type { SnipType } from '../../findings/finding.js';
import type { ReportedGroup, ReportedInterchange, ReportedSet } from './contents.js';

/** WEDI SNIP types as a biller may know them; 0 is what comes before them. */
export const SNIP_NAMES: Readonly<Record<SnipType, string>> = {
  0: 'Envelope and sender',
  1: 'X12 syntax (SNIP type 1)',
  2: 'Implementation guide (SNIP type 2)',
  3: 'Balancing (SNIP type 3)',
  4: 'Situational rules (SNIP type 4)',
  5: 'Code lists (SNIP type 5)',
  6: 'Service types (SNIP type 6)',
  7: 'Companion guide (SNIP type 7)',
};

/** How an interchange ended (TA104). */
export function interchangeVerdict({ outcome }: ReportedInterchange): string {
  if (outcome.acknowledgment === 'R') return `refused, TA1 note code ${outcome.note}`;
  return outcome.acknowledgment === 'E'
    ? `read, with an error noted: TA1 note code ${outcome.note}`
    : 'read without error';
}

/** How a group ended (AK901). */
export function groupVerdict({ outcome }: ReportedGroup): string {
  if (outcome === undefined) return 'not opened: its interchange is refused';
  const some = `${outcome.setsAccepted} of ${outcome.setsReceived} transaction sets accepted`;
  switch (outcome.status) {
    case 'A':
      return 'accepted';
    case 'E':
      return 'accepted, errors noted';
    case 'P':
      return `accepted in part: ${some}`;
    case 'R':
      return 'refused';
  }
}

/** How a set ended (IK501), and whether units of it are refused although it stands. */
export function setVerdict({ outcome, findings }: ReportedSet): string {
  if (outcome.status === 'R') return 'refused';
  const isPartly = findings.some(({ finding }) => finding.carrier === 'application' && finding.severity === 'reject');
  const accepted = outcome.status === 'E' ? 'accepted, errors noted' : 'accepted';
  return isPartly ? `${accepted}; some of what it holds is refused` : accepted;
}
