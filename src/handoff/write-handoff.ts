import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { diskError } from '../files/disk-error.js';
import { ensureFolder } from '../files/durable-folder.js';
import { publishFile } from '../files/publish-file.js';
import { dropTemporary, linkIntoPlace, type TemporaryFile, writeTemporary } from '../files/temporary-file.js';
import type { CompiledGuide } from '../guides/compiled.js';
import type { HandoffClaim, HandoffFormat, HandoffLedger, HandoffRow } from '../store/handoff-values.js';
import type { Clock } from '../support/clock.js';
import { localDay } from '../support/wall-clock.js';
import { ClaimsInStep } from './accepted-claims.js';
import { handoffEnvelope } from './envelope.js';
import { handoffBaseName, manifestOf } from './facts.js';
import { ndjsonOfHandoff } from './ndjson-file.js';
import { Original } from './original.js';
import { planSet, type SetPlan } from './set-plan.js';
import { x12OfHandoff } from './x12-file.js';

/** What hand-offs are written with. */
export interface HandoffParts {
  readonly ledger: Pick<HandoffLedger, 'claimsOfHandoff' | 'recordHandoffContent' | 'handoffWritten' | 'handoff'>;
  /** Root of the folders that claims of an environment are handed off in, absolute. */
  readonly rootOf: (environment: HandoffRow['environment']) => string;
  /** Makes a path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
  readonly guide: (guideId: string) => CompiledGuide;
  /** Of a hand-off that is written for the first time; one that is repeated keeps its own. */
  readonly formats: readonly HandoffFormat[];
  readonly timeZone: string;
  readonly clock: Clock;
  /** Asked for each piece that is read. */
  readonly isOver: () => boolean;
}

/** Claims read from the ledger at once. */
const PAGE = 500;

/**
 * Writes one hand-off that is due: the files under temporary names, what they hold into the ledger, their names, the
 * manifest last, then the ledger has it as written. Killed anywhere and called again it does the same with the same bytes.
 * Raises GatewayError `handoff-original-missing`, `handoff-original-differs`, `handoff-differs` (it was written with other
 * bytes before), `file-differs` (somebody else's file has its name) and those of disk and ledger; `Interrupted` when it is
 * over. Nothing temporary is left behind.
 */
export async function writeHandoff(parts: HandoffParts, handoff: HandoffRow): Promise<void> {
  const { ledger, clock } = parts;
  const original = await Original.open(parts.inside(handoff.originalPath), handoff.number, parts.isOver);
  const folderDate = handoff.folderDate || localDay(new Date(handoff.dueAt), parts.timeZone);
  const folder = join(parts.rootOf(handoff.environment), folderDate);
  const made: { readonly format: HandoffFormat; readonly name: string; readonly file: TemporaryFile }[] = [];
  try {
    const plan = await planSet(handoff, original.bytes(handoff.byteStart, handoff.byteEnd), claimsOf(parts, handoff));
    await ensureFolder(folder);
    for (const format of formatsOf(handoff, parts)) {
      const file = await writeTemporary(folder, await contentOf(parts, handoff, format, plan, original), 0o640);
      made.push({ format, name: `${handoffBaseName(handoff)}.${format}`, file });
    }
    const files = made.map(({ format, name, file: { sha256, bytes } }) => ({ format, name, sha256, bytes }));
    const { claims, lines, totalCharge } = plan;
    await ledger.recordHandoffContent(handoff.id, { folderDate, files, claims, lines, totalCharge });
    for (const { name, file } of made) await linkIntoPlace(file, join(folder, name));
  } catch (error) {
    throw diskError(error, 'hand off accepted claims', folder);
  } finally {
    for (const { file } of made) await dropTemporary(file.path).catch(() => undefined);
    await original.close();
  }
  const manifest = manifestOf(ledger.handoff(handoff.number)!);
  const sha256 = createHash('sha256').update(manifest).digest('hex');
  await publishFile(join(folder, `${handoffBaseName(handoff)}.json`), manifest, { sha256 });
  await ledger.handoffWritten(handoff.id, clock.now().toISOString());
}

function formatsOf({ files }: HandoffRow, { formats }: HandoffParts): readonly HandoffFormat[] {
  return files.length === 0 ? formats : files.map(({ format }) => format);
}

async function contentOf(
  parts: HandoffParts,
  handoff: HandoffRow,
  format: HandoffFormat,
  plan: SetPlan,
  original: Original,
): Promise<AsyncIterable<string>> {
  const chunks = original.bytes(handoff.byteStart, handoff.byteEnd);
  const claims = claimsOf(parts, handoff);
  if (format === 'ndjson') return ndjsonOfHandoff(handoff, parts.guide(handoff.guideId), plan, chunks, claims);
  const header = await original.header(handoff.interchangeByteStart);
  return x12OfHandoff(handoff, handoffEnvelope(handoff, header), plan, chunks, claims);
}

function claimsOf({ ledger }: HandoffParts, handoff: HandoffRow): ClaimsInStep {
  return new ClaimsInStep(pages(ledger, handoff), handoff.number);
}

function* pages(ledger: HandoffParts['ledger'], handoff: HandoffRow): Generator<HandoffClaim> {
  for (let after = -1; ; ) {
    const page = ledger.claimsOfHandoff(handoff, after, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.unit;
  }
}
