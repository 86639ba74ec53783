import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuiltGateway } from '../support/built-gateway.js';
import { compare, type Fault } from './compare.js';
import { type Outcome, readOutcome } from './outcome.js';
import { type RunEnd, runGateway } from './run-gateway.js';
import { copyRun, prepareRun, visibleAnswers } from './workload.js';

/** True for the long version: every spot, however long it takes. */
export const IS_LONG = process.env.X12GW_CRASH_ALL === '1';
/** Seconds one kind of fault may take in the short version. */
export const SECONDS = Number(process.env.X12GW_CRASH_SECONDS ?? '5');
/** What the random choices start from; printed, so that a failure can be repeated. */
export const SEED = Number(process.env.X12GW_CRASH_SEED ?? '20261103');
/** Runs side by side; each is a process of its own. */
const SIDE_BY_SIDE = 2;

/** Where the crash tests work: one prepared run folder to copy, and what an undisturbed run of it comes to. */
export class CrashLab {
  readonly #folder = mkdtempSync(join(tmpdir(), 'x12gw-crash-'));
  #count = 0;
  #built: BuiltGateway | undefined;
  undisturbed!: Outcome;
  /** The steps of the undisturbed run, `step subject`. */
  steps: readonly string[] = [];

  /** Builds the product, prepares the folder and runs it once without any fault. Throws when already that run is not clean. */
  async open(): Promise<this> {
    if (process.env.X12GW_CRASH_BUILD === undefined) {
      this.#built = new BuiltGateway();
      process.env.X12GW_CRASH_BUILD = join(this.#built.folder, 'dist');
    }
    await prepareRun(this.prepared);
    const folder = this.newRun();
    const end = await runGateway(folder);
    this.steps = end.steps;
    this.undisturbed = readOutcome(folder);
    if (end.code !== 0 || this.undisturbed.faults.length > 0) {
      throw new Error(`The undisturbed run is not clean:\n${this.undisturbed.faults.join('\n')}\n${end.errors}`);
    }
    rmSync(folder, { recursive: true });
    return this;
  }

  get prepared(): string {
    return join(this.#folder, 'prepared');
  }

  /** A path nothing stands at. */
  newPath(): string {
    return join(this.#folder, `run-${++this.#count}`);
  }

  /** A fresh copy of the prepared run folder. */
  newRun(): string {
    const folder = this.newPath();
    copyRun(this.prepared, folder);
    return folder;
  }

  /** Crashes a fresh run in some way, then `restart`s it and compares. */
  async crash(
    disturb: (folder: string) => Promise<RunEnd>,
  ): Promise<{ readonly end: RunEnd; readonly faults: Fault[] }> {
    const folder = this.newRun();
    const end = await disturb(folder);
    return { end, faults: await this.restart(folder, visibleAnswers(folder)) };
  }

  /** Runs what a crash left behind to its end, compares it with the undisturbed run and removes it. */
  async restart(folder: string, told: ReadonlyMap<string, Buffer>): Promise<Fault[]> {
    const faults: Fault[] = [];
    try {
      const end = await runGateway(folder);
      if (end.code !== 0) faults.push({ kind: 'other', what: `the restart ended with ${end.code}: ${end.errors}` });
    } catch (error) {
      faults.push({ kind: 'other', what: (error as Error).message });
    }
    faults.push(...compare(folder, this.undisturbed, told));
    if (process.env.X12GW_CRASH_KEEP !== '1') rmSync(folder, { recursive: true });
    return faults;
  }

  close(): void {
    this.#built?.remove();
    if (process.env.X12GW_CRASH_KEEP !== '1') rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One spot of a campaign that did not hold. */
export interface Broken {
  readonly spot: string;
  readonly faults: readonly Fault[];
}

/**
 * Tries spots side by side, spread evenly over all, until all are done or the time is up (the long version takes all).
 * What an attempt throws, such as that the
 * gateway hangs, counts as a fault. Prints how many of how many ran and adds a line to the file that X12GW_CRASH_RESULTS names. Resolves to what broke.
 */
export async function campaign<Spot>(
  kind: string,
  spots: readonly Spot[],
  nameOf: (spot: Spot) => string,
  attempt: (spot: Spot) => Promise<readonly Fault[]>,
): Promise<Broken[]> {
  const end = performance.now() + SECONDS * 1_000;
  const waiting = spread(spots);
  const broken: Broken[] = [];
  let ran = 0;
  const worker = async (): Promise<void> => {
    for (let spot = waiting.shift(); spot !== undefined; spot = waiting.shift()) {
      const faults = await attempt(spot).catch((error: Error) => [{ kind: 'other', what: error.message } as const]);
      ran++;
      if (faults.length > 0) broken.push({ spot: nameOf(spot), faults });
      if (!IS_LONG && performance.now() > end) return;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  record(kind, spots.length, ran, broken);
  return broken;
}

/** The spots in an order in which every beginning of it is spread over the whole (bit-reversed positions). */
export function spread<Spot>(spots: readonly Spot[]): Spot[] {
  const bits = Math.ceil(Math.log2(Math.max(2, spots.length)));
  const reversed = (at: number): number =>
    Number.parseInt(at.toString(2).padStart(bits, '0').split('').reverse().join(''), 2);
  return Array.from({ length: 2 ** bits }, (_, at) => reversed(at))
    .filter((at) => at < spots.length)
    .map((at) => spots[at]!);
}

/** A stream of numbers from 0 (included) to 1 (not included) that the same seed repeats (a linear congruential generator). */
export function randomFrom(seed: number): () => number {
  let state = BigInt(seed) & 0xffff_ffff_ffff_ffffn;
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn;
    return Number(state >> 32n) / 2 ** 32;
  };
}

function record(kind: string, spots: number, runs: number, broken: readonly Broken[]): void {
  const counts = { lost: 0, double: 0, other: 0 };
  // A spot counts once for each way in which it broke.
  for (const { faults } of broken) for (const which of new Set(faults.map((fault) => fault.kind))) counts[which]++;
  const line = { kind, spots, runs, ...counts };
  process.stderr.write(`crash: ${kind}: ${runs} of ${spots} spots ran, ${broken.length} broke (seed ${SEED})\n`);
  if (process.env.X12GW_CRASH_RESULTS) appendFileSync(process.env.X12GW_CRASH_RESULTS, `${JSON.stringify(line)}\n`);
}
