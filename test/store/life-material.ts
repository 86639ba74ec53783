import type { Conversation, DocumentArrival, UnitResult } from '../../src/domain/application.js';
import type { LetterDue } from '../../src/domain/prior-authorization/letters.js';
import type { HistoryEntry, PriorAuthorization, ServiceLine } from '../../src/domain/prior-authorization/model.js';
import type {
  Ledger,
  PriorAuthorizationChange,
  PriorAuthorizationRow,
  StoredConversation,
} from '../../src/store/ledger.js';
import type { SubmissionRow } from '../../src/store/rows.js';
import {
  completed,
  examined,
  FOLDER_DATE,
  group,
  header,
  NOW,
  outcome,
  priorAuthorization,
  received,
  SEQUENCE,
  setRow,
  verdict,
} from './material.js';

/** Invented prior authorizations in a ledger, for the tests of what comes after their submission. */

export const LETTER: LetterDue = { kind: 'decision', recipient: 'provider', lines: [1], namesAppeal: true };

export function entry(change: Partial<HistoryEntry> = {}): HistoryEntry {
  return { at: NOW, actor: 'ann', channel: 'command', event: 'take', details: {}, ...change };
}

export function serviceLine(change: Partial<ServiceLine> = {}): ServiceLine {
  return {
    number: 1,
    status: 'ready-for-review',
    procedureQualifier: 'HC',
    procedureCode: '97110',
    modifiers: [],
    throughProcedureCode: '',
    requestedFrom: '2031-04-01',
    requestedTo: '2031-04-30',
    requestedUnits: '10',
    unitBasis: 'UN',
    deliveryPattern: '',
    requestedServiceDays: '',
    traces: [],
    message: '',
    ...change,
  };
}

export function arrival(change: Partial<DocumentArrival> = {}): DocumentArrival {
  return {
    document: { sha256: 'd'.repeat(64), bytes: 2_000, mediaType: 'application/pdf' },
    state: 'matched',
    trackingNumber: '1000000001',
    controlNumber: 'CN1000000001',
    reference: 'MY-DOC-7',
    reportType: '77',
    reason: '',
    ...change,
  };
}

/** A PA with some of its request changed too. */
export function paWith(
  change: Partial<PriorAuthorization>,
  request: Partial<PriorAuthorization['request']> = {},
): PriorAuthorization {
  const pa = priorAuthorization(change);
  return { ...pa, request: { ...pa.request, ...request } };
}

let files = 0;

/** Takes a file of one set through pass 1; each call is another file. `production` unless told. */
export async function nextFile(ledger: Ledger, usage: 'P' | 'T' = 'P'): Promise<SubmissionRow> {
  // Far from the numbers that tests choose themselves.
  const number = String(700_000_000 + ++files);
  return examined(ledger, {
    outcome: outcome({
      header: header({ controlNumber: number.padStart(9, '0'), usage, usageIndicator: usage }),
      sha256: number.padStart(64, '0'),
    }),
  });
}

/** Applies these results to the one set of the next file. */
export async function applied(
  ledger: Ledger,
  results: readonly UnitResult[],
  usage: 'P' | 'T' = 'P',
): Promise<SubmissionRow> {
  const { id } = await nextFile(ledger, usage);
  const [set] = ledger.pendingSets(id, 1);
  await ledger.applyBatch({
    set: set!,
    sequence: SEQUENCE,
    now: NOW,
    folderDate: FOLDER_DATE,
    firstUnit: 0,
    isLast: true,
    build: () => ({ results, answers: [] }),
  });
  return ledger.completeApplication(id, NOW);
}

/** Takes a file with these PAs, each a unit with a history of its own. */
export function submitted(
  ledger: Ledger,
  priorAuthorizations: readonly PriorAuthorization[],
  more: { readonly conversation?: Conversation; readonly letters?: readonly LetterDue[] } = {},
): Promise<SubmissionRow> {
  const isTest = priorAuthorizations[0]?.request.environment === 'test';
  const results = priorAuthorizations.map(
    (pa, unit): UnitResult => ({
      kind: 'prior-authorization',
      unit,
      priorAuthorization: pa,
      isNew: true,
      history: [entry({ actor: 'acme', channel: '278', event: 'submit' })],
      ...more,
    }),
  );
  return applied(ledger, results, isTest ? 'T' : 'P');
}

/** A file that is received again with the bytes of another: its verdict copies the answers of that one. */
export async function sentAgain(ledger: Ledger, first: SubmissionRow): Promise<SubmissionRow> {
  const [decided] = ledger.interchanges(first.id);
  const { id } = await received(ledger);
  await ledger.putSets(id, 1, [setRow()]);
  const again = outcome({ header: header({ controlNumber: decided!.controlNumber }), sha256: decided!.sha256 });
  await ledger.commitVerdict(verdict(id, { outcome: { ...again, groups: [group()] } }));
  return completed(ledger, id);
}

/** A change that takes a PA one version on, with the rest as told. */
export function change(
  trackingNumber: string,
  more: Partial<Omit<PriorAuthorizationChange<string>, 'build'>> & {
    readonly to?: (current: PriorAuthorizationRow) => Partial<PriorAuthorization>;
    readonly with?: Partial<Exclude<ReturnType<PriorAuthorizationChange<string>['build']>, { refused: string }>>;
    readonly seen?: (conversation: StoredConversation | undefined) => void;
  } = {},
): PriorAuthorizationChange<string> {
  const { to, with: given, seen, ...rest } = more;
  return {
    trackingNumber,
    ourId: SEQUENCE.ourId,
    now: NOW,
    folderDate: FOLDER_DATE,
    build: (current, conversation) => {
      seen?.(conversation);
      const { submissionId: _submissionId, partnerId: _partnerId, ...pa } = current;
      return {
        priorAuthorization: { ...pa, version: pa.version + 1, ...to?.(current) },
        history: [entry()],
        answers: [],
        letters: [],
        ...given,
      };
    },
    ...rest,
  };
}
