import { outboxName } from '../partners/outbox-name.js';
import { DEFAULT_OPTIONS, type PartnerOptions } from '../partners/profile.js';
import type { Ledger } from '../store/ledger.js';
import type { DeliveryForm } from '../store/payload-values.js';
import type { AnswerRow } from '../store/rows.js';
import { wallClock } from '../support/wall-clock.js';
import { type AnswerSource, answerContent } from './answer-content.js';
import { answerFileName } from './download-layout.js';

/** An answer as its partner gets it: in the outbox, or on its own server. */
export interface Outgoing {
  readonly name: string;
  readonly content: Uint8Array | { readonly copyOf: string };
  /** Of the content, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** What decides how answers go out. */
export interface OutgoingParts extends AnswerSource {
  readonly ledger: Pick<Ledger, 'answerBytes' | 'settleDeliveryForm'>;
  /** undefined for a partner that was removed: its answers go out as they are. */
  readonly optionsOf: (partnerId: string) => PartnerOptions | undefined;
  /** Encrypts an answer for its partner into a file that is kept, synced. */
  readonly seal: (
    answer: AnswerRow,
    encrypt: PartnerOptions['encrypt'],
  ) => Promise<NonNullable<DeliveryForm['sealed']>>;
  /** The payer's. */
  readonly timeZone: string;
}

/** An answer as it is, under its name in the download store or the one it was given before. */
export function plainOutgoing(source: AnswerSource, answer: AnswerRow): Outgoing {
  const { sha256, bytes } = answer;
  return { name: sentName(answer), content: answerContent(source, answer), sha256, bytes };
}

/**
 * An answer in the form it goes out in. Name and encrypted bytes are settled in the ledger before the first time, so that
 * every later time, also after a crash or with other options, gives the same name with the same bytes. One exception: an
 * answer that went out plain is encrypted when the partner's option says so by now. Raises what sealing raises, and
 * GatewayError `answer-bytes-missing`, `delivery-name-taken`; then nothing goes out.
 */
export async function outgoing(parts: OutgoingParts, answer: AnswerRow): Promise<Outgoing> {
  const settled = await settle(parts, answer);
  if (settled.sealedPath === '') return plainOutgoing(parts, settled);
  const content = { copyOf: parts.inside(settled.sealedPath) };
  return { name: sentName(settled), content, sha256: settled.sealedSha256, bytes: settled.sealedBytes };
}

/** What an answer is called in the outbox and on the partner's server. */
export function sentName(answer: AnswerRow): string {
  return answer.deliveryName === '' ? answerFileName(answer) : answer.deliveryName;
}

/** Bytes of an answer as it goes out. */
export function sentBytes({ sealedPath, sealedBytes, bytes }: AnswerRow): number {
  return sealedPath === '' ? bytes : sealedBytes;
}

async function settle(parts: OutgoingParts, answer: AnswerRow): Promise<AnswerRow> {
  const options = parts.optionsOf(answer.partnerId);
  if (options === undefined) return answer;
  const isToSeal = options.encrypt !== 'off' && answer.sealedPath === '';
  const plainName = nameOf(answer, options, parts.timeZone);
  if (!isToSeal && plainName === sentName(answer)) return answer;
  const name = isToSeal ? `${plainName}.pgp` : plainName;
  const sealed = isToSeal ? { sealed: await parts.seal(answer, options.encrypt) } : {};
  return parts.ledger.settleDeliveryForm(answer.id, { name, ...sealed });
}

/** One that went out before keeps its name, whatever the template says by now. */
function nameOf(answer: AnswerRow, { outboxName: template }: PartnerOptions, timeZone: string): string {
  const hasGoneOut = answer.deliveryName !== '' || answer.redeliveredAt !== '';
  if (hasGoneOut || template === DEFAULT_OPTIONS.outboxName) return sentName(answer);
  const { day, time } = wallClock(new Date(answer.storedAt), timeZone);
  return outboxName(template, {
    name: answerFileName(answer),
    submission: answer.submissionNumber,
    type: answer.type,
    ordinal: String(answer.ordinal),
    extension: answer.extension,
    date: day.replaceAll('-', ''),
    time: time.replace(':', ''),
    usage: answer.usage === 'unknown' ? 'U' : answer.usage,
    provider: answer.location.providerId,
    location: answer.location.serviceLocation,
    control: String(answer.controlNumber).padStart(9, '0'),
    partner: answer.partnerId,
  });
}
