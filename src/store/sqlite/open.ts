import type { Ledger } from '../ledger.js';
import { ExpectedAcknowledgments } from './acknowledgments/expected-acknowledgments.js';
import { ReceivedAcknowledgments } from './acknowledgments/received-acknowledgments.js';
import { Audit } from './audit.js';
import { claimFigures } from './claims/claim-figures.js';
import { RegisteredClaims } from './claims/claim-lookups.js';
import { ClaimQuestions } from './claims/claim-questions.js';
import { ClaimRows } from './claims/claim-rows.js';
import { ClaimStatuses } from './claims/claim-statuses.js';
import { DomainLookups } from './domain/domain-lookups.js';
import { DomainQuestions } from './domain/domain-questions.js';
import { DomainRows } from './domain/domain-rows.js';
import { type Database, type DatabaseOptions, missingLedger, openDatabase } from './driver.js';
import { type Commit, GroupCommit } from './group-commit.js';
import { ledgerError } from './ledger-error.js';
import { misuse } from './misuse.js';
import { checkLedger } from './operations/check.js';
import { keepingOperations } from './operations/keeping-operations.js';
import { Reconciliation } from './operations/reconcile.js';
import { ToldAlerts } from './operations/told-alerts.js';
import { Watch } from './operations/watch.js';
import { partnerOperations } from './partners/partner-operations.js';
import { PartnerVersions } from './partners/partner-versions.js';
import { Partners } from './partners/partners.js';
import { SftpServers } from './partners/sftp-servers.js';
import { DocumentSettlements } from './prior-authorizations/document-settlement.js';
import { Documents } from './prior-authorizations/documents.js';
import { Letters } from './prior-authorizations/letters.js';
import { PriorAuthorizationChanges } from './prior-authorizations/prior-authorization-change.js';
import { PriorAuthorizationRows } from './prior-authorizations/prior-authorization-rows.js';
import { Questions } from './questions/questions.js';
import { Trace } from './questions/trace.js';
import { referenceFacts } from './reference/reference-facts.js';
import { ReferenceLoads } from './reference/reference-loads.js';
import { servicesPage } from './reference/reference-services.js';
import { References } from './reference/references.js';
import { Retention } from './retention/retention.js';
import { isEmptyDatabase, migrate } from './schema/migrations.js';
import { Sequences } from './sequences.js';
import { Answers } from './submissions/answers.js';
import { Applications } from './submissions/application.js';
import { Attempts } from './submissions/attempts.js';
import { Examinations } from './submissions/examination.js';
import { Payloads } from './submissions/payloads.js';
import { Publications } from './submissions/publications.js';
import { Quarantine } from './submissions/quarantine.js';
import { Receipts } from './submissions/receipts.js';
import { Redeliveries } from './submissions/redeliveries.js';
import { Sets } from './submissions/sets.js';
import { Verdicts } from './submissions/verdict.js';

/**
 * Opens the ledger at `path`, creating it (mode 0600) unless `create` is false or it is `readonly`, and brings it to
 * this program's version. With `readonly` every mutation rejects with GatewayError `ledger-readonly`.
 * Raises what `openDatabase` and `migrate` raise.
 */
export function openLedger(path: string, options: DatabaseOptions = {}): Ledger {
  const database = openDatabase(path, options);
  const mayWrite = options.readonly !== true;
  try {
    if (!(mayWrite && options.create !== false) && isEmptyDatabase(database)) throw missingLedger(path);
    migrate(database, mayWrite);
    return guarded(ledgerOn(database));
  } catch (error) {
    database.close();
    throw ledgerError(error, 'open the ledger');
  }
}

/** Questions raise what the database raises: every operation turns that into a GatewayError. */
function guarded<Operations extends object>(operations: Operations): Operations {
  const guard = (operation: (...given: never[]) => unknown) => {
    return (...given: never[]): unknown => {
      try {
        return operation(...given);
      } catch (error) {
        throw ledgerError(error, 'read the ledger');
      }
    };
  };
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      typeof operation === 'function' ? guard(operation) : guarded(operation),
    ]),
  ) as never;
}

/** The ledger over an open, migrated database: names every operation and what it runs. */
export function ledgerOn(database: Database): Ledger {
  const commits = new GroupCommit(database);
  const audit = new Audit(database);
  const sequences = new Sequences(database);
  const receipts = new Receipts(database, audit);
  const attempts = new Attempts(database, receipts);
  const sets = new Sets(database, receipts, attempts);
  const expected = new ExpectedAcknowledgments(database, audit);
  const answers = new Answers(database, expected);
  const publications = new Publications(database, sequences, audit);
  const partners = new Partners(database, audit);
  const versions = new PartnerVersions(database, partners);
  const verdicts = new Verdicts({ database, receipts, attempts, sets, answers, sequences, publications, versions });
  const examinations = new Examinations(database, receipts, attempts, answers, publications);
  const letters = new Letters(database, receipts, answers);
  const documents = new Documents(database);
  const priorAuthorizations = new PriorAuthorizationRows(database);
  const reference = referenceFacts(database);
  const lookups = new DomainLookups(database);
  const registered = new RegisteredClaims(database);
  const claims = new ClaimQuestions(database);
  const claimStatuses = new ClaimStatuses(database, claims);
  const figures = claimFigures(database);
  const changeable = { sequences, priorAuthorizations, lookups, claims: registered, claimStatuses, reference };
  const claimRows = new ClaimRows(database);
  const rows = new DomainRows({ database, priorAuthorizations, claims: claimRows, letters, documents });
  const applied = { domain: changeable, rows, claims: claimRows };
  const applications = new Applications({ database, receipts, attempts, answers, ...applied });
  const changes = new PriorAuthorizationChanges({ domain: changeable, receipts, answers, letters, documents, audit });
  const settlements = new DocumentSettlements({ domain: changeable, receipts, attempts, answers, letters, documents });
  const quarantine = new Quarantine(database, receipts, attempts, answers, audit);
  const questions = new Questions(database);
  const domain = new DomainQuestions(database);
  const trace = new Trace(database, domain, claims);
  const reconciliation = new Reconciliation(database);
  const retention = new Retention(database, answers);
  const redeliveries = new Redeliveries(database, answers, audit, retention);
  const acknowledgments = new ReceivedAcknowledgments(database, audit, expected);
  const watch = new Watch(database, expected);
  const toldAlerts = new ToldAlerts(database);
  const payloads = new Payloads(database, receipts, attempts);
  const sftp = new SftpServers(database, receipts, audit);

  const commit: Commit = (operation, work) =>
    database.readonly ? Promise.reject(readonlyLedger(operation)) : commits.run(operation, work);
  const references = new References(database, audit);
  const services = servicesPage(database);
  const loads = new ReferenceLoads(references, commit);

  return {
    recordReceipt: (receipt) => commit('record a receipt', () => receipts.record(receipt)),
    recordReceipts: (all) => commit('record receipts', () => all.map((receipt) => receipts.record(receipt))),
    submission: (by) => receipts.find(by),
    unfinished: () => receipts.unfinished(),

    beginAttempt: (id, attempt) => commit('begin an attempt', () => attempts.begin(id, attempt)),
    failAttempt: (id, attempt, reason, now) =>
      commit('record a failed attempt', () => attempts.fail(id, attempt, reason, now)),
    restAttempt: (id, attempt, now) => commit('record an attempt that rests', () => attempts.rest(id, attempt, now)),
    attemptEnd: (id, attempt) => attempts.end(id, attempt),
    putSets: (id, attempt, bulk) => commit('store transaction sets', () => sets.put(id, attempt, bulk)),
    bulkSets: (id, attempt, interchange, group) => sets.ofGroup(id, attempt, interchange, group),
    peekControlNumber: (ourId, partnerId) => sequences.peekControlNumber(ourId, partnerId),
    commitVerdict: (verdict) => commit('commit a verdict', () => verdicts.commit(verdict)),
    completeExamination: (completion) => commit('complete the examination', () => examinations.complete(completion)),

    answersInState: (state, after, limit) => answers.inState(state, after, limit),
    answersInOutbox: (partnerId, after, limit) => answers.inOutbox(partnerId, after, limit),
    answersToUpload: (partnerId, after, limit) => answers.toUpload(partnerId, after, limit),
    answerBytes: (id) => answers.bytes(id),
    answersOf: (id) => answers.ofSubmission(id),
    moveAnswer: (id, to, now) => commit('move an answer', () => answers.move(id, to, now)),
    redeliverAnswers: (ids, actor, now) => commit('deliver answers again', () => redeliveries.ask(ids, actor, now)),
    redeliverLost: (ids, actor, now) =>
      commit('deliver lost answers again', () => redeliveries.askLost(ids, actor, now)),
    redeliveriesAsked: (after) => redeliveries.since(after),

    interchangesWithAcknowledgments: (id) => acknowledgments.interchanges(id),
    recordAcknowledgments: (batch) => commit('record acknowledgments', () => acknowledgments.record(batch)),
    acknowledgments: (state, after, limit) => acknowledgments.page(state, after, limit),
    overdueAcknowledgments: (now, after, limit) => expected.overdue(now, after, limit),
    waiveAcknowledgments: (owed, note, actor, now) =>
      commit('waive acknowledgments', () => expected.waive(owed, note, actor, now)),
    settleAcknowledgment: (id, note, actor, now) =>
      commit('settle an acknowledgment', () => acknowledgments.settle(id, note, actor, now)),

    publicationsOf: (id, after, limit) => publications.ofSubmission(id, after, limit),
    areStatusesFiled: (sha256) => publications.areStatusesFiled(sha256),
    openPublications: (after, limit) => publications.open(after, limit),
    settlePublication: (id, note, actor, now) =>
      commit('settle a publication', () => publications.settle(id, note, actor, now)),

    pendingSets: (id, limit) => applications.pending(id, limit),
    findingsOfSet: (set) => applications.findingsOfSet(set),
    applyBatch: (batch) => commit('apply a batch of units', () => applications.apply(batch)),
    claimsOfSet: (set) => claimRows.ofSet(set),
    concludeSet: (conclusion) => commit('conclude a set', () => applications.conclude(conclusion)),
    completeApplication: (id, now) => commit('complete the application', () => applications.complete(id, now)),

    changePriorAuthorization: (change) => changes.run(change, (work) => commit('change a prior authorization', work)),
    letters: (filter, after, limit) => letters.page(filter, after, limit),
    storeLetter: (id, made, now, folderDate) =>
      commit('store a letter', () => letters.store(id, made, now, folderDate)),
    documents: (filter, after, limit) => documents.page(filter, after, limit),
    document: (id) => documents.find(id),
    settleDocument: (settlement) => commit('settle a document', () => settlements.settle(settlement)),
    isDocumentKnown: (sha256) => documents.isKnown(sha256),

    beginReference: (kind, actor, now) => loads.begin(kind, actor, now),
    putReferenceRows: (edition, batch) => loads.put(edition, batch),
    completeReference: (edition, now) => loads.complete(edition, now),
    dropReference: (edition) => loads.drop(edition),
    referencesLeft: () => references.left(),
    references: () => references.current(),
    services: (after, limit) => services(after, limit),
    reference,

    ...partnerOperations(database, { audit, partners, versions }, commit),
    ...keepingOperations(database, { audit, retention }, commit),

    quarantine: (id, reason, drafts, now, folderDate) =>
      commit('quarantine a submission', () => quarantine.put(id, reason, drafts, now, folderDate)),
    settleQuarantine: (id, decision, actor, now) =>
      commit(`${decision} a quarantined submission`, () => quarantine.settle(id, decision, actor, now)),

    recordFetched: (receipt, key) => commit('record a fetched file', () => sftp.record(receipt, key)),
    fetchedDigest: (partnerId, key) => sftp.digest(partnerId, key),
    fetchedKeys: (partnerId) => sftp.keys(partnerId),
    forgetFetched: (partnerId, keys) => commit('forget fetched files', () => sftp.forget(partnerId, keys)),
    sftpServers: () => sftp.all(),
    sftpServer: (partnerId) => sftp.find(partnerId),
    putSftpServer: (row) => commit('record how an SFTP server is', () => sftp.put(row)),
    sftpFileTroubles: (partnerId) => sftp.fileTroubles(partnerId),
    putSftpFileTroubles: (partnerId, troubles) =>
      commit('record files that rest', () => sftp.putFileTroubles(partnerId, troubles)),
    releaseSftpServer: (partnerId, actor, now) =>
      commit('release an SFTP server', () => sftp.release(partnerId, actor, now)),

    recordUnpacked: (unpacking) => commit('record an unpacked file', () => payloads.record(unpacking)),
    unpackedFrom: (id) => payloads.members(id),
    packedIn: (id) => payloads.parent(id),
    settleDeliveryForm: (id, form) => commit('settle how an answer goes out', () => payloads.settle(id, form)),
    answerSentAs: (partnerId, name) => payloads.sentAs(partnerId, name),

    addAudit: (entry) => commit('record a change', () => audit.add(entry)),
    auditRows: (filter, after, limit) => audit.rows(filter, after, limit),
    auditSeals: (after, limit) => audit.seals(after, limit),
    auditEnd: () => audit.end(),
    isAuditSealDue: (now, isSigned) => audit.isSealDue(now, isSigned),
    sealAudit: (now, sign) => commit('seal the audit trail', () => audit.seal(now, sign)),
    whileNobodyCommits: (work) => commit('write down what was committed', work),

    submissions: (filter, after, limit) => questions.submissions(filter, after, limit),
    interchanges: (id) => questions.interchanges(id),
    groups: (id) => questions.groups(id),
    sets: (id, interchange, after, limit) => questions.sets(id, interchange, after, limit),
    findings: (id, limit) => questions.findings(id, limit),
    refusedUnits: (id) => questions.refusedUnits(id),
    downloads: (filter, after, limit) => questions.downloads(filter, after, limit),
    priorAuthorizations: (filter, after, limit) => domain.priorAuthorizations(filter, after, limit),
    reviewQueue: (filter, after, limit) => domain.reviewQueue(filter, after, limit),
    decidedPriorAuthorizations: (between, after, limit) => domain.decidedPriorAuthorizations(between, after, limit),
    priorAuthorization: (number) => domain.priorAuthorization(number),
    claims: (filter, after, limit) => claims.page(filter, after, limit),
    claim: (number) => claims.find(number),
    recordClaimStatuses: (reports, told) =>
      commit('record statuses of claims', () => claimStatuses.record(reports, told)),
    claimFigures: (filter, after, limit) => figures(filter, after, limit),
    claimStatuses: (number) => claimStatuses.of(number),
    recordPayerNumbers: (numbers) =>
      commit("keep the payer's numbers of claims", () => claims.recordPayerNumbers(numbers)),
    trace: (id) => trace.of(id),
    reconcile: () => reconciliation.lines(),
    counts: () => questions.counts(),

    tallies: () => watch.tallies(),
    backlog: (now, soon) => watch.backlog(now, soon),
    attention: (question) => watch.attention(question),
    tryToCommit: () => commit('see whether it can be written', () => undefined),
    toldAlerts: () => toldAlerts.all(),
    recordAlerts: (told, forgotten) => commit('record what was told', () => toldAlerts.record(told, forgotten)),

    check: () => checkLedger(database),
    close: () => {
      commits.close();
      database.close();
    },
  };
}

function readonlyLedger(operation: string): Error {
  return misuse(
    'ledger-readonly',
    operation,
    'The ledger was opened for reading only',
    'ledger',
    'Use a command that may change it.',
  );
}
