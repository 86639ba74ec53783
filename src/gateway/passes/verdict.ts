import type { InterchangeOutcome } from '../../envelope/outcome.js';
import type { PartnerProfile, PayerIdentity } from '../../partners/profile.js';
import { type AcknowledgmentRequest, is999Due, render999 } from '../../respond/acknowledgment-999.js';
import type { AnswerDraft, AnswerType } from '../../respond/answer.js';
import { replyAddress, replyTime } from '../../respond/reply-envelope.js';
import { isTa1Due, renderTa1 } from '../../respond/ta1.js';
import type { DuplicateVerdict, RenderContext, RenderedVerdict } from '../../store/ledger.js';

/** TA105 of a control number that was used before. */
const DUPLICATE_NOTE = '025';

/** What the verdict on one interchange is made from, beside what the ledger knows. */
export interface VerdictParts {
  readonly outcome: InterchangeOutcome;
  readonly profile: PartnerProfile;
  readonly payer: PayerIdentity;
  /** The moment all its answers carry. */
  readonly now: Date;
  /** The text report for people, '' when there is nothing to say. */
  readonly report: (context: Pick<RenderContext, 'duplicate' | 'setsWithFindingsOf'>, ended: Ended) => string;
  /** A large 999 that was written to the spool beforehand with the number it would get. */
  readonly prepared?: { readonly controlNumber: number; readonly content: AnswerDraft['content'] };
}

/** What an interchange ends as: pass 1 and the ledger's duplicate rules together. */
export interface Ended {
  readonly acknowledgment: RenderedVerdict['acknowledgment'];
  readonly note: string;
}

/** A header fault comes before the duplicate rules; then a number used before is TA1 R 025. */
export function endOf(outcome: InterchangeOutcome, duplicate: DuplicateVerdict): Ended {
  if (outcome.acknowledgment === 'R' || duplicate.kind === 'new') {
    return { acknowledgment: outcome.acknowledgment, note: outcome.note };
  }
  if (duplicate.kind === 'same-number') return { acknowledgment: 'R', note: DUPLICATE_NOTE };
  return { acknowledgment: 'duplicate', note: '' };
}

/**
 * Decides one interchange and renders its answers: the TA1 with the first control number, the 999 with the next, the
 * report. Pure but for the numbers it takes; called once, inside the commit. Bytes received before get no new
 * acknowledgments: the ledger copies those that exist.
 */
export function renderVerdict(parts: VerdictParts, context: RenderContext): RenderedVerdict {
  const { outcome } = parts;
  const ended = endOf(outcome, context.duplicate);
  const answers: AnswerDraft[] = [];
  if (ended.acknowledgment !== 'duplicate') {
    const judged = { ...outcome, acknowledgment: ended.acknowledgment };
    if (isTa1Due(judged, parts.profile.options)) {
      const controlNumber = context.nextControlNumber();
      const text = renderTa1({
        ...replyParts(parts, ended.note),
        ...ended,
        acknowledgment: ended.acknowledgment,
        controlNumber,
      });
      answers.push(draft(parts, 'ta1', controlNumber, encode([text])));
    }
    if (is999Due(judged)) {
      const controlNumber = context.nextControlNumber();
      const content =
        parts.prepared?.controlNumber === controlNumber
          ? parts.prepared.content
          : encode(acknowledgmentText(parts, controlNumber, context.setsOf));
      answers.push(draft(parts, '999', controlNumber, content));
    }
  }
  const report = parts.report(context, ended);
  if (report !== '') answers.push({ ...draft(parts, 'report', 0, Buffer.from(report)), extension: 'txt' });
  return { ...ended, answers };
}

/** The 999 of an interchange that was not refused, in pieces. */
export function acknowledgmentText(
  parts: VerdictParts,
  controlNumber: number,
  setsOf: AcknowledgmentRequest['setsOf'],
): Iterable<string> {
  const { groups, note } = parts.outcome;
  return render999({ groups, setsOf, options: parts.profile.options, controlNumber, ...replyParts(parts, note) });
}

/** How many control numbers come before the 999's: the TA1 takes one when it is due. */
export function numbersBefore999(parts: VerdictParts): number {
  return isTa1Due(parts.outcome, parts.profile.options) ? 1 : 0;
}

function replyParts({ outcome, profile, payer, now }: VerdictParts, note: string) {
  return {
    header: outcome.header,
    address: replyAddress(outcome.header, note, { payer, profile }),
    at: replyTime(now, payer.timeZone),
  };
}

/** Every answer to a file goes to the mailbox of the channel's partner, whatever the file claims. */
function draft(
  { outcome, profile }: VerdictParts,
  type: AnswerType,
  controlNumber: number,
  content: AnswerDraft['content'],
): AnswerDraft {
  return {
    type,
    extension: 'x12',
    location: profile.location,
    usage: outcome.header.usage,
    interchange: outcome.index,
    controlNumber,
    content,
  };
}

function encode(pieces: Iterable<string>): Uint8Array {
  return Buffer.from([...pieces].join(''), 'latin1');
}
