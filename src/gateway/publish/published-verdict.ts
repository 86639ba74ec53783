import type { InterchangeOutcome } from '../../envelope/outcome.js';
import type { PayerIdentity } from '../../partners/profile.js';
import type { AnswerDraft } from '../../respond/answer.js';
import type { PublicationDraft, RenderedVerdict } from '../../store/ledger.js';
import type { PublishedContent } from './published-content.js';
import { type Judgement, publicationOf } from './published-interchange.js';

/** What the ledger keeps of a judged interchange: none of its sets is ever applied, and a refused one registers nothing. */
export function refusedOr(outcome: InterchangeOutcome, { reason }: Judgement): InterchangeOutcome {
  const groups = outcome.groups.map((group) => ({ ...group, handler: '' }));
  const acknowledgment = reason === '' ? outcome.acknowledgment : 'R';
  return { ...outcome, groups, acknowledgment, receivedAcknowledgments: [] };
}

/** What is filed and kept of an interchange, once it is known whether it came before. */
export function verdictOn(
  outcome: InterchangeOutcome,
  judgement: Judgement,
  duplicate: 'new' | 'same-bytes' | 'same-number',
  payer: PayerIdentity,
  content: PublishedContent | undefined,
): RenderedVerdict {
  const { receiver, reason, type } = judgement;
  const publication = (end: Pick<PublicationDraft, 'outcome' | 'reason'>): PublicationDraft =>
    publicationOf(outcome, judgement, payer, end, content?.references ?? []);
  if (duplicate === 'same-bytes') {
    const end = { outcome: 'duplicate', reason: 'filed-before' } as const;
    return { acknowledgment: 'duplicate', note: '', answers: [], publication: publication(end) };
  }
  if (duplicate === 'same-number' || receiver === undefined || content === undefined || type === '') {
    const end = { outcome: 'refused', reason: duplicate === 'same-number' ? 'number-used' : reason } as const;
    const note = outcome.acknowledgment === 'R' ? outcome.note : '';
    return { acknowledgment: 'R', note, answers: [], publication: publication(end) };
  }
  const answer: AnswerDraft = {
    type,
    extension: 'x12',
    location: receiver.location,
    usage: outcome.header.usage,
    interchange: outcome.index,
    controlNumber: 0,
    target: receiver.kind === 'partner' ? 'mailbox' : 'store',
    partnerId: partnerOf(judgement),
    content: content.bytes,
  };
  const { acknowledgment, note } = outcome;
  return { acknowledgment, note, answers: [answer], publication: publication({ outcome: 'filed', reason: '' }) };
}

/** The partner that receives it, '' for none. */
export function partnerOf({ receiver }: Judgement): string {
  return receiver?.kind === 'partner' ? receiver.partner.id : '';
}
