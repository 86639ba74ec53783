import { chmodSync, closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import { ledgerError } from './ledger-error.js';
import { keyChangeOf } from './operations/key-change.js';

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
  /** True: the driver with ciphers also without a key, to give a database one. */
  readonly ciphers?: boolean;
  /** False: no write-ahead log, for a copy that is one file. */
  readonly writeAheadLog?: boolean;
}

const CIPHER_DRIVER = 'better-sqlite3-multiple-ciphers';
const require = createRequire(import.meta.url);

/**
 * Two versions of one driver (docs/decisions/0001): 13 does not open a database on Node 20, and 12 aborts the process when
 * Node 24.19 or later collects one of its statements.
 */
const DRIVER_LINE = Number(process.versions.node.split('.', 1)[0]) >= 22 ? 13 : 12;
const PLAIN_DRIVER = DRIVER_LINE === 13 ? 'better-sqlite3-node-api' : 'better-sqlite3';

/**
 * Opens a database durable enough to promise by: write-ahead log, `synchronous=FULL` (a commit returns after the disk
 * has it), foreign keys on, file mode 0600. With a key file the drop-in driver with ciphers is loaded; it is optional.
 * Raises GatewayError `ledger-missing`, `cipher-driver-missing`, `ledger-key-unreadable`, `ledger-not-a-database` (wrong
 * key or another kind of file), `ledger-key-changed` (the key that it was given since fits), `ledger-busy`,
 * `ledger-failed`. The key is never part of any of them.
 */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database {
  const mayCreate = options.readonly !== true && options.create !== false;
  if (!mayCreate && !existsSync(path)) throw missingLedger(path);
  const key = options.keyFile === undefined ? undefined : readKey(options.keyFile);
  const Driver = loadDriver(key !== undefined || options.ciphers === true);
  let database: Database | undefined;
  try {
    database = new Driver(path, {
      readonly: options.readonly === true,
      timeout: options.busyTimeoutMilliseconds ?? 5_000,
    });
    // Before the first page is written: the log and its index take their mode from this file.
    if (options.readonly !== true && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    if (key !== undefined) database.pragma(`key='${quoted(key)}'`);
    if (options.readonly !== true && options.writeAheadLog !== false) database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('user_version');
    return database;
  } catch (error) {
    database?.close();
    if (systemErrorCode(error) === 'SQLITE_NOTADB')
      throw keyChanged(path, options.keyFile) ?? ledgerError(error, 'open the ledger');
    throw ledgerError(error, 'open the ledger');
  }
}

/** Makes an empty database file with mode 0600 for a copy to be written into. System errors go up as they are. */
export function newDatabaseFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600));
}

/** Encrypts an open database under the key of a file, or has it in the clear without one; not in write-ahead mode. */
export function changeKey(database: Database, keyFile: string | undefined): void {
  database.pragma(`rekey='${keyFile === undefined ? '' : quoted(readKey(keyFile))}'`);
}

function quoted(key: string): string {
  return key.replaceAll("'", "''");
}

/** When the key that was told does not fit, and one that `ledger rekey` noted does: the one it gave, or the one before. */
function keyChanged(path: string, keyFile: string | undefined): GatewayError | undefined {
  const change = keyChangeOf(path);
  if (change === undefined) return undefined;
  const fits = [change.keyFile, change.previous].find((one) => one !== (keyFile ?? '') && isKeyOf(path, one));
  if (fits === undefined) return undefined;
  const setting = fits === '' ? 'Remove `ledger.keyFile` from' : `Set \`ledger.keyFile: ${fits}\` in`;
  const [text, why] =
    fits === change.keyFile
      ? ['The ledger has another key than the one that is set', '"x12gw ledger rekey" gave it that one.']
      : [
          'The ledger has the key it had before: changing it was broken off',
          'then run "x12gw ledger rekey" again, and set the new key after it.',
        ];
  return new GatewayError(text, {
    code: 'ledger-key-changed',
    operation: 'open the ledger',
    subject: path,
    hint: `${setting} the configuration: ${why}`,
    exitCode: 2,
  });
}

/** `keyFile` '': in the clear. */
function isKeyOf(path: string, keyFile: string): boolean {
  try {
    openDatabase(path, { ...(keyFile === '' ? {} : { keyFile }), readonly: true }).close();
    return true;
  } catch {
    return false;
  }
}

function loadDriver(isEncrypted: boolean): typeof BetterSqlite3 {
  if (!isEncrypted) return require(PLAIN_DRIVER);
  try {
    // The wrong line ends the process when it is used: nothing of it is loaded before that is known.
    const { version } = require(`${CIPHER_DRIVER}/package.json`) as { readonly version: string };
    if (Number(version.split('.', 1)[0]) !== DRIVER_LINE) throw cipherDriverMissing(version);
    return require(CIPHER_DRIVER);
  } catch (error) {
    throw error instanceof GatewayError ? error : cipherDriverMissing('', error);
  }
}

/** `installed`: a version that is there and does not run on this Node; '' for none. */
function cipherDriverMissing(installed: string, cause?: unknown): GatewayError {
  const text =
    installed === ''
      ? 'A key file is configured, and the driver that can encrypt is not installed'
      : `The driver that can encrypt is installed in version ${installed}, which does not run on this Node`;
  return new GatewayError(text, {
    code: 'cipher-driver-missing',
    operation: 'open the ledger',
    subject: CIPHER_DRIVER,
    hint: `Install it beside the gateway: npm install ${CIPHER_DRIVER}@${DRIVER_LINE}`,
    exitCode: 3,
    cause,
  });
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
