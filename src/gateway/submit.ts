import { realpath, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayConfiguration } from '../config/configuration.js';
import { type StagedFile, SubmitSource } from '../ingest/submit-source.js';
import { kindOfFile } from '../payload/kind.js';
import type { SubmissionRow } from '../store/rows.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { type Gateway, type GatewayOptions, openGateway } from './gateway.js';
import { opens } from './payload/opening.js';
import { startWithLock } from './runner.js';
import { type RunnerLock, takeRunnerLock } from './runner-lock.js';
import { isUnfinished } from './unfinished.js';
import { usagesOf } from './usages.js';

const POLL_MILLISECONDS = 100;
const POLLS_BETWEEN_TRIES = 10;

/** Who submits files at the command line, and how long the command waits for them. */
export interface SubmitOptions extends GatewayOptions {
  /** The trading partner the files come from. */
  readonly partner: string;
  /** What every ISA15 must be; absent: any, but a file with P needs it said. */
  readonly usage?: 'T' | 'P';
  /** How long to wait for the end; 0: record and return. */
  readonly waitSeconds: number;
  /** The operating system user at the command line. */
  readonly actor: string;
}

/** What became of the files, in their order. */
export interface SubmitResult {
  readonly submissions: readonly SubmissionRow[];
  /** False when time was up before every file had its disposition. */
  readonly isComplete: boolean;
}

/**
 * The command line's channel: takes files in, all or none, and waits for their verdicts. A running gateway processes
 * them; without one this process becomes the runner until they are done. Raises GatewayError with exit code 2
 * (`partner-unknown`, `file-absent`, `usage-differs`, `usage-not-said`, `file-changed`) before anything is recorded, and
 * those of `openGateway`.
 */
export async function submitFiles(
  configuration: GatewayConfiguration,
  files: readonly string[],
  options: SubmitOptions,
): Promise<SubmitResult> {
  const gateway = await openGateway(configuration, options);
  try {
    const recorded = await receiveAll(gateway, files, options);
    const ids = recorded.map((submission) => submission.id);
    if (options.waitSeconds > 0) await waitForEnd(gateway, ids, options);
    const submissions = ids.map((id) => gateway.ledger.submission({ id })!);
    const all = submissions.flatMap((one) => [one, ...gateway.ledger.unpackedFrom(one.id)]);
    return { submissions, isComplete: all.every(({ disposition }) => disposition !== '') };
  } finally {
    await gateway.close();
  }
}

/** Who hands a received file in again, and how long the command waits. */
export type ReplayOptions = Omit<SubmitOptions, 'partner' | 'usage'>;

/**
 * Hands the bytes of a received file in once more, as a new submission of the same partner (channel `replay`, audited),
 * and waits for its verdict as `submitFiles` does. The rules for duplicates see to it that nothing is applied twice. The
 * caller has seen to it that the file, its original and its partner are there.
 */
export async function replayFile(
  configuration: GatewayConfiguration,
  number: string,
  options: ReplayOptions,
): Promise<{ readonly submission: SubmissionRow; readonly isComplete: boolean }> {
  const gateway = await openGateway(configuration, options);
  try {
    const { ledger, folder, clock } = gateway;
    const earlier = ledger.submission({ number })!;
    const source = new SubmitSource(folder, gateway.intake, clock);
    const staged = await source.stage(folder.inside(earlier.originalPath));
    const { actor } = options;
    const entry = { at: clock.now().toISOString(), actor, action: 'replay', subject: number, details: {} };
    await ledger.addAudit(entry);
    const again = { ...staged, senderFileName: earlier.senderFileName };
    const [submission] = await source.record([again], earlier.partnerId, actor, 'replay');
    await waitForEnd(gateway, [submission!.id], { ...options, partner: earlier.partnerId });
    const row = ledger.submission({ id: submission!.id })!;
    return { submission: row, isComplete: row.disposition !== '' };
  } finally {
    await gateway.close();
  }
}

async function receiveAll(
  gateway: Gateway,
  files: readonly string[],
  options: SubmitOptions,
): Promise<readonly SubmissionRow[]> {
  const partner = gateway.ledger.partner(options.partner);
  if (partner === undefined) throw partnerUnknown(options.partner);
  const source = new SubmitSource(gateway.folder, gateway.intake, gateway.clock);
  const staged: StagedFile[] = [];
  try {
    for (const [at, file] of files.entries()) {
      staged.push(await source.stage(await existing(file, at + 1)));
      const { copy } = staged[at]!;
      if (opens(partner.options, await kindOfFile(copy))) requireUsageOfPacked(options.usage, at + 1);
      else requireUsage(await usagesOf(copy), options.usage, at + 1);
    }
  } catch (error) {
    for (const file of staged) await source.discard(file);
    throw error;
  }
  return source.record(staged, options.partner, options.actor);
}

/**
 * Waits until the files are done or time is up. While nobody is the runner this process is; another one that is may end
 * before it has come to our files, so the lock is tried again and again.
 */
async function waitForEnd(gateway: Gateway, ids: readonly number[], options: SubmitOptions): Promise<void> {
  const deadline = Date.now() + options.waitSeconds * 1_000;
  const { ledger } = gateway;
  const isWaiting = () => ids.some((id) => [ledger.submission({ id })!, ...ledger.unpackedFrom(id)].some(isUnfinished));
  while (isWaiting() && Date.now() < deadline) {
    const lock = await freeLock(gateway);
    if (lock !== undefined) return processAlone(gateway, lock, deadline, { ...options, first: ids });
    for (let polls = 0; polls < POLLS_BETWEEN_TRIES && isWaiting() && Date.now() < deadline; polls++) {
      await pause(POLL_MILLISECONDS);
    }
  }
}

/** The runner's lock, undefined when another process holds it. */
async function freeLock({ folder, clock }: Gateway): Promise<RunnerLock | undefined> {
  try {
    return await takeRunnerLock(folder.runnerLock, folder.runnerFacts, clock.now());
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'runner-already-running') return undefined;
    throw error;
  }
}

/** Works as the runner on what the ledger holds, our own files first, until that is done or time is up. */
async function processAlone(
  { configuration }: Gateway,
  lock: RunnerLock,
  deadline: number,
  options: SubmitOptions & { readonly first: readonly number[] },
): Promise<void> {
  const running = await startWithLock(configuration, { ...options, once: true, withoutInboxes: true }, lock);
  const timeIsUp = new AbortController();
  const rest = pause(Math.max(0, deadline - Date.now()), undefined, { signal: timeIsUp.signal });
  await Promise.race([running.finished, rest]).catch(() => undefined);
  timeIsUp.abort();
  await rest.catch(() => undefined);
  await running.stop();
}

/** The path with its links resolved: at the command line a link is as good as its file. */
async function existing(file: string, position: number): Promise<string> {
  try {
    const path = await realpath(file);
    if ((await stat(path)).isFile()) return path;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(systemErrorCode(error))) throw error;
  }
  throw new GatewayError(`File ${position} is not there, not readable, or no regular file`, {
    code: 'file-absent',
    operation: 'submit a file',
    hint: 'Nothing was received. Check the path and try again.',
    exitCode: 2,
  });
}

function requireUsage(usages: ReadonlySet<string>, said: 'T' | 'P' | undefined, file: number): void {
  const other = [...usages].find((usage) => usage !== said);
  if (said !== undefined && other !== undefined) {
    throw refusal('usage-differs', `File ${file} says ISA15 ${other}, and --usage says ${said}`);
  }
  if (said === undefined && usages.has('P')) {
    throw refusal('usage-not-said', `File ${file} holds production data (ISA15 P), and --usage does not say so`);
  }
}

/** What is in it is not known before it is opened, and may be production. */
function requireUsageOfPacked(said: 'T' | 'P' | undefined, file: number): void {
  if (said === 'P') return;
  throw new GatewayError(
    `File ${file} is packed or encrypted, so that its ISA15 cannot be looked at before it is received`,
    {
      code: 'usage-not-said',
      operation: 'submit a file',
      hint: 'Nothing was received. Say --usage P, since it may hold production data; or unpack it and submit what it holds.',
      exitCode: 2,
    },
  );
}

function refusal(code: string, message: string): GatewayError {
  return new GatewayError(message, {
    code,
    operation: 'submit a file',
    hint: 'Nothing was received. Say --usage P for production or --usage T for test, as the file does.',
    exitCode: 2,
  });
}

function partnerUnknown(partner: string): GatewayError {
  return new GatewayError(`There is no partner "${partner}"`, {
    code: 'partner-unknown',
    operation: 'submit a file',
    hint: 'List the partners with "x12gw partner list".',
    exitCode: 2,
  });
}
