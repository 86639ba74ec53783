import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { UnitResult } from '../../src/domain/application.js';
import type { ClaimName, ClaimRegistration } from '../../src/domain/claims/model.js';
import type { PriorAuthorization, PriorAuthorizationRequest } from '../../src/domain/prior-authorization/model.js';
import type { GroupOutcome, InterchangeHeader, InterchangeOutcome } from '../../src/envelope/outcome.js';
import type { Finding } from '../../src/findings/finding.js';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import type { AnswerDraft } from '../../src/respond/answer.js';
import type {
  ApplyBatch,
  Ledger,
  PartnerDraft,
  RenderContext,
  RenderedVerdict,
  SetRow,
  VerdictCommit,
} from '../../src/store/ledger.js';
import type { PendingSet, Receipt, SubmissionRow } from '../../src/store/rows.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';

/** Invented material for the ledger's tests: the smallest values that have the right shape. */

export const NOW = '2031-03-01T12:00:00.000Z';
export const FOLDER_DATE = '2031-03-01';
export const LOCATION = { id: '110012345A', providerId: '110012345', serviceLocation: 'A' };
export const SEQUENCE = { ourId: 'PAYER1', partnerId: 'acme' };

/** A moment some days after NOW. */
export function daysLater(days: number): string {
  return new Date(Date.parse(NOW) + days * 86_400_000).toISOString();
}

/** A folder of the test's own, removed at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new ledger, closed at the test's end. */
export function newLedger(path = join(temporaryFolder(), 'ledger.db')): Ledger {
  const ledger = openLedger(path);
  onTestFinished(() => ledger.close());
  return ledger;
}

let arrivals = 0;

export function receipt(change: Partial<Receipt> = {}): Receipt {
  return {
    arrivalId: `arrival-${++arrivals}`,
    channel: 'inbox',
    partnerId: 'acme',
    sha256: 'f'.repeat(64),
    bytes: 1_000,
    originalPath: `originals/arrival-${arrivals}`,
    senderFileName: 'batch.edi',
    receivedAt: NOW,
    actor: '',
    ...change,
  };
}

export function finding(code: string): Finding {
  return {
    code,
    scope: 'element',
    acknowledgment: '7',
    severity: 'reject',
    snip: 1,
    place: { byteOffset: 5, byteLength: 10, segmentPosition: 3, segmentId: 'NM1', loopPath: '2000A' },
    isProtected: false,
    parameters: {},
  };
}

export function header(change: Partial<InterchangeHeader> = {}): InterchangeHeader {
  return {
    form: 'strict',
    byteOffset: 0,
    senderQualifier: 'ZZ',
    senderId: 'ACME           ',
    receiverQualifier: 'ZZ',
    receiverId: 'PAYER1         ',
    date: '310301',
    time: '1200',
    version: '00501',
    controlNumber: '000000001',
    acknowledgmentRequested: true,
    usage: 'P',
    usageIndicator: 'P',
    delimiters: OUTBOUND_DELIMITERS,
    ...change,
  };
}

export function group(change: Partial<GroupOutcome> = {}): GroupOutcome {
  return {
    interchange: 0,
    index: 0,
    functionalIdentifier: 'HC',
    applicationSender: 'ACMEAPP',
    applicationReceiver: 'PAYERAPP',
    date: '20310301',
    time: '1200',
    controlNumber: '1',
    agency: 'X',
    version: '005010X222A1',
    byteStart: 106,
    byteEnd: 900,
    setsIncluded: 1,
    setsReceived: 1,
    setsAccepted: 1,
    remarks: 0,
    units: 0,
    refusedUnits: 0,
    status: 'A',
    codes: [],
    findings: [],
    handler: '837',
    isAcknowledged: true,
    ...change,
  };
}

export function outcome(change: Partial<InterchangeOutcome> = {}): InterchangeOutcome {
  return {
    index: 0,
    header: header(),
    byteStart: 0,
    byteEnd: 1_000,
    sha256: 'a'.repeat(64),
    acknowledgment: 'A',
    note: '000',
    findings: [],
    groups: [group()],
    receivedAcknowledgments: [],
    isAcknowledgmentOnly: false,
    ...change,
  };
}

export function setRow(change: Partial<SetRow> = {}): SetRow {
  return {
    interchange: 0,
    group: 0,
    index: 0,
    transactionSet: '837',
    controlNumber: '0001',
    implementationReference: '005010X222A1',
    guideId: '005010X222A1',
    byteStart: 150,
    byteEnd: 850,
    segmentCount: 20,
    status: 'A',
    codes: [],
    findings: [],
    findingsTotal: 0,
    units: 0,
    refusals: [],
    acknowledgment: { text: 'AK2*837*0001~IK5*A~', segments: 2 },
    ...change,
  };
}

export function draft(change: Partial<AnswerDraft> = {}): AnswerDraft {
  return {
    type: '999',
    extension: 'x12',
    location: LOCATION,
    usage: 'P',
    interchange: 0,
    controlNumber: 0,
    content: Buffer.from('answer'),
    ...change,
  };
}

/** Renders what the duplicate rules ask for: a 999 with a number for what is new, a TA1 R 025 for a used number. */
export function render(context: RenderContext): RenderedVerdict {
  if (context.duplicate.kind === 'same-bytes') return { acknowledgment: 'duplicate', note: '000', answers: [] };
  const controlNumber = context.nextControlNumber();
  if (context.duplicate.kind === 'same-number') {
    return { acknowledgment: 'R', note: '025', answers: [draft({ type: 'ta1', controlNumber })] };
  }
  const content = Buffer.from([...context.setsOf(0)].map((set) => set.acknowledgment.text).join(''));
  return { acknowledgment: 'A', note: '000', answers: [draft({ controlNumber, content })] };
}

export function verdict(submissionId: number, change: Partial<VerdictCommit> = {}): VerdictCommit {
  return {
    submissionId,
    attempt: 1,
    outcome: outcome(),
    sequence: SEQUENCE,
    duplicateWindowDays: 30,
    now: NOW,
    folderDate: FOLDER_DATE,
    render,
    ...change,
  };
}

export const ATTEMPT = { now: NOW, alone: false, digests: { profile: 'p1', guides: 'g1' } };

/** Receives a file and begins its first attempt. */
export async function received(ledger: Ledger, change: Partial<Receipt> = {}): Promise<SubmissionRow> {
  const { id } = await ledger.recordReceipt(receipt(change));
  await ledger.beginAttempt(id, ATTEMPT);
  return ledger.submission({ id })!;
}

/** Takes a file with one interchange through pass 1. */
export async function examined(
  ledger: Ledger,
  change: { readonly sets?: readonly SetRow[]; readonly outcome?: InterchangeOutcome; readonly now?: string } = {},
): Promise<SubmissionRow> {
  const { id } = await received(ledger);
  await ledger.putSets(id, 1, change.sets ?? [setRow()]);
  await ledger.commitVerdict(verdict(id, { outcome: change.outcome ?? outcome(), now: change.now ?? NOW }));
  return completed(ledger, id);
}

export function completed(ledger: Ledger, submissionId: number): Promise<SubmissionRow> {
  return ledger.completeExamination({
    submissionId,
    attempt: ledger.submission({ id: submissionId })!.attempts,
    disposition: 'accepted',
    findings: [],
    answers: [],
    now: NOW,
    folderDate: FOLDER_DATE,
  });
}

const PERSON: ClaimName = { entityType: '1', last: 'DOE', first: 'ANN', middle: '', idQualifier: 'MI', id: 'M1' };

export function claim(change: Partial<ClaimRegistration> = {}): ClaimRegistration {
  return {
    environment: 'production',
    submitterClaimId: 'CLAIM-1',
    kind: 'professional',
    submission: { batchNumber: 'B1', submitter: { ...PERSON, entityType: '2', last: 'ACME', id: 'ACME' } },
    billingProvider: { ...PERSON, entityType: '2', last: 'CLINIC', idQualifier: 'XX', id: '1234567893' },
    billingProviderNpi: '1234567893',
    billingProviderTaxId: '',
    billingProviderLocation: LOCATION.id,
    renderingProviderNpi: '',
    memberId: 'M1',
    patient: PERSON,
    totalCharge: '100.50',
    facilityCode: '11',
    frequency: '1',
    payerClaimControlNumber: '',
    intermediaryClaimId: '',
    priorAuthorizationNumber: '',
    serviceFrom: '2031-02-01',
    serviceTo: '2031-02-01',
    lines: [],
    byteStart: 0,
    byteEnd: 0,
    ...change,
  };
}

export function priorAuthorization(change: Partial<PriorAuthorization> = {}): PriorAuthorization {
  const request: PriorAuthorizationRequest = {
    environment: 'production',
    channel: '278',
    submitter: 'acme',
    submitterTransactionId: 'T1',
    member: { memberId: 'M1', name: { last: 'DOE', first: 'ANN', middle: '' }, birthDate: '1990-01-01', gender: 'F' },
    requestingProvider: { npi: '1234567893', location: LOCATION.id, name: 'CLINIC', taxonomy: '' },
    contactName: '',
    contactPhone: '',
    classification: 'standard',
    assignment: '',
    serviceType: '',
    placeOfService: '',
    diagnoses: [],
    clinicalRationale: '',
    eventFrom: '',
    eventTo: '',
    traces: [],
    lines: [],
    attachments: [],
    previousPaNumber: '',
    previousTrackingNumber: '',
  };
  return {
    trackingNumber: '1000000001',
    paNumber: '',
    status: 'ready-for-review',
    version: 1,
    receivedAt: NOW,
    updatedAt: NOW,
    request,
    classification: 'standard',
    deadline: { clock: 'none', dueAt: '', outerLimitAt: '', firstAnswerDueAt: '' },
    reviewer: '',
    updateReceivedAt: '',
    lastViewedAt: '',
    deferredAt: '',
    decidedAt: '',
    expiresOn: '',
    possibleDuplicates: [],
    flags: [],
    lines: [],
    attachments: [],
    ...change,
  };
}

/** A batch of `count` claims, each with the next claim number, from `firstUnit` on. */
export function claimBatch(set: PendingSet, firstUnit: number, count: number, isLast: boolean): ApplyBatch {
  return {
    set,
    sequence: SEQUENCE,
    now: NOW,
    folderDate: FOLDER_DATE,
    firstUnit,
    isLast,
    build: (transaction) => {
      const results: UnitResult[] = Array.from({ length: count }, (_, position) => ({
        kind: 'claim',
        unit: firstUnit + position,
        claim: claim({ submitterClaimId: `CLAIM-${firstUnit + position}` }),
        verdict: { accepted: true, claimNumber: `C${transaction.nextNumber('claim', 'production')}` },
      }));
      const answers = isLast
        ? [draft({ type: '277ca', interchange: set.interchange, controlNumber: transaction.nextControlNumber() })]
        : [];
      return { results, answers };
    },
  };
}

export const PARTNER: PartnerDraft = {
  id: 'acme',
  name: 'Acme Billing',
  kind: 'billing-intermediary',
  interchangeQualifier: 'ZZ',
  interchangeId: 'ACME',
  applicationIds: ['ACMEAPP'],
  location: LOCATION,
  npis: ['1234567893'],
  options: DEFAULT_OPTIONS,
};
