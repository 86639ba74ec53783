import { access, constants } from 'node:fs/promises';
import { GatewayError } from '../../support/errors.js';
import { freeBytes } from './free-space.js';
import type { Watched } from './watched.js';

/** One thing that was looked at. `detail`: a word or two, '' when it is sound; never a path or a name. */
export interface HealthCheck {
  readonly check: string;
  readonly isSound: boolean;
  readonly detail: string;
}

/** `schemas/health.schema.json`. */
export interface Health {
  readonly isSound: boolean;
  readonly checks: readonly HealthCheck[];
}

/** A loop that gave no sign of life for so long hangs: every step it takes is one, and its longest rest half a minute. */
const ALIVE_MILLISECONDS = 300_000;
/** Longest wait for a commit that writes nothing; another process may hold the ledger for some seconds. */
const COMMIT_MILLISECONDS = 5_000;
const MEGABYTE = 1_000_000;

/** Whether the process and each of its loops is alive. When not, a restart helps. */
export function liveness({ clock, loops }: Pick<Watched, 'clock' | 'loops'>): Health {
  const now = clock.now().getTime();
  const checks = loops().map(({ loop, beatAt }) => {
    const quiet = now - beatAt;
    const isSound = quiet <= ALIVE_MILLISECONDS;
    return { check: `loop ${loop}`, isSound, detail: isSound ? '' : `quiet for ${Math.round(quiet / 1_000)} s` };
  });
  return healthOf([{ check: 'process', isSound: true, detail: '' }, ...checks]);
}

/**
 * Whether files that come now are taken and answered: the ledger can be written, there is space, this process is the
 * runner, and the inboxes were scanned lately. When not, a person is needed, and a restart mends nothing.
 */
export async function readiness(watched: Watched, minimumFreeMegabytes: number): Promise<Health> {
  return healthOf(
    await Promise.all([
      ledgerCheck(watched),
      spaceCheck(watched.dataDirectory, minimumFreeMegabytes),
      watched.holdsLock().then((holds) => check('runner lock', holds ? '' : 'not held')),
      scanCheck(watched),
    ]),
  );
}

async function ledgerCheck({ ledger, dataDirectory }: Watched): Promise<HealthCheck> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('busy'), COMMIT_MILLISECONDS);
  });
  const tried = ledger.tryToCommit().then(
    () => '',
    (error: unknown) => (error instanceof GatewayError ? error.code : 'failed'),
  );
  const problem = await Promise.race([tried, tooLong]);
  clearTimeout(timer);
  if (problem !== '') return check('ledger', problem);
  // Nothing was written: a disk that has become read-only shows here.
  const isWritable = await access(dataDirectory, constants.W_OK).then(
    () => true,
    () => false,
  );
  return check('ledger', isWritable ? '' : 'disk not writable');
}

async function spaceCheck(folder: string, minimumFreeMegabytes: number): Promise<HealthCheck> {
  const free = await freeBytes(folder);
  if (free === undefined) return check('disk space', 'cannot be told');
  const isEnough = free >= minimumFreeMegabytes * MEGABYTE;
  return check('disk space', isEnough ? '' : `${Math.floor(free / MEGABYTE)} MB free`);
}

function scanCheck({ clock, loops, scanMilliseconds }: Watched): HealthCheck {
  const roundAt = loops().find(({ loop }) => loop === 'inboxes')?.roundAt ?? 0;
  if (roundAt === 0) return check('inboxes', 'not scanned yet');
  const age = clock.now().getTime() - roundAt;
  return check('inboxes', age <= scanMilliseconds() ? '' : `not scanned for ${Math.round(age / 1_000)} s`);
}

function check(name: string, detail: string): HealthCheck {
  return { check: name, isSound: detail === '', detail };
}

function healthOf(checks: readonly HealthCheck[]): Health {
  return { isSound: checks.every(({ isSound }) => isSound), checks };
}
