import { dirname } from 'node:path';
import type { GatewayConfiguration } from '../../config/configuration.js';
import { answerContent } from '../../deliver/answer-content.js';
import { type Outgoing, type OutgoingParts, outgoing } from '../../deliver/outgoing.js';
import { diskError } from '../../files/disk-error.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { removeFile } from '../../files/remove-file.js';
import { linkIntoPlace, writeTemporary } from '../../files/temporary-file.js';
import type { DataFolder } from '../../ingest/data-folder.js';
import type { PartnerOptions } from '../../partners/profile.js';
import { encrypted } from '../../payload/encrypt.js';
import { keyFacts } from '../../payload/pgp-keys.js';
import { contentOfBytes, contentOfFile } from '../../sftp/upload-content.js';
import type { Ledger } from '../../store/ledger.js';
import type { DeliveryForm } from '../../store/payload-values.js';
import type { AnswerRow } from '../../store/rows.js';
import type { Clock } from '../../support/clock.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import { Keyring, partnerKeyUnusable } from './keyring.js';

/** What answers are made ready with. */
export interface OutgoingAnswersParts {
  readonly ledger: Pick<Ledger, 'partner' | 'answerBytes' | 'settleDeliveryForm'>;
  readonly folder: DataFolder;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** The payer's. */
  readonly timeZone: string;
}

/** Makes answers ready to go out as their partners' options say: named, encrypted, signed. */
export class OutgoingAnswers {
  readonly #parts: OutgoingAnswersParts;
  readonly #outgoing: OutgoingParts;
  readonly #options = new Map<string, PartnerOptions | undefined>();

  constructor(parts: OutgoingAnswersParts) {
    const { ledger, folder, timeZone } = parts;
    this.#parts = parts;
    this.#outgoing = {
      ledger,
      timeZone,
      inside: (path) => folder.inside(path),
      optionsOf: (partnerId) => this.#optionsOf(partnerId),
      seal: (answer, encrypt) => this.#seal(answer, encrypt),
    };
  }

  /** Has partners' options read anew; at the begin of each round over many answers. */
  forgetOptions(): void {
    this.#options.clear();
  }

  /**
   * As `outgoing`. Raises GatewayError `pgp-partner-key-unusable` (none, expired, not for encryption) and
   * `pgp-own-key-unusable`: the answer waits, and nothing goes out plain.
   */
  of(answer: AnswerRow): Promise<Outgoing> {
    return outgoing(this.#outgoing, answer);
  }

  #optionsOf(partnerId: string): PartnerOptions | undefined {
    if (!this.#options.has(partnerId)) this.#options.set(partnerId, this.#parts.ledger.partner(partnerId)?.options);
    return this.#options.get(partnerId);
  }

  /** The file of a try that was never committed gives way: encrypted anew, the bytes are others. */
  async #seal(answer: AnswerRow, encrypt: PartnerOptions['encrypt']): Promise<NonNullable<DeliveryForm['sealed']>> {
    const { folder, keyring, clock } = this.#parts;
    const now = clock.now();
    const recipients = await usableKeys(keyring, answer.partnerId, now);
    const own = encrypt === 'sign-and-encrypt' ? { own: await keyring.own() } : {};
    const kept = answerContent(this.#outgoing, answer);
    const content = kept instanceof Uint8Array ? contentOfBytes(kept) : contentOfFile(kept.copyOf, answer);
    const path = folder.sealedPath(answer.id, answer.folderDate);
    const target = folder.inside(path);
    try {
      await ensureFolder(dirname(target));
      await removeFile(target);
      const temporary = await writeTemporary(
        dirname(target),
        encrypted(content.chunks(), { recipients, ...own, now }),
        0o640,
      );
      await linkIntoPlace(temporary, target);
      return { path, sha256: temporary.sha256, bytes: temporary.bytes };
    } catch (error) {
      if (error instanceof GatewayError || systemErrorCode(error) !== '')
        throw diskError(error, 'encrypt an answer', target);
      // The library's own complaint: about a key, since all content can be encrypted.
      throw partnerKeyUnusable(answer.partnerId, 'nothing can be encrypted for it');
    }
  }
}

/** As a command needs it that brings answers out itself. */
export function outgoingAnswersOf(
  { payer, pgp }: Pick<GatewayConfiguration, 'payer' | 'pgp'>,
  parts: Pick<OutgoingAnswersParts, 'ledger' | 'folder' | 'clock'>,
): OutgoingAnswers {
  const keyring = new Keyring({ folder: parts.folder, settings: pgp });
  return new OutgoingAnswers({ ...parts, keyring, timeZone: payer.timeZone });
}

async function usableKeys(keyring: Keyring, partnerId: string, now: Date) {
  const keys = await keyring.ofPartner(partnerId);
  const facts = await Promise.all(keys.map((key) => keyFacts(key, now)));
  const usable = keys.filter((_, at) => facts[at]!.problem === '');
  if (usable.length === 0) throw partnerKeyUnusable(partnerId, facts[0]?.problem ?? 'there is none');
  return usable;
}
