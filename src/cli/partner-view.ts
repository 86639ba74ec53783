import type { Ledger, PriorAuthorizationRow } from '../store/ledger.js';
import type { SubmissionRow } from '../store/rows.js';
import { GatewayError } from '../support/errors.js';

/** What a command that is limited to one partner may ask and do; everything else is refused. */
type PartnerOperations = Pick<
  Ledger,
  | 'submission'
  | 'unfinished'
  | 'unpackedFrom'
  | 'refusedUnits'
  | 'findings'
  | 'downloads'
  | 'answerBytes'
  | 'partner'
  | 'partners'
  | 'outboxFolder'
  | 'counts'
  | 'trace'
  | 'priorAuthorization'
  | 'changePriorAuthorization'
>;

/** A row of somebody's: a submission, or what came of one. */
type Owned = { readonly partnerId: string } & ({ readonly submissionId: number } | { readonly id: number });

/**
 * The ledger as one partner may see it: its own submissions, answers and prior authorizations, as if there were no others;
 * what an earlier partner of its id sent, which may have been another company, is none of its own.
 * An operation that is not listed here raises GatewayError `role-not-allowed` (exit code 2), so that a command that is
 * opened to partners later shows nothing by accident. What is asked by the id of a row that this view gave is not looked up
 * again (`answerBytes`, `findings`, `refusedUnits`).
 */
export function partnerView(ledger: Ledger, partnerId: string): Ledger {
  const before = ledger.submissionsBefore(partnerId);
  const isOwn = (row: Owned | undefined): boolean =>
    row?.partnerId === partnerId && ('submissionId' in row ? row.submissionId : row.id) > before;
  const own: PartnerOperations = {
    submission(by) {
      const row = ledger.submission(by);
      return isOwn(row) ? row : undefined;
    },
    unfinished: (): SubmissionRow[] => ledger.unfinished().filter(isOwn),
    unpackedFrom: (id) => ledger.unpackedFrom(id).filter(isOwn),
    refusedUnits: (id) => ledger.refusedUnits(id),
    findings: (id, limit) => ledger.findings(id, limit),
    downloads(filter, after, limit) {
      const { rows, next } = ledger.downloads(filter, after, limit);
      return { rows: rows.filter(isOwn), next };
    },
    answerBytes: (id) => ledger.answerBytes(id),
    partner: (id) => (id === partnerId ? ledger.partner(id) : undefined),
    partners: () => ledger.partners().filter(({ id }) => id === partnerId),
    outboxFolder: (id) => (id === partnerId ? ledger.outboxFolder(id) : ''),
    // They count everybody's.
    counts: () => ({}),
    trace: (id) => (ownsAll(ledger, id, isOwn) ? ledger.trace(id) : []),
    priorAuthorization(number) {
      const found = ledger.priorAuthorization(number);
      return isOwn(found?.row) ? found : undefined;
    },
    async changePriorAuthorization(change) {
      const found = ledger.priorAuthorization(change.trackingNumber);
      return isOwn(found?.row) ? ledger.changePriorAuthorization(change) : { kind: 'unknown' };
    },
  };
  return new Proxy(own as Ledger, {
    get(target, name) {
      if (Object.hasOwn(target, name)) return target[name as keyof Ledger];
      throw notForPartners(partnerId);
    },
  });
}

/**
 * Whether a number is one of ours of this partner: a submission's, a PA's or a claim's. What senders call things may be the
 * same with several partners, so those are not looked up for one.
 */
function ownsAll(ledger: Ledger, id: string, isOwn: (row: Owned) => boolean): boolean {
  const claim = ledger.claim(id);
  const rows: readonly (SubmissionRow | PriorAuthorizationRow | undefined)[] = [
    ledger.submission({ number: id }),
    ledger.priorAuthorization(id)?.row,
    claim === undefined ? undefined : ledger.submission({ id: claim.submissionId }),
  ];
  const known = rows.filter((row) => row !== undefined);
  return known.length > 0 && known.every(isOwn);
}

function notForPartners(partnerId: string): GatewayError {
  return new GatewayError(`A user of the partner ${partnerId} may not ask or do this`, {
    code: 'role-not-allowed',
    operation: 'work on the ledger',
    subject: partnerId,
    hint: 'It needs the role operator; docs/roles.md tells what a partner may do.',
    exitCode: 2,
  });
}
