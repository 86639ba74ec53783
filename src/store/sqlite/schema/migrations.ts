import { GatewayError } from '../../../support/errors.js';
import type { Database } from '../driver.js';
import { ledgerError } from '../ledger-error.js';
import { SCHEMA_ACKNOWLEDGMENTS } from './acknowledgments.js';
import { chainAudit } from './audit-chain.js';
import { SCHEMA_BACKUP } from './backup.js';
import { SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5 } from './changes.js';
import { SCHEMA_CLAIM_STATUS } from './claim-status.js';
import { SCHEMA_CLAIMS } from './claims.js';
import { SCHEMA_CONTENT_REMOVAL } from './content-removal.js';
import { SCHEMA_EXPECTED_ACKNOWLEDGMENTS } from './expected-acknowledgments.js';
import { SCHEMA_1 } from './first-version.js';
import { SCHEMA_HANDOFF, SCHEMA_HANDOFF_NUMBERS } from './handoff.js';
import { SCHEMA_PARTNER_LIFE } from './partner-life.js';
import { SCHEMA_PARTNERS } from './partners.js';
import { SCHEMA_PAYLOAD } from './payload.js';
import { SCHEMA_PUBLICATION_STATUSES } from './publication-statuses.js';
import { SCHEMA_PUBLICATIONS } from './publications.js';
import { SCHEMA_REDELIVERY } from './redelivery.js';
import { SCHEMA_RETENTION } from './retention.js';
import { SCHEMA_SFTP, SCHEMA_SFTP_FILE_TROUBLES } from './sftp.js';
import { SCHEMA_TOLD_CHANNELS } from './told-channels.js';
import { SCHEMA_WATCHING } from './watching.js';

/** Each step, SQL or what runs it, takes the ledger one version up; only ever added to at the end, since installed ledgers have run them. */
const STEPS: readonly (string | ((database: Database) => void))[] = [
  SCHEMA_1,
  SCHEMA_2,
  SCHEMA_3,
  SCHEMA_4,
  SCHEMA_5,
  SCHEMA_WATCHING,
  SCHEMA_PARTNERS,
  SCHEMA_REDELIVERY,
  SCHEMA_ACKNOWLEDGMENTS,
  SCHEMA_SFTP,
  SCHEMA_HANDOFF,
  SCHEMA_RETENTION,
  SCHEMA_BACKUP,
  SCHEMA_PAYLOAD,
  SCHEMA_CLAIMS,
  SCHEMA_CLAIM_STATUS,
  SCHEMA_PUBLICATIONS,
  SCHEMA_EXPECTED_ACKNOWLEDGMENTS,
  chainAudit,
  SCHEMA_CONTENT_REMOVAL,
  SCHEMA_PUBLICATION_STATUSES,
  SCHEMA_HANDOFF_NUMBERS,
  SCHEMA_TOLD_CHANNELS,
  SCHEMA_SFTP_FILE_TROUBLES,
  SCHEMA_PARTNER_LIFE,
];

/** The version this program reads and writes. */
export const LEDGER_VERSION = STEPS.length;

/**
 * Brings a database up to LEDGER_VERSION, all missing steps in one transaction; two processes that open a new ledger
 * at once are serialized. With `mayWrite` false it only checks.
 * Raises GatewayError `ledger-newer` (made by a later version), `ledger-outdated` (read-only and not migrated yet).
 */
export function migrate(database: Database, mayWrite: boolean): void {
  if (versionOf(database) === LEDGER_VERSION) return;
  if (!mayWrite) throw wrongVersion(versionOf(database));
  try {
    database
      .transaction(() => {
        const version = versionOf(database);
        if (version > LEDGER_VERSION) throw wrongVersion(version);
        for (const step of STEPS.slice(version)) {
          if (typeof step === 'string') database.exec(step);
          else step(database);
        }
        database.pragma(`user_version = ${LEDGER_VERSION}`);
      })
      .immediate();
  } catch (error) {
    throw ledgerError(error, 'migrate the ledger');
  }
}

/** True for a database nothing was ever written to, such as a file cut to no bytes. */
export function isEmptyDatabase(database: Database): boolean {
  return versionOf(database) === 0;
}

function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

function wrongVersion(version: number): GatewayError {
  const isNewer = version > LEDGER_VERSION;
  return new GatewayError(`The ledger has version ${version}; this program works with version ${LEDGER_VERSION}`, {
    code: isNewer ? 'ledger-newer' : 'ledger-outdated',
    operation: 'open the ledger',
    hint: isNewer
      ? 'Run the newer version of the gateway that made it, or restore the backup taken before the upgrade.'
      : 'Run any command of this version that writes, such as `x12gw run --once`, to bring it up to date.',
    exitCode: 3,
  });
}
