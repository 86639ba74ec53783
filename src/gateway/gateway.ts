import { availableParallelism } from 'node:os';
import type { GatewayConfiguration } from '../config/configuration.js';
import type { ExaminationJob, ExaminationMessage, WorkerSetting } from '../examination/examination-protocol.js';
import { ensureFolder } from '../files/durable-folder.js';
import { openCodeLists } from '../guides/code-list-folder.js';
import { compiledGuide } from '../guides/compiled-guides.js';
import { defaultSchemasRoot, type Schemas } from '../guides/load.js';
import { DataFolder } from '../ingest/data-folder.js';
import { DocumentStore } from '../ingest/document-store.js';
import { installationId } from '../ingest/installation.js';
import { Intake } from '../ingest/intake.js';
import { openSchemas } from '../operations/schemas/own-schemas.js';
import { takeDocument } from '../review/take-document.js';
import { withRuleKinds } from '../rules/load.js';
import type { Ledger } from '../store/ledger.js';
import { openLedger } from '../store/sqlite/open.js';
import { type Clock, systemClock } from '../support/clock.js';
import type { Logger } from '../support/logger.js';
import type { TransactionHandler } from '../transactions/handler.js';
import type { PriorAuthorizationTables } from '../transactions/prior-authorization-tables.js';
import { priorAuthorizationTables, transactionHandlers } from './handlers.js';
import { Attempts } from './passes/attempts.js';
import { passOne } from './passes/pass-one.js';
import { passTwo } from './passes/pass-two.js';
import { matchAcknowledgments } from './passes/received-acknowledgments.js';
import { Reports } from './passes/reports.js';
import { requireOutboxNames } from './payload/checks.js';
import { Keyring } from './payload/keyring.js';
import { OutgoingAnswers } from './payload/outgoing-answers.js';
import { unpack } from './payload/unpack.js';
import type { Observe, Stages } from './pipeline.js';
import { publish } from './publish/publish.js';
import { enlargeNewSpaceOfWorkers } from './workers/worker-memory.js';
import { WorkerPool } from './workers/worker-pool.js';

const MEGABYTE = 1_000_000;

/** What a gateway may be started with beside its configuration. */
export interface GatewayOptions {
  readonly logger: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Told after each durable step; default: nobody. */
  readonly observe?: Observe;
  /** The worker thread's script and the flags Node needs to run it; default: the one beside this file. */
  readonly worker?: { readonly script: URL; readonly execArgv: readonly string[] };
}

/** One installation, opened and wired: everything that works on files, and nothing that decides when. */
export interface Gateway {
  /** As it is now: what may change while the gateway runs is changed by `configure`. */
  readonly configuration: GatewayConfiguration;
  readonly folder: DataFolder;
  readonly ledger: Ledger;
  readonly schemas: Schemas;
  readonly handlers: readonly TransactionHandler[];
  /** The payer's rules for prior authorizations, and the guide of their answers. */
  readonly tables: PriorAuthorizationTables;
  readonly intake: Intake;
  /** Takes in what partners put into their `attachments/`. */
  readonly attachmentIntake: Intake;
  /** Takes in what other systems of the payer put into `publish/`. */
  readonly publishIntake: Intake;
  readonly stages: Stages;
  readonly attempts: Attempts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observe: Observe;
  /** OpenPGP keys, ours and the partners'. */
  readonly keyring: Keyring;
  readonly outgoing: OutgoingAnswers;
  /** Id of this installation. */
  readonly installation: string;
  /** Has the loops use another configuration, which differs only in what may change (`withLiveSettings`). */
  configure(configuration: GatewayConfiguration): void;
  /** Ends the workers and closes the ledger. */
  close(): Promise<void>;
}

/**
 * Opens an installation: makes missing folders, opens the ledger, loads schemas and handlers, the operator's own schemas
 * as they are now. Starts nothing. Raises GatewayError of the ledger, the disk or the schemas.
 */
export async function openGateway(configuration: GatewayConfiguration, options: GatewayOptions): Promise<Gateway> {
  const { payer } = configuration;
  const folder = new DataFolder(configuration.dataDirectory);
  for (const path of folder.folders) await ensureFolder(path);
  const clock = options.clock ?? systemClock;
  const observe: Observe = options.observe ?? (() => undefined);
  const schemas = withRuleKinds(await openSchemas(defaultSchemasRoot(), folder));
  const tables = priorAuthorizationTables(schemas, configuration.overlay);
  const handlers = transactionHandlers(schemas, configuration.overlay);
  const installation = await installationId(folder.installationFile);
  const ledger = openLedger(folder.ledgerFile, { ...configuration.ledger, create: false });
  requireOutboxNamesOf(ledger);
  const pool = examinationPool(configuration, schemas, handlers, options.worker);
  const reports = new Reports(payer, schemas.findings);
  const inside = (path: string): string => folder.inside(path);
  const spool = { spool: folder.spool, dataDirectory: folder.root };
  const shared = { ledger, payer, clock, observe, inside, reports, ...spool };
  const codeLists = openCodeLists(schemas, folder.codeLists);
  const attempts = new Attempts({
    ...shared,
    logger: options.logger,
    digests: () => {
      codeLists.refresh();
      return { schemas: schemas.digest, codes: codeLists.digest() };
    },
    limit: configuration.attempts.limit,
  });
  const documents = new DocumentStore(folder, tables.overlay.attachments);
  const passOneParts = {
    ...shared,
    examine: (job: ExaminationJob, handle: (message: ExaminationMessage) => Promise<void>) =>
      pool.run(job, budgetMilliseconds(configuration, job.bytes), handle),
  };
  const passTwoParts = {
    ...shared,
    guide: (guideId: string) => compiledGuide(schemas, guideId),
    catalogue: schemas.findings,
    handlers: new Map(handlers.map((handler) => [handler.name, handler])),
    documents,
  };
  const publishParts = {
    ...passOneParts,
    guide: passTwoParts.guide,
    catalogue: schemas.findings,
    statusCategories: () => {
      codeLists.refresh();
      const categories = codeLists.rows('claim-status-category');
      return categories && new Set(categories.map(({ code }) => code));
    },
  };
  const keyring = new Keyring({ folder, settings: configuration.pgp });
  const { unpackedBytes: bytes, unpackedRatio: ratio, unpackedFiles: files } = configuration.limits;
  const unpackParts = { ...shared, folder, keyring, catalogue: schemas.findings, caps: { bytes, ratio, files } };
  let current = configuration;
  return {
    get configuration() {
      return current;
    },
    configure(changed) {
      current = changed;
    },
    installation,
    folder,
    ledger,
    schemas,
    handlers,
    tables,
    clock,
    observe,
    keyring,
    outgoing: new OutgoingAnswers({ ledger, folder, keyring, clock, timeZone: payer.timeZone }),
    attempts,
    logger: options.logger,
    intake: new Intake({ folder, installation, ledger, clock, observe }),
    attachmentIntake: new Intake({ folder, installation, lane: 'attachments', ledger, clock, observe }),
    publishIntake: new Intake({ folder, installation, lane: 'publish', ledger, clock, observe }),
    stages: {
      begin: (submission, alone) => attempts.begin(submission, alone),
      unpack: (submission, attempt) => unpack(unpackParts, submission, attempt),
      examine: (submission, attempt) => passOne(passOneParts, submission, attempt),
      async apply(submission) {
        await matchAcknowledgments(shared, submission);
        await passTwo(passTwoParts, submission);
      },
      async takeDocument(submission, attempt) {
        await takeDocument({ ...shared, tables, documents }, submission, attempt);
        await observe('document-taken', submission.number);
      },
      publish: (submission, attempt) => publish(publishParts, submission, attempt),
    },
    async close() {
      await pool.close();
      ledger.close();
    },
  };
}

/** Closes the ledger when the gateway cannot be opened over it. */
function requireOutboxNamesOf(ledger: Ledger): void {
  try {
    requireOutboxNames(ledger.partners());
  } catch (error) {
    ledger.close();
    throw error;
  }
}

function examinationPool(
  configuration: GatewayConfiguration,
  schemas: Schemas,
  handlers: readonly TransactionHandler[],
  worker: GatewayOptions['worker'],
): WorkerPool<ExaminationJob, ExaminationMessage> {
  const setting: WorkerSetting = {
    schemasRoot: schemas.root,
    ...(schemas.files.own === undefined ? {} : { ownSchemas: schemas.files.own }),
    codeListsRoot: new DataFolder(configuration.dataDirectory).codeLists,
    payer: configuration.payer,
    handlers: handlers.map(({ name, guideIds }) => ({ name, guideIds })),
    findingsPerSet: configuration.limits.findingsPerSet,
    overlay: configuration.overlay,
  };
  enlargeNewSpaceOfWorkers();
  return new WorkerPool({
    size: Math.min(configuration.workers, availableParallelism() * 2),
    script: worker?.script ?? new URL('./workers/worker.js', import.meta.url),
    ...(worker === undefined ? {} : { execArgv: worker.execArgv }),
    workerData: setting,
  });
}

/** How long a worker may take over a file before its attempt counts as failed. */
function budgetMilliseconds({ attempts }: GatewayConfiguration, bytes: number): number {
  return (attempts.baseSeconds + (attempts.secondsPerMegabyte * bytes) / MEGABYTE) * 1_000;
}
