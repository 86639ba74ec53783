import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { GatewayError } from '../../support/errors.js';
import { ledgerError } from './ledger-error.js';

/** An open database. Only this file knows which driver is behind it. */
export type Database = BetterSqlite3.Database;
/** A prepared statement: parameters in, rows out. */
export type Statement<Parameters extends unknown[] | object = unknown[], Row = unknown> = Parameters extends unknown[]
  ? BetterSqlite3.Statement<Parameters, Row>
  : BetterSqlite3.Statement<[Parameters], Row>;

export interface DatabaseOptions {
  /** File whose content is the key of an encrypted ledger; absent: not encrypted. */
  readonly keyFile?: string;
  readonly readonly?: boolean;
  /** False: a missing file is an error. Default true; false always when `readonly`. */
  readonly create?: boolean;
  /** How long to wait for another process that is committing. Default 5,000 ms. */
  readonly busyTimeoutMilliseconds?: number;
}

const CIPHER_DRIVER = 'better-sqlite3-multiple-ciphers';
const require = createRequire(import.meta.url);

/**
 * Two versions of one driver (docs/decisions/0001): 13 does not open a database on Node 20, and 12 aborts the process when
 * Node 24.19 or later collects one of its statements.
 */
const PLAIN_DRIVER =
  Number(process.versions.node.split('.', 1)[0]) >= 22 ? 'better-sqlite3-node-api' : 'better-sqlite3';

/**
 * Opens a database durable enough to promise by: write-ahead log, `synchronous=FULL` (a commit returns after the disk
 * has it), foreign keys on, file mode 0600. With a key file the drop-in driver with ciphers is loaded; it is optional.
 * Raises GatewayError `ledger-missing`, `cipher-driver-missing`, `ledger-key-unreadable`, `ledger-not-a-database` (wrong
 * key or another kind of file), `ledger-busy`, `ledger-failed`. The key is never part of any of them.
 */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database {
  const mayCreate = options.readonly !== true && options.create !== false;
  if (!mayCreate && !existsSync(path)) throw missingLedger(path);
  const key = options.keyFile === undefined ? undefined : readKey(options.keyFile);
  const Driver = loadDriver(key !== undefined);
  let database: Database | undefined;
  try {
    database = new Driver(path, {
      readonly: options.readonly === true,
      timeout: options.busyTimeoutMilliseconds ?? 5_000,
    });
    // Before the first page is written: the log and its index take their mode from this file.
    if (options.readonly !== true && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    if (key !== undefined) database.pragma(`key='${key.replaceAll("'", "''")}'`);
    if (options.readonly !== true) database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('user_version');
    return database;
  } catch (error) {
    database?.close();
    throw ledgerError(error, 'open the ledger');
  }
}

function loadDriver(isEncrypted: boolean): typeof BetterSqlite3 {
  if (!isEncrypted) return require(PLAIN_DRIVER);
  try {
    return require(CIPHER_DRIVER);
  } catch (error) {
    throw new GatewayError('A key file is configured, and the driver that can encrypt is not installed', {
      code: 'cipher-driver-missing',
      operation: 'open the ledger',
      subject: CIPHER_DRIVER,
      hint: `Install it beside the gateway, same version as better-sqlite3: npm install ${CIPHER_DRIVER}@12`,
      exitCode: 3,
      cause: error,
    });
  }
}

function readKey(keyFile: string): string {
  let key = '';
  try {
    key = readFileSync(keyFile, 'utf8').replace(/[\r\n]+$/, '');
  } catch {
    // Said below, together with an empty file.
  }
  if (key !== '' && !key.includes('\0')) return key;
  throw new GatewayError('The key file of the ledger is missing, unreadable or empty', {
    code: 'ledger-key-unreadable',
    operation: 'open the ledger',
    subject: keyFile,
    hint: 'Point `ledger.keyFile` at a file with one line of text that this operating system user can read.',
    exitCode: 2,
  });
}

/** There is no ledger at this path, or an empty file where one was. */
export function missingLedger(path: string): GatewayError {
  return new GatewayError('There is no ledger here', {
    code: 'ledger-missing',
    operation: 'open the ledger',
    subject: path,
    hint: 'Run `x12gw init` for a new installation. An existing one lost its ledger: restore it from the backup.',
    exitCode: 3,
  });
}
