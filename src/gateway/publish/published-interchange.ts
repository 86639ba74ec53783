import type { InterchangeOutcome } from '../../envelope/outcome.js';
import type { PayerIdentity } from '../../partners/profile.js';
import type { Receiver, Receivers } from '../../partners/receivers.js';
import type { AnswerType } from '../../respond/answer.js';
import type { PublicationDraft, PublicationReason } from '../../store/ledger.js';

/** What the payer's systems may publish: the guide of its sets and the type it is filed as. */
const TYPES: Readonly<Record<string, AnswerType>> = {
  '005010X221A1-835': '835',
  '005010X218-820': '820',
  '005010X220A1-834': '834',
  '005010X279A1-271': '271',
  '005010X212-277': '277',
  '005010X214-277CA': '277ca',
  '005010X217-278-response': '278',
};

/** What an interchange is to be filed as and for whom; with a reason it is for nobody. */
export interface Judgement {
  readonly reason: PublicationReason;
  readonly type: AnswerType | '';
  /** Undefined with a reason. */
  readonly receiver: Exclude<Receiver, { kind: 'none' }> | undefined;
}

/**
 * Judges one examined interchange of a published file: whole and right by its guides, from us, of one kind that may be
 * published, for a receiver that can be named. `guideIds`: those its sets were checked against, '' for none.
 */
export function judgePublished(
  outcome: InterchangeOutcome,
  guideIds: ReadonlySet<string>,
  payer: PayerIdentity,
  receivers: Receivers,
): Judgement {
  const types = new Set([...guideIds].map((id) => TYPES[id] ?? ''));
  const [first = ''] = types;
  const type = types.size === 1 ? first : '';
  const refused = (reason: PublicationReason): Judgement => ({ reason, type, receiver: undefined });
  const { acknowledgment, groups, header, receivedAcknowledgments } = outcome;
  if (acknowledgment === 'R' || header.usage === 'unknown') return refused('damaged');
  if (!isOurs(header.senderQualifier, header.senderId, payer)) return refused('sender-not-us');
  const isOther =
    groups.length === 0 || receivedAcknowledgments.length > 0 || groups.some((one) => !one.isAcknowledged);
  if (isOther) return refused('kind-not-published');
  if ([...guideIds].some((id) => id !== '' && TYPES[id] === undefined)) return refused('kind-not-published');
  const isWhole = groups.every(
    ({ status, setsAccepted, setsReceived, refusedUnits }) =>
      status !== 'R' && setsAccepted === setsReceived && setsReceived > 0 && refusedUnits === 0,
  );
  if (!isWhole) return refused('sets-refused');
  if (types.has('')) return refused('kind-not-published');
  if (types.size > 1) return refused('kinds-mixed');
  const receiver = receivers.find({
    qualifier: header.receiverQualifier,
    id: header.receiverId,
    applicationIds: groups.map(({ applicationReceiver }) => applicationReceiver),
  });
  return receiver.kind === 'none' ? refused(receiver.reason) : { reason: '', type, receiver };
}

/** What the ledger keeps of it, once it is known how it ended. */
export function publicationOf(
  outcome: InterchangeOutcome,
  { type, receiver }: Judgement,
  payer: PayerIdentity,
  end: Pick<PublicationDraft, 'outcome' | 'reason'>,
  references: readonly string[],
): PublicationDraft {
  const { header, groups, index, sha256 } = outcome;
  const isFiled = end.outcome === 'filed';
  return {
    ...end,
    interchange: index,
    type,
    usage: header.usage,
    partnerId: receiver?.kind === 'partner' ? receiver.partner.id : '',
    location: isFiled ? (receiver?.location.id ?? '') : '',
    senderId: isOurs(header.senderQualifier, header.senderId, payer) ? header.senderId.trimEnd() : '',
    controlNumber: numberOf(header.controlNumber),
    sha256,
    groups: isFiled
      ? groups.map((group) => ({
          functionalIdentifier: group.functionalIdentifier,
          controlNumber: numberOf(group.controlNumber),
        }))
      : [],
    references: isFiled ? references : [],
  };
}

/** What the ledger keeps of a file without an interchange: claim statuses, or nothing that is taken here. */
export function publicationWithout(
  sha256: string,
  end: Pick<PublicationDraft, 'outcome' | 'reason' | 'type' | 'statusRows'>,
): PublicationDraft {
  return {
    ...end,
    interchange: -1,
    usage: 'unknown',
    partnerId: '',
    location: '',
    senderId: '',
    controlNumber: 0,
    sha256,
    groups: [],
    references: [],
  };
}

/** ISA05 and ISA06 name the payer, or one of its aliases. */
function isOurs(qualifier: string, senderId: string, payer: PayerIdentity): boolean {
  const id = senderId.trimEnd();
  return qualifier === payer.qualifier && (id === payer.id || payer.aliases.includes(id));
}

function numberOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
