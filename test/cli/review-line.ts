import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadConfiguration } from '../../src/config/load.js';
import type { PriorAuthorizationCommand } from '../../src/domain/prior-authorization/command.js';
import { priorAuthorizationTables } from '../../src/gateway/handlers.js';
import { submitFiles } from '../../src/gateway/submit.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { carryOut } from '../../src/review/carry-out.js';
import type { DeskParts, OrderResult } from '../../src/review/desk.js';
import type { Ledger, PriorAuthorizationRow } from '../../src/store/ledger.js';
import { KeptLog, SOURCE_WORKER } from '../gateway/installation.js';
import { CommandLine } from './command-line.js';

const SAMPLE = join(import.meta.dirname, '../../fixtures/samples/01-clean-278-batch.x12');

/** The first request of the sample batch alone, with a second line; `urgent`: a request to expedite. */
export function twoLineRequest(controlNumber = 101, { urgent = false, usage = 'P' } = {}): string {
  const digits = String(controlNumber).padStart(9, '0');
  const segments = readFileSync(SAMPLE, 'latin1').split(/\n/).filter(Boolean);
  const first = segments.slice(
    2,
    segments.findIndex((segment) => segment.startsWith('SE*')),
  );
  const set = [...first, 'HL*6*4*SS*0~', 'DTP*472*RD8*20261115-20270514~', 'SV1*HC:E0562**UN*3~'].map((segment) =>
    segment.startsWith('UM*') && urgent ? 'UM*HS*I*12*12:B**U~' : segment,
  );
  const text = [...segments.slice(0, 2), ...set, `SE*${set.length + 1}*0001~`, 'GE*1*101~', `IEA*1*${digits}~`].join(
    '',
  );
  return text.replace(/^(ISA(?:\*[^*]*){12}\*)\d{9}(\*\d)\*[PT]/, `$1${digits}$2*${usage}`);
}

/** A demo installation with requests in it, worked on by typing commands. */
export class ReviewLine extends CommandLine {
  #files = 0;

  async prepare(): Promise<this> {
    await this.run('init', 'gateway', '--demo');
    return this;
  }

  get configuration() {
    return loadConfiguration(join(this.folder, 'gateway', 'gateway.yaml'));
  }

  /** Submits a file at the line's instant and gives the tracking numbers of all PAs, in order. */
  async submit(text = twoLineRequest()): Promise<string[]> {
    const file = join(this.folder, `request-${++this.#files}.x12`);
    writeFileSync(file, text, 'latin1');
    const usage = /^ISA(?:\*[^*]*){14}\*([PT])/.exec(text)?.[1] as 'P' | 'T';
    const { submissions } = await submitFiles(this.configuration, [file], {
      partner: 'demo-provider',
      usage,
      waitSeconds: 60,
      actor: 'tester',
      logger: new KeptLog(),
      worker: SOURCE_WORKER,
      clock: { now: () => this.now },
    });
    if (submissions[0]?.disposition !== 'accepted') throw new Error(`The file was ${submissions[0]?.disposition}`);
    return this.withLedger(async (ledger) =>
      ledger.priorAuthorizations({}, 0, 100).rows.map((row) => row.trackingNumber),
    );
  }

  /** The PA as the ledger has it. */
  row(number: string): Promise<PriorAuthorizationRow> {
    return this.withLedger(async (ledger) => ledger.priorAuthorization(number)!.row);
  }

  desk(ledger: Ledger): DeskParts {
    const { payer, overlay } = this.configuration;
    const tables = priorAuthorizationTables(loadSchemas(defaultSchemasRoot()), overlay);
    return { ledger, tables, payer, clock: { now: () => this.now } };
  }

  /** Carries out a command without the command line, as another channel does. */
  carry(number: string, command: PriorAuthorizationCommand, actor = 'demo-provider'): Promise<OrderResult> {
    return this.withLedger((ledger) => carryOut(this.desk(ledger), { number, command, actor, channel: 'portal' }));
  }

  /** A document of the provider's, uploaded and not submitted yet. */
  upload(number: string, controlNumber = ''): Promise<OrderResult> {
    const document = { sha256: 'd'.repeat(64), bytes: 2_000, mediaType: 'application/pdf' };
    const delivered = {
      document,
      controlNumber,
      externalReference: '',
      reportType: '',
      description: '',
      lineNumber: 0,
    };
    return this.carry(number, { kind: 'attach', documents: [delivered], submits: false });
  }

  /** The 278 responses in the download store, in the order they were given, each as one line of text. */
  responses(): string[] {
    return this.downloads('278').map((path) => readFileSync(path, 'latin1').replaceAll('\n', ''));
  }

  /** Paths of the answers of a type, in the order they were given. */
  downloads(type: string): string[] {
    const root = join(this.folder, 'gateway', 'downloads');
    const ordinal = (path: string) => Number(/^S\d+\.\w+\.(\d+)\.\w+$/.exec(basename(path))?.[1] ?? 1);
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => basename(name).split('.')[1] === type)
      .map((name) => join(root, name))
      .sort((one, other) => ordinal(one) - ordinal(other));
  }
}
