import { createReadStream } from 'node:fs';
import type { FindingCatalogue } from '../../findings/finding.js';
import type { CompiledGuide } from '../../guides/compiled.js';
import type { DocumentStore } from '../../ingest/document-store.js';
import { profileFor } from '../../partners/links.js';
import type { PartnerProfile } from '../../partners/profile.js';
import type { Ledger } from '../../store/ledger.js';
import type { PendingSet, SubmissionRow } from '../../store/rows.js';
import type { Clock } from '../../support/clock.js';
import { GatewayError } from '../../support/errors.js';
import { localDay } from '../../support/wall-clock.js';
import type { StoredDocument, TransactionHandler } from '../../transactions/handler.js';
import { UnitReader } from '../../validate/unit-reader.js';
import type { Unit } from '../../validate/unit-tree.js';
import { clearSpool } from '../leftovers.js';
import { type ConclusionParts, concludeSet } from './conclusion.js';
import { unitRefusals } from './unit-refusals.js';

/** What pass 2 works with: the ledger, the guides, and the handlers of transactions by name. */
export interface PassTwoParts extends ConclusionParts {
  readonly ledger: ConclusionParts['ledger'] &
    Pick<
      Ledger,
      | 'pendingSets'
      | 'findingsOfSet'
      | 'applyBatch'
      | 'completeApplication'
      | 'partner'
      | 'partnerVersion'
      | 'submission'
      | 'answersOf'
    >;
  readonly guide: (guideId: string) => CompiledGuide;
  readonly handlers: ReadonlyMap<string, TransactionHandler>;
  readonly catalogue: FindingCatalogue;
  readonly clock: Clock;
  /** Makes a path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
  readonly documents: Pick<DocumentStore, 'keep'>;
}

/** Sets asked for at once, and bytes read at once: at most this much of a set is in memory beside one batch of units. */
const SETS_AT_ONCE = 100;
const READ_SIZE = 64 * 1024;

/**
 * Pass 2 of one file: reads the byte range of every accepted set, turns it into units and applies them batch by batch,
 * each batch one commit with its answers, going on after the cursor when some were applied before. A set whose handler
 * answers the whole of it is then concluded. Units that pass 1 refused go to the handler with the reasons, to be answered.
 * Ends the submission when nothing is left. Raises GatewayError `handler-missing`, `partner-unknown`, and what ledger and disk raise.
 */
export async function passTwo(parts: PassTwoParts, submission: SubmissionRow): Promise<void> {
  // Examined by an earlier attempt: that one may have left large answers that no commit refers to.
  if (submission.state === 'examined') await clearSpool(parts.spool, parts.ledger, parts.inside, submission.id);
  for (;;) {
    const sets = parts.ledger.pendingSets(submission.id, SETS_AT_ONCE);
    if (sets.length === 0) break;
    for (const set of sets) await applySet(parts, set);
  }
  await parts.ledger.completeApplication(submission.id, parts.clock.now().toISOString());
  await parts.observe('application-completed', submission.number);
}

async function applySet(parts: PassTwoParts, set: PendingSet): Promise<void> {
  const handler = parts.handlers.get(set.handler);
  if (handler === undefined) throw missing('handler-missing', `Nothing here applies "${set.handler}"`, set);
  const receivedOn = localDay(new Date(set.receivedAt), parts.payer.timeZone);
  const profileNow = currentProfile(parts, set, receivedOn);
  const refusalsOf = unitRefusals(set, () => parts.ledger.findingsOfSet(set), parts.catalogue);
  let units: Unit[] = [];
  let firstUnit = set.unitsApplied;
  const reader = new UnitReader(parts.guide(set.guideId), set.delimiters, set.byteStart, (unit) => {
    if (unit.index >= set.unitsApplied) units.push(unit);
  });

  const contextNow = (documents: ReadonlyMap<number, StoredDocument>) => ({
    ...set,
    profile: profileNow(),
    payer: parts.payer,
    receivedAt: new Date(set.receivedAt),
    now: parts.clock.now(),
    refusalsOf,
    documentAt: (byteStart: number) => documents.get(byteStart),
  });
  const apply = async (count: number, isLast: boolean): Promise<void> => {
    const batch = units.slice(0, count);
    // On disk before the commit that names them; what a crash leaves unnamed is removed by the next check.
    const context = contextNow(await keepDocuments(parts, handler, set, batch));
    await parts.ledger.applyBatch({
      set,
      sequence: { ourId: parts.payer.id, partnerId: set.partnerId },
      now: context.now.toISOString(),
      folderDate: localDay(context.now, parts.payer.timeZone),
      firstUnit,
      isLast,
      // Read inside the commit, so that a link that ended is ended for every unit that is applied from then on.
      build: (transaction) => handler.apply(batch, { ...context, profile: profileNow() }, transaction),
    });
    units = units.slice(batch.length);
    firstUnit += batch.length;
    await parts.observe('applied', set.submissionNumber);
  };

  const highWaterMark = Math.min(READ_SIZE, set.byteEnd - set.byteStart);
  const range = { start: set.byteStart, end: set.byteEnd - 1, highWaterMark };
  for await (const chunk of createReadStream(parts.inside(set.originalPath), range)) {
    reader.push(chunk);
    // One unit at least stays back, so that the batch that ends the set is known to be its last.
    while (units.length > handler.batchSize) await apply(handler.batchSize, false);
  }
  reader.end();
  while (units.length > handler.batchSize) await apply(handler.batchSize, false);
  if (handler.conclude === undefined) return apply(units.length, true);
  if (units.length > 0) await apply(units.length, false);
  await concludeSet(parts, handler.conclude, set, contextNow(new Map()), firstUnit);
}

/** The partner as it is at each call, with the providers it may act for in this set; read again only when it was changed. */
function currentProfile({ ledger }: PassTwoParts, set: PendingSet, receivedOn: string): () => PartnerProfile {
  let version = -1;
  let profile: PartnerProfile;
  return () => {
    const now = ledger.partnerVersion(set.partnerId);
    if (now === version) return profile;
    const partner = ledger.partner(set.partnerId);
    if (partner === undefined) throw missing('partner-unknown', `There is no partner "${set.partnerId}"`, set);
    version = now;
    profile = profileFor(partner, set.transactionSet, receivedOn);
    return profile;
  };
}

/** Stores the binary values of a batch of units, one after the other, by their first byte in the file. */
async function keepDocuments(
  { documents, inside }: PassTwoParts,
  handler: TransactionHandler,
  set: PendingSet,
  batch: readonly Unit[],
): Promise<ReadonlyMap<number, StoredDocument>> {
  const kept = new Map<number, StoredDocument>();
  const path = inside(set.originalPath);
  for (const { byteStart, byteEnd } of batch.flatMap((unit) => handler.binaryOf?.(unit) ?? [])) {
    kept.set(byteStart, await documents.keep({ path, start: byteStart, end: byteEnd }));
  }
  return kept;
}

function missing(code: string, message: string, set: PendingSet): GatewayError {
  return new GatewayError(message, {
    code,
    operation: 'apply an accepted transaction set',
    subject: set.submissionNumber,
    hint: 'The file waits until it is there again; then release it with "x12gw quarantine release".',
    exitCode: 3,
  });
}
