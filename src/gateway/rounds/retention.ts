import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GatewayConfiguration } from '../../config/configuration.js';
import { periodBegin, type RetentionSettings } from '../../config/retention-settings.js';
import { answerPath } from '../../deliver/download-layout.js';
import { sentName } from '../../deliver/outgoing.js';
import { nameBeforeRemoval, removeAged } from '../../files/aging-file.js';
import { diskError } from '../../files/disk-error.js';
import { syncFolder } from '../../files/durable-folder.js';
import { removeEmptyFolder, removeFile } from '../../files/remove-file.js';
import type { DataFolder } from '../../ingest/data-folder.js';
import { RetentionRun, type RetentionRunParts } from '../../operations/retention/retention-run.js';
import type { Ledger, Removal, RetentionKind } from '../../store/ledger.js';
import { RETENTION_KINDS } from '../../store/retention-values.js';
import type { AnswerRow } from '../../store/rows.js';
import { takeExclusiveLock } from '../../store/sqlite/exclusive-lock.js';
import type { Clock } from '../../support/clock.js';
import { systemErrorCode } from '../../support/errors.js';

/** What a run over one installation works with. */
export interface RetentionInstallation extends Pick<RetentionRunParts, 'actor' | 'onFailure' | 'observe'> {
  readonly configuration: Pick<GatewayConfiguration, 'retention'>;
  readonly folder: DataFolder;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** A run that nobody else makes at the same time, until it is released. */
export interface LockedRetention {
  readonly run: RetentionRun;
  release(): void;
}

/** A document may lie in the store before the commit that names it: one that was touched so lately stays. */
const DOCUMENT_LEAST_AGE_MILLISECONDS = 86_400_000;

/**
 * Begins a run over everything that the configuration gives a period, and over what an earlier run left marked of a kind
 * that is kept by now. undefined while another process makes one. Raises what the ledger raises.
 */
export function beginRetention(installation: RetentionInstallation): LockedRetention | undefined {
  const lock = takeExclusiveLock(installation.folder.retentionLock);
  if (lock === undefined) return undefined;
  const { ledger, folder, clock, actor, onFailure, observe } = installation;
  try {
    const parts: RetentionRunParts = {
      ledger,
      now: () => clock.now().toISOString(),
      remove: (removal, stays) => remove(ledger, folder, removal, stays),
      empty: async (removal, after, now) =>
        removal.kind === 'ledger' ? ledger.removeContent(removal.id, after, now) : undefined,
      settle,
      actor,
      onFailure,
      ...(observe === undefined ? {} : { observe }),
    };
    return { run: new RetentionRun(parts, limitsOf(installation)), release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The instants before which things are old enough, for each kind that has a period. */
export function retentionLimits(
  settings: RetentionSettings,
  now: Date,
): (readonly [kind: RetentionKind, before: string])[] {
  return RETENTION_KINDS.flatMap((kind) => {
    const begin = periodBegin(settings[kind], now);
    return begin === undefined ? [] : [[kind, begin.toISOString()] as const];
  });
}

function limitsOf({ configuration, ledger, clock }: RetentionInstallation) {
  const { retention } = configuration;
  const limits = retention === undefined ? [] : retentionLimits(retention, clock.now());
  const open = new Set(ledger.lastRetentions().flatMap(({ kind, endedAt }) => (endedAt === '' ? [kind] : [])));
  // Nothing is older than '': what is marked is taken back where the file is still there.
  const left = RETENTION_KINDS.filter(
    (kind) => !limits.some(([one]) => one === kind) && (open.has(kind) || ledger.removalsLeft(kind, 0, 1).length > 0),
  );
  return [...limits, ...left.map((kind) => [kind, ''] as const)];
}

async function remove(
  ledger: Pick<Ledger, 'isDocumentKept' | 'contentFiles'>,
  folder: DataFolder,
  { kind, file }: Removal,
  stays: boolean,
): Promise<string | undefined> {
  if (file.what === 'document') return removeDocument(ledger, folder.document(file.sha256), file.sha256, stays);
  if (file.what === 'content')
    return stays ? undefined : removeContentFiles(folder, ledger.contentFiles(file.submissionId));
  const path = file.what === 'original' ? folder.inside(file.path) : answerFile(folder, kind, file.answer);
  if (stays && existsSync(path)) return undefined;
  await removeFile(path, { sync: false });
  return dirname(path);
}

/** In its outbox an answer lies under the name it went out under, which may be another than in the download store. */
function answerFile(folder: DataFolder, kind: RetentionKind, answer: AnswerRow): string {
  return kind === 'outbox'
    ? join(folder.partner(answer.partnerId).outbox, sentName(answer))
    : answerPath(folder, answer);
}

/** Answers that are too large for the ledger, and the encrypted form of others, in the folders of their days. */
async function removeContentFiles(folder: DataFolder, paths: readonly string[]): Promise<string> {
  const files = paths.map((path) => folder.inside(path));
  for (const file of files) await removeFile(file, { sync: false });
  for (const one of new Set(files.map((file) => dirname(file)))) {
    if (existsSync(one)) await syncFolder(one);
  }
  return folder.root;
}

/** Whoever names a document that is there already makes it young first: then it stays. */
function removeDocument(
  ledger: Pick<Ledger, 'isDocumentKept'>,
  path: string,
  sha256: string,
  stays: boolean,
): string | undefined {
  const aside = `${path}.removing`;
  const found = [path, aside].find((one) => nameBeforeRemoval(one) === path && existsSync(one));
  if (found === undefined) return dirname(path);
  const before = new Date(Date.now() - DOCUMENT_LEAST_AGE_MILLISECONDS);
  return removeAged(found, before, () => stays || ledger.isDocumentKept(sha256)) ? dirname(path) : undefined;
}

/** Outboxes, the folders of documents and the data folder are used for ever; the others are those of a day. */
async function settle(folder: string, kind: RetentionKind): Promise<void> {
  try {
    await syncFolder(folder);
  } catch (error) {
    // The whole folder is gone, and with it what was in it.
    if (systemErrorCode(error) !== 'ENOENT') throw diskError(error, 'remove files');
  }
  if (kind !== 'outbox' && kind !== 'documents' && kind !== 'ledger') await removeEmptyFolder(folder);
}
