import { accessSync, constants } from 'node:fs';
import type { GatewayConfiguration } from '../config/configuration.js';
import { requireConfiguration } from '../config/find.js';
import { loadConfiguration } from '../config/load.js';
import { DataFolder } from '../ingest/data-folder.js';
import type { Ledger } from '../store/ledger.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import type { CommandContext } from './context.js';
import type { ExitCode } from './exit-code.js';
import { partnerView } from './partner-view.js';

/** What a command that asks or changes the ledger works on. */
export interface Installation {
  readonly configuration: GatewayConfiguration;
  readonly data: DataFolder;
  /** With the role `partner` its own rows alone. */
  readonly ledger: Ledger;
  /** For parts of the gateway that the command sets to work for everybody; nothing of it is shown. */
  readonly wholeLedger: Ledger;
}

/** The configuration this command is meant for. Raises the GatewayErrors of finding and loading it. */
export function configurationOf(context: CommandContext): GatewayConfiguration {
  if (context.configuration !== undefined) return context.configuration;
  const { environment, workingDirectory } = context.surroundings;
  return loadConfiguration(requireConfiguration({ flag: context.options.config, environment, workingDirectory }));
}

/**
 * Opens the installation's ledger, does the work and closes it again. Any command may read and commit while the gateway
 * runs. Raises GatewayError `ledger-absent` (exit code 3) when the installation has none, `ledger-closed` (3) when this user may
 * not open it.
 */
export async function withInstallation(
  context: CommandContext,
  work: (installation: Installation) => Promise<ExitCode>,
): Promise<ExitCode> {
  const configuration = configurationOf(context);
  const data = new DataFolder(configuration.dataDirectory);
  requireLedger(data);
  const wholeLedger = await openInstallation(data, configuration);
  const ledger = context.partner === '' ? wholeLedger : partnerView(wholeLedger, context.partner);
  try {
    const code = await work({ configuration, data, ledger, wholeLedger });
    await sealWhenDue(context, configuration, data, wholeLedger);
    return code;
  } finally {
    wholeLedger.close();
  }
}

function requireLedger({ root, ledgerFile }: DataFolder): void {
  try {
    accessSync(ledgerFile, constants.R_OK | constants.W_OK);
  } catch (error) {
    const isClosed = systemErrorCode(error) !== 'ENOENT';
    throw new GatewayError(
      isClosed ? `This operating system user may not open the ledger in ${root}` : `There is no ledger in ${root}`,
      {
        code: isClosed ? 'ledger-closed' : 'ledger-absent',
        operation: 'open the ledger',
        subject: ledgerFile,
        hint: isClosed
          ? "Run x12gw as the gateway's own account (docs/roles.md says how people do). If this is the account, its files belong to another user: chown -R them back."
          : 'Correct dataDirectory in the configuration. A new installation is made with "x12gw init DIR"; one that lost its ledger is restored from its backup (docs/backup.md).',
        exitCode: 3,
      },
    );
  }
}

/** Where no gateway runs, commands seal the audit trail. Trouble with it is said, and the command itself stands. */
async function sealWhenDue(
  context: CommandContext,
  configuration: GatewayConfiguration,
  folder: DataFolder,
  ledger: Ledger,
): Promise<void> {
  const { now } = context;
  try {
    if (!ledger.isAuditSealDue(now, configuration.audit !== undefined)) return;
    const { sealNow } = await import('../gateway/rounds/audit-sealing.js');
    await sealNow({ configuration, folder, ledger, now });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    context.talk(`The audit trail was not sealed: ${error.message}\n${error.hint}`);
  }
}

/** Opens the ledger of a data directory, making an empty one when there is none. The caller closes it. */
export async function openInstallation(data: DataFolder, configuration: GatewayConfiguration): Promise<Ledger> {
  const { openLedger } = await import('../store/sqlite/open.js');
  return openLedger(data.ledgerFile, configuration.ledger);
}
