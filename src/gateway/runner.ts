import type { GatewayConfiguration } from '../config/configuration.js';
import { ensureFolder } from '../files/durable-folder.js';
import { clearLeftovers } from '../files/temporary-name.js';
import { DataFolder } from '../ingest/data-folder.js';
import type { SubmissionRow } from '../store/rows.js';
import { systemClock } from '../support/clock.js';
import { GatewayError } from '../support/errors.js';
import { isEnvironmentTrouble, isLedgerTrouble } from '../support/trouble.js';
import { type Gateway, openGateway } from './gateway.js';
import { clearRewrittenLedger, clearSpool } from './leftovers.js';
import type { Loop } from './loops/pulses.js';
import { Sleeper } from './loops/sleeper.js';
import { steadyLoop } from './loops/steady-loop.js';
import { Oversight } from './oversight/oversight.js';
import { reloadConfiguration, tellReloaded } from './reload.js';
import { ArrivalPoll } from './rounds/arrival-poll.js';
import { Calendar } from './rounds/calendar.js';
import { Delivery } from './rounds/delivery.js';
import { Handoffs } from './rounds/handoffs.js';
import { Inboxes } from './rounds/inboxes.js';
import { Work } from './rounds/work.js';
import { WorkQueue } from './rounds/work-queue.js';
import type { RunningGateway, RunOptions } from './run-options.js';
import { type RunnerLock, takeRunnerLock } from './runner-lock.js';
import { SftpCalls } from './sftp/calls.js';

export type { RunningGateway, RunOptions } from './run-options.js';

/** Files worked on side by side: the workers are the limit, the rest of the way is waiting for the disk. */
const FILES_SIDE_BY_SIDE = 32;
/** How often arrivals that another process recorded are looked for, at most. */
const POLL_MILLISECONDS = 1_000;
/** How often outboxes are looked at for what was picked up. */
const PICK_UP_MILLISECONDS = 5_000;
/** How often the calendar and the hand-off are looked at: a day or a consumer is not waiting for moments. */
const CALENDAR_MILLISECONDS = 5_000;
/** How long answers may still be written out and delivered after a stop; the rest waits for the next start. */
const LAST_ROUND_MILLISECONDS = 2_000;

/** Scans without a new file after which `once` may stop waiting: a file needs two to be known as quiet. */
const IDLE_SCANS = 3;

/**
 * Starts the one runner of a data directory: recovery, then inboxes, work queue and delivery. Raises GatewayError
 * `runner-already-running` and those of `openGateway`.
 */
export async function startGateway(configuration: GatewayConfiguration, options: RunOptions): Promise<RunningGateway> {
  const folder = new DataFolder(configuration.dataDirectory);
  await ensureFolder(folder.ledgerFolder);
  const now = (options.clock ?? systemClock).now();
  const lock = await takeRunnerLock(folder.runnerLock, folder.runnerFacts, now);
  return startWithLock(configuration, options, lock);
}

/** As `startGateway`, for a caller that holds the runner's lock, which is released at the end in every case. */
export async function startWithLock(
  configuration: GatewayConfiguration,
  options: RunOptions,
  lock: RunnerLock,
): Promise<RunningGateway> {
  let gateway: Gateway | undefined;
  let runner: Runner;
  try {
    gateway = await openGateway(configuration, options);
    runner = new Runner(gateway, options);
  } catch (error) {
    await gateway?.close();
    lock.release();
    throw error;
  }
  const finished = runner.run().finally(async () => {
    await gateway?.close();
    lock.release();
  });
  // Whoever does not wait for the end still gets a rejection from `stop`.
  finished.catch(() => undefined);
  return {
    finished,
    async stop() {
      runner.stop();
      await finished;
    },
    reload: () => runner.reload(),
  };
}

class Runner {
  readonly #gateway: Gateway;
  readonly #options: RunOptions;
  readonly #work: Work;
  readonly #queue: WorkQueue;
  readonly #inboxes: Inboxes;
  readonly #delivery: Delivery;
  readonly #sftp: SftpCalls;
  readonly #calendar: Calendar;
  readonly #handoffs: Handoffs;
  readonly #oversight: Oversight;
  readonly #scanSleep = new Sleeper();
  readonly #deliverySleep = new Sleeper();
  readonly #pollSleep = new Sleeper();
  readonly #calendarSleep = new Sleeper();
  readonly #handoffSleep = new Sleeper();
  #isStopping = false;
  #received = 0;
  #failure: unknown;
  /** The reload that is under way, or the last one; never rejects. */
  #reloaded: Promise<unknown> = Promise.resolve();

  constructor(gateway: Gateway, options: RunOptions) {
    this.#gateway = gateway;
    this.#options = options;
    this.#work = new Work(gateway, () => this.#deliverySleep.wake());
    this.#queue = new WorkQueue({
      concurrency: FILES_SIDE_BY_SIDE,
      work: (submission, alone) => this.#work.run(submission, alone),
      onFailure: (error) => this.#fail(error),
    });
    const onReceived = (submission: SubmissionRow): void => {
      this.#received++;
      this.#queue.offer([submission]);
    };
    this.#sftp = new SftpCalls(gateway, {
      onReceived,
      onUploaded: () => {
        this.#delivery.again();
        this.#deliverySleep.wake();
      },
      raise: (matter) => this.#oversight.raise(matter),
      onFailure: (error) => this.#fail(error),
      ...(options.sftpResilience === undefined ? {} : { resilience: options.sftpResilience }),
    });
    this.#delivery = new Delivery(gateway, (answer) => this.#sftp.waitsFor(answer));
    this.#calendar = new Calendar(gateway);
    this.#handoffs = new Handoffs(gateway);
    this.#oversight = new Oversight(gateway, () => this.#work.trouble, this.#sftp);
    this.#inboxes = new Inboxes(gateway, options.once !== true, onReceived);
  }

  stop(): void {
    this.#isStopping = true;
    this.#inboxes.stopTaking();
    this.#oversight.endTelling();
    void this.#queue.stop();
    const sleeps = [this.#scanSleep, this.#deliverySleep, this.#pollSleep, this.#calendarSleep, this.#handoffSleep];
    for (const sleep of sleeps) sleep.wake();
  }

  /** One after the other: an earlier one that takes its time must not bring back what a later one has read. */
  reload(): Promise<GatewayConfiguration | undefined> {
    const reloading = this.#reloaded.then(() => this.#reloadNow());
    this.#reloaded = reloading.catch(() => undefined);
    return reloading;
  }

  async #reloadNow(): Promise<GatewayConfiguration | undefined> {
    if (this.#isStopping) return undefined;
    const at = this.#gateway.clock.now().toISOString();
    const change = reloadConfiguration(this.#gateway, (next) => this.#oversight.check(next));
    if (change instanceof GatewayError) {
      await tellReloaded(this.#gateway, at, { refusal: change });
      return undefined;
    }
    this.#inboxes.takeTimes();
    this.#scanSleep.wake();
    const { changed, needRestart, configuration } = change;
    const reloads = () => Promise.all([this.#sftp.reload(), this.#oversight.configure(changed)]);
    const [unsoundEndpoints] = this.#options.once === true ? [[]] : await reloads();
    await tellReloaded(this.#gateway, at, { changed, needRestart, unsoundEndpoints });
    return configuration;
  }

  async run(): Promise<void> {
    const { logger, folder, ledger } = this.#gateway;
    logger.info('gateway started');
    try {
      await clearRewrittenLedger(folder.ledgerFile);
      await clearSpool(folder.spool, ledger, (path) => folder.inside(path));
      // A power cut may bring back what was written here and linked elsewhere, and the next document may be long in coming.
      await clearLeftovers(folder.documents);
      const { suspects, others } = await this.#work.recover();
      const seen = Math.max(suspects.at(-1)?.id ?? 0, others.at(-1)?.id ?? 0);
      const first = new Set(this.#options.first);
      this.#queue.offer(others.filter(({ id }) => first.has(id)));
      if (first.size > 0) await this.#queue.idle();
      this.#queue.offer(suspects, true);
      this.#queue.offer(others);
      if (this.#options.once) await this.#runOnce();
      else await this.#runUntilStopped(new ArrivalPoll(ledger, seen));
    } finally {
      this.#isStopping = true;
      await Promise.all([this.#inboxes.close(), this.#sftp.stop()]);
      await this.#queue.stop();
      await this.#oversight.stop();
    }
    if (this.#failure !== undefined) throw this.#failure;
    const end = Date.now() + LAST_ROUND_MILLISECONDS;
    await this.#delivery
      .round(() => Date.now() > end)
      .catch((error: unknown) => {
        if (!isEnvironmentTrouble(error) && !isLedgerTrouble(error)) throw error;
        logger.warn('answers wait for the next start', { error: error.code });
      });
    logger.info('gateway stopped');
  }

  async #runUntilStopped(arrivals: ArrivalPoll): Promise<void> {
    await this.#oversight.start();
    this.#sftp.start();
    const paced = [
      this.#paced('calendar', this.#calendarSleep, (isOver) => this.#calendar.round(isOver)),
      this.#paced('handoff', this.#handoffSleep, (isOver) => this.#handoffs.round(isOver)),
    ];
    const loops = [this.#scanLoop(), this.#deliveryLoop(), this.#pollLoop(arrivals), ...paced];
    await Promise.all(loops.map((loop) => loop.catch((error: unknown) => this.#fail(error))));
  }

  /** An error nobody expected ends all loops; the supervisor starts the gateway again, and recovery does the rest. */
  #fail(error: unknown): void {
    this.#failure ??= error;
    this.stop();
  }

  /** Empties the inboxes, the queue and the answers, then ends. */
  async #runOnce(): Promise<void> {
    const failed = this.#options.withoutInboxes === true ? 0 : await this.#emptyInboxes();
    await this.#queue.idle();
    if (this.#isStopping) return;
    this.#queue.offer(this.#gateway.ledger.unfinished());
    await this.#queue.idle();
    if (this.#isStopping) return;
    await this.#calendar.round(() => this.#isStopping, this.#options.withoutInboxes === true ? 'none' : 'whole');
    const { failed: undelivered } = await this.#delivery.round(() => this.#isStopping);
    await this.#handoffs.round(() => this.#isStopping);
    while (!this.#isStopping && !(await this.#delivery.noticePickUps()).isComplete);
    if (this.#options.withoutInboxes !== true) await this.#oversight.tellOnce();
    if (undelivered > 0) this.#gateway.logger.warn('answers wait for the next start', { answers: undelivered });
    if (this.#queue.isResting && this.#work.trouble !== undefined) throw this.#work.trouble;
    if (failed > 0) this.#gateway.logger.warn('files left in the inboxes', { files: failed });
  }

  /** Takes what is there. Files that keep changing are left when nothing else has come for as long as a cut-off waits. */
  async #emptyInboxes(): Promise<number> {
    const { intake } = this.#gateway.configuration;
    const patience = Math.max(intake.cutOffSeconds, 2 * intake.quietSeconds) * 1_000;
    let received = this.#received;
    let since = Date.now();
    for (let idleScans = 0; !this.#isStopping; idleScans++) {
      const { waiting, failed } = await this.#inboxes.scan();
      await this.#inboxes.idle();
      if (waiting === 0) return failed;
      if (this.#received > received) {
        received = this.#received;
        since = Date.now();
        idleScans = 0;
      }
      if (idleScans >= IDLE_SCANS && Date.now() - since > patience) return failed + waiting;
      await this.#scanSleep.sleep(this.#settlePause());
    }
    return 0;
  }

  #scanLoop(): Promise<void> {
    return this.#steady('inboxes', this.#scanSleep, async () => {
      const { waiting } = await this.#inboxes.scan();
      await this.#inboxes.watch(() => this.#scanSleep.wake());
      const pause = this.#gateway.configuration.intake.scanSeconds * 1_000;
      // A file that is settling is looked at again as soon as it may be quiet.
      return waiting > 0 ? Math.min(pause, this.#settlePause()) : pause;
    });
  }

  #deliveryLoop(): Promise<void> {
    let pickUpsAt = 0;
    return this.#steady('delivery', this.#deliverySleep, async (isOver) => {
      await this.#delivery.round(isOver);
      if (Date.now() >= pickUpsAt) {
        await this.#delivery.noticePickUps();
        pickUpsAt = Date.now() + PICK_UP_MILLISECONDS;
      }
      return POLL_MILLISECONDS;
    });
  }

  #paced(loop: Loop, sleeper: Sleeper, round: (isOver: () => boolean) => Promise<unknown>): Promise<void> {
    return this.#steady(loop, sleeper, async (isOver) => {
      await round(isOver);
      return CALENDAR_MILLISECONDS;
    });
  }

  /** Arrivals that `submit` recorded in another process, and files released from quarantine. */
  async #pollLoop(arrivals: ArrivalPoll): Promise<void> {
    while (!this.#isOver('arrivals')) {
      this.#queue.offer(arrivals.next());
      this.#oversight.pulses.round('arrivals');
      await this.#pollSleep.sleep(POLL_MILLISECONDS);
    }
  }

  #steady(loop: Loop, sleeper: Sleeper, round: (isOver: () => boolean) => Promise<number>): Promise<void> {
    const { pulses, troubles } = this.#oversight;
    const isOver = (): boolean => this.#isOver(loop);
    const onRound = (trouble: GatewayError | undefined): void => {
      troubles.see(loop, trouble);
      if (trouble === undefined) pulses.round(loop);
    };
    return steadyLoop({ loop, sleeper, isOver, onRound, logger: this.#gateway.logger }, () => round(isOver));
  }

  /** True when the loop is to end; asking is its sign of life. */
  #isOver(loop: Loop): boolean {
    this.#oversight.pulses.beat(loop);
    return this.#isStopping;
  }

  #settlePause(): number {
    return Math.max(50, (this.#gateway.configuration.intake.quietSeconds * 1_000) / 2);
  }
}
