import type { GatewayConfiguration } from '../../config/configuration.js';
import { readSecret } from '../../config/secret.js';
import type { DataFolder } from '../../ingest/data-folder.js';
import { sealAuditTrail } from '../../operations/audit/audit-seals.js';
import type { AuditSeal, Ledger } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import type { Logger } from '../../support/logger.js';
import type { Gateway } from '../gateway.js';

/** What of an installation its audit trail is sealed with. */
export interface SealedInstallation {
  readonly configuration: Pick<GatewayConfiguration, 'audit'>;
  readonly folder: Pick<DataFolder, 'auditSeals'>;
  readonly ledger: Ledger;
  /** ISO instant. */
  readonly now: string;
}

/** How often the gateway looks whether a seal is due. */
const MINUTE = 60_000;

/**
 * The key that seals are signed with, '' when none is configured. Read anew each time. Raises GatewayError
 * `secret-unreadable` (2). Others than its owner may read it: said to `warn`.
 */
export function auditKey({ audit }: Pick<GatewayConfiguration, 'audit'>, warn?: (warning: string) => void): string {
  if (audit === undefined) return '';
  const { secret, warning } = readSecret({ file: audit.keyFile });
  if (warning !== '') warn?.(warning);
  return secret.reveal();
}

/** Seals what has no seal, now. As `sealAuditTrail`; raises GatewayError `secret-unreadable` too. */
export function sealNow({ configuration, folder, ledger, now }: SealedInstallation): Promise<AuditSeal | undefined> {
  return sealAuditTrail({ ledger, file: folder.auditSeals, now, key: auditKey(configuration) });
}

/** As `sealNow` when a seal is due: a hundred lines, lines of an earlier day, or a key that is new. */
export async function sealWhenDue(installation: SealedInstallation): Promise<AuditSeal | undefined> {
  const { configuration, ledger, now } = installation;
  return ledger.isAuditSealDue(now, configuration.audit !== undefined) ? sealNow(installation) : undefined;
}

/** Seals the audit trail of a gateway that runs, once a minute when it is due. */
export class AuditSealing {
  readonly #gateway: Pick<Gateway, 'configuration' | 'folder' | 'ledger' | 'clock'> & { readonly logger: Logger };
  #next = 0;
  /** The trouble that was logged: it is told once. */
  #told = '';

  constructor(gateway: Pick<Gateway, 'configuration' | 'folder' | 'ledger' | 'clock' | 'logger'>) {
    this.#gateway = gateway;
  }

  /**
   * Seals when it is due. The log gets each seal: where logs are sent elsewhere it can be compared there. Trouble is
   * logged and met again with a later round; the work goes on.
   */
  async round(): Promise<void> {
    const { configuration, folder, ledger, clock, logger } = this.#gateway;
    const at = clock.now();
    if (at.getTime() < this.#next) return;
    this.#next = at.getTime() + MINUTE;
    try {
      const sealed = await sealWhenDue({ configuration, folder, ledger, now: at.toISOString() });
      this.#told = '';
      if (sealed === undefined) return;
      const { seal, rows, digest } = sealed;
      logger.info('audit trail sealed', { seal, rows, digest });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (this.#told !== error.code) logger.error('audit trail not sealed', { error: error.code, hint: error.hint });
      this.#told = error.code;
    }
  }
}
