import { LetterTemplates } from '../../report/letters/letter-templates.js';
import { endDeferrals } from '../../review/end-deferrals.js';
import { LetterProgress } from '../../review/letters/letter-progress.js';
import { makeLetters } from '../../review/letters/make-letters.js';
import { GatewayError } from '../../support/errors.js';
import type { Gateway } from '../gateway.js';
import { AuditSealing } from './audit-sealing.js';
import { DailyRetention, type RetentionShare } from './daily-retention.js';

/** What of a gateway the calendar works with. */
export type CalendarGateway = Pick<
  Gateway,
  'ledger' | 'schemas' | 'tables' | 'configuration' | 'clock' | 'logger' | 'folder'
>;

/**
 * What happens by itself in time: deferrals end, letters that are due are made, what was kept long enough goes, and the
 * audit trail is sealed.
 */
export class Calendar {
  readonly #gateway: CalendarGateway;
  readonly #letters = new LetterProgress();
  readonly #retention: DailyRetention;
  readonly #sealing: AuditSealing;
  /** Tracking numbers whose trouble was logged: it is told once, and tried again with each round. */
  readonly #told = new Set<string>();
  #templates: LetterTemplates | undefined;

  constructor(gateway: CalendarGateway) {
    this.#gateway = gateway;
    this.#retention = new DailyRetention(gateway);
    this.#sealing = new AuditSealing(gateway);
  }

  /**
   * Ends the deferrals whose time has run out, then makes the letters that are due, then goes on with the day's retention
   * run (docs/retention.md), as far as its share allows, and seals the audit trail. Each deferral and each letter is a
   * commit of its own, so a round that is cut short or repeated does nothing twice. `isOver` is asked now and then; true
   * ends the round early. Raises what ledger and disk raise, and what `makeLetters` does.
   */
  async round(isOver: () => boolean = () => false, retention: RetentionShare = 'moments'): Promise<void> {
    const { ledger, tables, clock, configuration, logger } = this.#gateway;
    const ended = await endDeferrals({
      ledger,
      tables,
      clock,
      payer: configuration.payer,
      isOver,
      onFailure: (trackingNumber, error) => this.#tell(trackingNumber, error),
    });
    if (ended > 0) logger.info('deferrals ended', { priorAuthorizations: ended });
    await this.makeLetters(isOver);
    await this.#retention.round(isOver, retention);
    await this.#sealing.round();
  }

  /**
   * Makes the letters that are due. Raises what ledger and disk raise, and when the templates are read for the first time
   * GatewayError `schemas-unreadable` or `own-schemas-invalid`.
   */
  async makeLetters(isOver: () => boolean = () => false): Promise<void> {
    const { ledger, schemas, tables, clock, configuration, logger } = this.#gateway;
    this.#templates ??= new LetterTemplates(schemas.files, configuration.overlay);
    const { made, needAddress, failed } = await makeLetters({
      ledger,
      templates: this.#templates,
      overlay: tables.overlay,
      payer: configuration.payer,
      clock,
      logger,
      progress: this.#letters,
      isOver,
    });
    if (made + needAddress + failed > 0) logger.info('letters made', { made, needAddress, failed });
  }

  #tell(trackingNumber: string, error: unknown): void {
    if (this.#told.has(trackingNumber)) return;
    this.#told.add(trackingNumber);
    const code = error instanceof GatewayError ? error.code : 'unknown';
    this.#gateway.logger.error('deferral not ended', { trackingNumber, error: code });
  }
}
