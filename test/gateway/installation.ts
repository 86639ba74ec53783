import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GatewayConfiguration } from '../../src/config/configuration.js';
import { ensureFolder } from '../../src/files/durable-folder.js';
import type { GatewayOptions } from '../../src/gateway/gateway.js';
import { type RunningGateway, type RunOptions, startGateway } from '../../src/gateway/runner.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import type { LogFacts, Logger } from '../../src/support/logger.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const SUPPORT = join(import.meta.dirname, '../support');

/** Worker threads that run the sources as they are. */
export const SOURCE_WORKER = {
  script: new URL('../../src/gateway/workers/worker.ts', import.meta.url),
  execArgv: ['--import', join(SUPPORT, 'typescript.mjs')],
};

/** A logger that keeps its lines. */
export class KeptLog implements Logger {
  readonly lines: string[] = [];
  readonly #facts: LogFacts;

  constructor(facts: LogFacts = {}, lines: string[] = []) {
    this.#facts = facts;
    this.lines = lines;
  }

  debug(event: string, facts?: LogFacts): void {
    this.#add('debug', event, facts);
  }

  info(event: string, facts?: LogFacts): void {
    this.#add('info', event, facts);
  }

  warn(event: string, facts?: LogFacts): void {
    this.#add('warn', event, facts);
  }

  error(event: string, facts?: LogFacts): void {
    this.#add('error', event, facts);
  }

  with(facts: LogFacts): Logger {
    return new KeptLog({ ...this.#facts, ...facts }, this.lines);
  }

  #add(level: string, event: string, facts: LogFacts = {}): void {
    this.lines.push(JSON.stringify({ level, event, ...this.#facts, ...facts }));
  }
}

/** The input of a golden case. */
export function caseInput(slug: string): string {
  return readFileSync(join(FIXTURES, 'cases', slug, 'input.x12'), 'latin1');
}

/** Two requests that become prior authorizations: the golden case with what the payer's rules ask for beside the guide. */
export function pendedRequests(): string {
  return caseInput('278-clean')
    .replaceAll('HL*3*2*22*1~', 'PER*IC*REFERRAL DESK*TE*5551230100~HL*3*2*22*1~')
    .replaceAll('UM*HS*I*3*11:B~', 'UM*HS*I*12*12:B~')
    .replaceAll('HL*5*4*SS*0~', 'MSG*WHY IT IS NEEDED~HL*5*4*SS*0~')
    .replaceAll(/SV1\*HC:[^~]*~/g, 'SV1*HC:E0601**UN*1~')
    .replaceAll('SE*18*', 'SE*20*');
}

/** The same interchange with another ISA13, in header and trailer. */
export function numbered(text: string, controlNumber: number): string {
  const digits = String(controlNumber).padStart(9, '0');
  return text.replace(/^(ISA(?:\*[^*]*){12}\*)\d{9}/, `$1${digits}`).replace(/(IEA\*\d+\*)\d{9}/, `$1${digits}`);
}

/** An installation in a temporary folder, with one partner, gone at the end of the test. */
export class Installation {
  readonly root = mkdtempSync(join(tmpdir(), 'x12gw-'));
  readonly folder = new DataFolder(join(this.root, 'data'));
  readonly log = new KeptLog();
  readonly partner = 'pineridge';
  readonly configuration: GatewayConfiguration;
  readonly #running: RunningGateway[] = [];

  constructor(changes: Partial<GatewayConfiguration> = {}) {
    this.configuration = {
      file: join(this.root, 'gateway.yaml'),
      dataDirectory: this.folder.root,
      payer: JSON.parse(readFileSync(join(FIXTURES, 'payer.json'), 'utf8')),
      overlay: 'neutral',
      intake: { quietSeconds: 0.1, cutOffSeconds: 1, scanSeconds: 0.1, concurrency: 16 },
      workers: 1,
      attempts: { limit: 3, baseSeconds: 60, secondsPerMegabyte: 1 },
      ledger: {},
      log: { level: 'info' },
      limits: { findingsPerSet: 1_000, unpackedBytes: 2_000_000_000, unpackedRatio: 200, unpackedFiles: 1_000 },
      ...changes,
    };
  }

  /** Makes folders, ledger and the partner, approved for everything. */
  async prepare(): Promise<this> {
    for (const path of this.folder.folders) await ensureFolder(path);
    const partner = JSON.parse(readFileSync(join(FIXTURES, 'partner.json'), 'utf8'));
    const { providers, allowances: _allowances, ...facts } = partner;
    const { npis } = providers[0];
    const now = new Date().toISOString();
    await this.withLedger(async (ledger) => {
      await ledger.putPartner({ ...facts, id: this.partner, options: DEFAULT_OPTIONS, npis }, 'test', now);
      for (const transactionSet of ['278', '275', '837']) {
        for (const usage of ['T', 'P'] as const) {
          await ledger.putAllowance(this.partner, { transactionSet, usage, state: 'approved' }, 'test', now);
        }
      }
    });
    for (const path of [this.inbox, this.outbox]) await ensureFolder(path);
    return this;
  }

  get inbox(): string {
    return this.folder.partner(this.partner).inbox;
  }

  get outbox(): string {
    return this.folder.partner(this.partner).outbox;
  }

  /** Names in the partner's outbox, sorted. */
  outboxNames(): string[] {
    return readdirSync(this.outbox).sort();
  }

  drop(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.inbox, name), typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  }

  async withLedger<Result>(work: (ledger: Ledger) => Promise<Result> | Result): Promise<Result> {
    const ledger = openLedger(this.folder.ledgerFile);
    try {
      return await work(ledger);
    } finally {
      ledger.close();
    }
  }

  options(changes: Partial<RunOptions> = {}): GatewayOptions & RunOptions {
    return { logger: this.log, worker: SOURCE_WORKER, ...changes };
  }

  /** Root may read everything, so a test that runs as root becomes nobody for a while. */
  async asOrdinaryUser(work: () => Promise<void>): Promise<void> {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      spawnSync('chown', ['-R', '65534', this.root]);
      process.seteuid!(65_534);
    }
    try {
      await work();
    } finally {
      if (isRoot) process.seteuid!(0);
    }
  }

  async start(changes: Partial<RunOptions> = {}): Promise<RunningGateway> {
    const running = await startGateway(this.configuration, this.options(changes));
    this.#running.push(running);
    return running;
  }

  /** Empties what is there. */
  async runOnce(changes: Partial<RunOptions> = {}): Promise<void> {
    await (await this.start({ once: true, ...changes })).finished;
  }

  /** Stops every gateway that still runs. */
  async stop(): Promise<void> {
    for (const running of this.#running) await running.stop().catch(() => undefined);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Resolves when the condition holds; rejects after a time that only a hang can reach. */
export async function until(condition: () => boolean | Promise<boolean>, milliseconds = 45_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('The condition did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
