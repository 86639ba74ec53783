import type { DocumentArrival } from '../domain/application.js';
import type { Environment } from '../domain/environment.js';
import { numberOfAttachment } from '../ingest/attachment-names.js';
import type { DocumentStore } from '../ingest/document-store.js';
import { isSuspended } from '../partners/allowances.js';
import { profileFor } from '../partners/links.js';
import type { PartnerProfile, PayerIdentity } from '../partners/profile.js';
import type { Ledger } from '../store/ledger.js';
import type { SubmissionRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import { GatewayError } from '../support/errors.js';
import { localDay } from '../support/wall-clock.js';
import { type DocumentQuery, matchDocument } from '../transactions/document-match.js';
import { documentReport } from '../transactions/document-report.js';
import type { StoredDocument } from '../transactions/handler.js';
import type { PriorAuthorizationTables } from '../transactions/prior-authorization-tables.js';
import { reviewSettings } from '../transactions/review-settings.js';
import { takeDocuments } from '../transactions/take-documents.js';

/** What plain documents are taken with. */
export interface TakeDocumentParts {
  readonly ledger: Pick<Ledger, 'partner' | 'settleDocument'>;
  readonly documents: Pick<DocumentStore, 'keep'>;
  readonly tables: Pick<PriorAuthorizationTables, 'overlay'>;
  readonly payer: PayerIdentity;
  readonly clock: Clock;
  /** Makes a path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
}

/** What a plain document counts as where a link names its transactions. */
const DOCUMENT_SET = '275';

/** A file called by an attachment control number of ours says which question it answers. */
const CONTROL_NUMBER = /^(CN\d{10})(?:[ ._-].*)?$/;

/**
 * Ends the submission of a plain file from a partner's `attachments/`: its bytes into the document store, then one commit
 * with the PA it was for, and a report to the partner. The folder's name tells the PA, a file name such as
 * `CN1000000042.pdf` the question it answers. Never silent: what fits no PA of this partner is kept unmatched, what the
 * payer does not take is refused, and so is all while the partner's 275 is suspended: a plain file has no usage and counts as
 * production, but for one that is for a test PA. No allowance is asked for beside that, since there is no 275 to test. May
 * be repeated after a crash. Raises GatewayError `partner-unknown`, `partner-changed` (to be done again: its 275 was
 * suspended or resumed at this moment), and those of disk and ledger.
 */
export async function takeDocument(
  parts: TakeDocumentParts,
  submission: SubmissionRow,
  attempt: number,
): Promise<SubmissionRow> {
  const { ledger, documents, tables, payer, clock, inside } = parts;
  const isStopped = (): boolean => isSuspended(partnerOf(ledger, submission), DOCUMENT_SET, 'P');
  const wasStopped = isStopped();
  const stored: StoredDocument = wasStopped
    ? refused(submission)
    : await documents.keep({ path: inside(submission.originalPath), start: 0, end: submission.bytes });
  const now = clock.now();
  const number = numberOfAttachment(submission.senderFileName);
  const controlNumber = CONTROL_NUMBER.exec(submission.senderFileName.slice(number.length + 1))?.[1] ?? '';
  return ledger.settleDocument({
    submissionId: submission.id,
    attempt,
    ourId: payer.id,
    now: now.toISOString(),
    folderDate: localDay(now, payer.timeZone),
    build(transaction) {
      // Read inside the commit, so that a change of the partner counts at once.
      const partner = partnerOf(ledger, submission);
      if (isStopped() !== wasStopped) throw partnerChanged(submission);
      const profile = profileFor(partner, DOCUMENT_SET, localDay(new Date(submission.receivedAt), payer.timeZone));
      const query = (environment: Environment): DocumentQuery => ({
        environment,
        controlNumbers: controlNumber === '' ? [] : [controlNumber],
        numbers: number === '' ? [] : [number],
        memberId: '',
      });
      const match =
        matchDocument(query('production'), profile, transaction) ?? matchDocument(query('test'), profile, transaction);
      const isForStoppedTest =
        match?.priorAuthorization.request.environment === 'test' && isSuspended(partner, DOCUMENT_SET, 'T');
      const bundle = {
        stored: [isForStoppedTest ? refused(submission) : stored],
        reference: controlNumber === '' ? number : controlNumber,
        reportType: tables.overlay.attachments.defaultReportType,
      };
      const facts = {
        at: now,
        actor: profile.id,
        channel: 'folder' as const,
        settings: reviewSettings(tables.overlay.review, payer.timeZone),
      };
      const taken = takeDocuments(bundle, match, facts, transaction);
      const environment = match?.priorAuthorization.request.environment;
      return {
        disposition: dispositionOf(taken.documents),
        documents: taken.documents,
        ...(taken.change === undefined ? {} : { change: taken.change }),
        answers: [reportTo(profile, payer, submission, taken.documents, environment, now)],
      };
    },
  });
}

function dispositionOf(documents: readonly DocumentArrival[]) {
  if (documents.some(({ state }) => state === 'matched')) return 'accepted';
  return documents.some(({ state }) => state === 'unmatched') ? 'partially-accepted' : 'rejected';
}

function reportTo(
  profile: PartnerProfile,
  payer: PayerIdentity,
  submission: SubmissionRow,
  documents: readonly DocumentArrival[],
  environment: Environment | undefined,
  now: Date,
) {
  const text = documentReport(
    {
      payer,
      submissionNumber: submission.number,
      isTest: environment === 'test',
      receivedAt: new Date(submission.receivedAt),
      reportedAt: now,
    },
    [{ number: 1, documents, refusals: [] }],
  );
  return {
    type: 'report' as const,
    extension: 'txt' as const,
    location: profile.location,
    usage: environment === undefined ? ('unknown' as const) : environment === 'test' ? ('T' as const) : ('P' as const),
    interchange: -1,
    controlNumber: 0,
    content: Buffer.from(text, 'utf8'),
  };
}

function partnerOf(ledger: TakeDocumentParts['ledger'], submission: SubmissionRow): PartnerProfile {
  const partner = ledger.partner(submission.partnerId);
  if (partner === undefined) throw partnerUnknown(submission);
  return partner;
}

/** Its bytes stay with the received files alone. */
function refused({ sha256, bytes }: SubmissionRow): StoredDocument {
  return { kind: 'refused', reason: 'suspended', document: { sha256, bytes, mediaType: '' } };
}

function partnerChanged(submission: SubmissionRow): GatewayError {
  return new GatewayError(`The partner ${submission.partnerId} was changed while its document was taken`, {
    code: 'partner-changed',
    operation: 'take a document',
    subject: submission.number,
    hint: 'The document is looked at again by itself. If it is set aside, release it with "x12gw quarantine release".',
    exitCode: 3,
  });
}

function partnerUnknown(submission: SubmissionRow): GatewayError {
  return new GatewayError(`There is no partner "${submission.partnerId}"`, {
    code: 'partner-unknown',
    operation: 'take a document',
    subject: submission.number,
    hint: 'Add the partner again, then release the file with "x12gw quarantine release".',
    exitCode: 3,
  });
}
