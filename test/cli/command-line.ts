import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { run } from '../../src/cli/main.js';
import { loadConfiguration } from '../../src/config/load.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openLedger } from '../../src/store/sqlite/open.js';

/** What one command line gave. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The instant that commands of these tests run at, unless a test says another. */
export const NOW = '2026-11-02T14:30:00.000Z';

/** The installation that tests make, relative to their folder. */
const CONFIGURATION = join('gateway', 'gateway.yaml');

/** A folder of its own in which commands run, as a person would type them. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'x12gw-cli-'));
  /** The instant commands run at. */
  now = new Date(NOW);
  /** How the program was called; `x12gw` when undefined. */
  program: string | undefined;
  /** What stands in the environment besides. */
  environment: Readonly<Record<string, string>> = {};

  /** Runs one command line in the folder; `X12GW_CONFIG` names the one in `gateway/` once it is there. */
  async run(...argv: string[]): Promise<Outcome> {
    let stdout = '';
    let stderr = '';
    const code = await run(argv, {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      environment: {
        ...(existsSync(join(this.folder, CONFIGURATION)) ? { X12GW_CONFIG: CONFIGURATION } : {}),
        ...this.environment,
      },
      workingDirectory: this.folder,
      clock: { now: () => this.now },
      ...(this.program === undefined ? {} : { program: this.program }),
    });
    return { code, stdout, stderr };
  }

  /** The documents of a command run with --json, each checked against `schemas/cli/<schema>.schema.json`. */
  async documents(schema: string, ...argv: string[]): Promise<Record<string, unknown>[]> {
    const { stdout } = await this.run(...argv, '--json');
    const file = new URL(`../../schemas/cli/${schema}.schema.json`, import.meta.url);
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
    const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const document: Record<string, unknown> = JSON.parse(line);
        if (!validate(document)) throw new Error(`${schema}: ${ajv.errorsText(validate.errors)}\n${line}`);
        return document;
      });
  }

  /** Works on the installation's ledger directly, as the gateway does. */
  async withLedger<Result>(work: (ledger: Ledger) => Promise<Result>): Promise<Result> {
    const { dataDirectory } = loadConfiguration(join(this.folder, 'gateway', 'gateway.yaml'));
    const ledger = openLedger(join(dataDirectory, 'ledger', 'ledger.db'));
    try {
      return await work(ledger);
    } finally {
      ledger.close();
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Records a received file, as intake does, and gives its row. */
export function receive(ledger: Ledger, arrivalId = '20261102T143000000-0123456789ab') {
  return ledger.recordReceipt({
    arrivalId,
    channel: 'cli',
    partnerId: 'demo-provider',
    sha256: 'a'.repeat(64),
    bytes: 5,
    originalPath: `originals/2026-11-02/${arrivalId}.received`,
    senderFileName: 'CANARY-NAME.x12',
    receivedAt: NOW,
    actor: 'tester',
  });
}
