import { AnswerProgress } from '../../deliver/answer-progress.js';
import { compiledGuide } from '../../guides/compiled-guides.js';
import { Consumed } from '../../handoff/consumed.js';
import { Interrupted } from '../../handoff/original.js';
import { type HandoffParts, writeHandoff } from '../../handoff/write-handoff.js';
import type { HandoffRow } from '../../store/ledger.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import { isLedgerTrouble } from '../../support/trouble.js';
import type { Gateway } from '../gateway.js';

/** What of a gateway claims are handed off with. */
export type HandingGateway = Pick<Gateway, 'ledger' | 'folder' | 'schemas' | 'configuration' | 'clock' | 'logger'>;

/** Hand-offs read at once. */
const PAGE = 50;

/** Hands accepted claims to the payer's claim system, round after round; does nothing where that is not set up. */
export class Handoffs {
  readonly #gateway: HandingGateway;
  readonly #progress = new AnswerProgress();
  readonly #consumed: Consumed;
  readonly #rootOf: HandoffParts['rootOf'];

  constructor(gateway: HandingGateway) {
    this.#gateway = gateway;
    const { ledger, clock, folder } = gateway;
    this.#rootOf = (environment) => folder.handoffClaims(environment);
    this.#consumed = new Consumed({ ledger, clock, rootOf: this.#rootOf });
  }

  /**
   * Writes what is due, oldest first, and notices what was taken away. One that cannot be written is logged once, tried
   * again ever later, and holds up no other. `isOver` is asked often; true ends the round early. Rejects with the ledger's
   * GatewayError and with a full disk, which all share. Gives how many could not be written.
   */
  async round(isOver: () => boolean = () => false): Promise<number> {
    const { handoff: settings } = this.#gateway.configuration;
    if (settings === undefined) return 0;
    const environment = settings.testClaims ? {} : ({ environment: 'production' } as const);
    let failed = 0;
    let after: number | undefined = 0;
    this.#progress.begin();
    while (after !== undefined && !isOver()) {
      const page: ReturnType<HandingGateway['ledger']['handoffs']> = this.#gateway.ledger.handoffs(
        { state: 'due', ...environment },
        after,
        PAGE,
      );
      for (const handoff of page.rows) if (!isOver() && !(await this.#write(handoff, isOver))) failed++;
      after = page.next;
    }
    if (!isOver()) await this.#consumed.look();
    return failed;
  }

  /** False when it stays due. */
  async #write(handoff: HandoffRow, isOver: () => boolean): Promise<boolean> {
    const { logger } = this.#gateway;
    const folder = this.#rootOf(handoff.environment);
    if (this.#progress.isResting(handoff.id, folder)) return false;
    try {
      await writeHandoff(this.#parts(isOver), handoff);
    } catch (error) {
      if (error instanceof Interrupted) return false;
      if (isLedgerTrouble(error) || (error instanceof GatewayError && error.code === 'disk-full')) throw error;
      if (this.#progress.failed(handoff.id)) {
        const code = error instanceof GatewayError ? error.code : systemErrorCode(error) || 'unknown';
        logger.error('claims not handed off', { handoff: handoff.number, error: code });
      }
      return false;
    }
    this.#progress.succeeded(handoff.id, folder);
    logger.info('claims handed off', { handoff: handoff.number, submission: handoff.submissionNumber });
    return true;
  }

  #parts(isOver: () => boolean): HandoffParts {
    const { ledger, folder, schemas, configuration, clock } = this.#gateway;
    return {
      ledger,
      clock,
      isOver,
      rootOf: this.#rootOf,
      inside: (path) => folder.inside(path),
      guide: (guideId) => compiledGuide(schemas, guideId),
      formats: configuration.handoff!.formats,
      timeZone: configuration.payer.timeZone,
    };
  }
}
