import type { PartnerProfile, PayerIdentity } from './profile.js';

/** What a header claims, as sent (padding included). */
export interface ClaimedIdentity {
  /** ISA05 and ISA06. */
  readonly senderQualifier: string;
  readonly senderId: string;
  /** ISA07 and ISA08. */
  readonly receiverQualifier: string;
  readonly receiverId: string;
  /** ISA15 as sent. */
  readonly usageIndicator: string;
}

/** Why a channel does not let an interchange in: the ISA element that is wrong, and the finding's code. */
export interface ChannelRefusal {
  readonly element: 5 | 6 | 7 | 8 | 15;
  readonly code:
    | 'sender-qualifier-invalid'
    | 'sender-id-format'
    | 'sender-not-this-partner'
    | 'receiver-qualifier-invalid'
    | 'receiver-unknown'
    | 'test-refused';
}

const IDENTIFIER_LENGTH = 15;
const PAYER_FORM_LENGTH = 10;

/**
 * Who may speak on this channel. The channel has told us the partner; the header only claims, so whatever it claims must
 * be that partner, addressed to us. At most one refusal an element, in the order in which they decide: sender, receiver,
 * usage. Empty when all is well.
 */
export function channelRefusals(
  claim: ClaimedIdentity,
  profile: PartnerProfile,
  payer: PayerIdentity,
): readonly ChannelRefusal[] {
  const refusals: ChannelRefusal[] = [];
  if (claim.senderQualifier !== profile.interchangeQualifier) {
    refusals.push({ element: 5, code: 'sender-qualifier-invalid' });
  }
  if (claim.senderId.trimEnd() !== profile.interchangeId) {
    refusals.push({ element: 6, code: 'sender-not-this-partner' });
  } else if (!isSenderIdForm(claim.senderId, payer)) {
    refusals.push({ element: 6, code: 'sender-id-format' });
  }
  if (claim.receiverQualifier !== payer.qualifier) {
    refusals.push({ element: 7, code: 'receiver-qualifier-invalid' });
  }
  const receiver = claim.receiverId.trimEnd();
  if (receiver !== payer.id && !payer.aliases.includes(receiver)) {
    refusals.push({ element: 8, code: 'receiver-unknown' });
  }
  if (claim.usageIndicator === 'T' && profile.options.refuseTest) {
    refusals.push({ element: 15, code: 'test-refused' });
  }
  return refusals;
}

/** The payer overlay's form of ISA06 under `exact`: ten characters, none of them a space, and five spaces. */
function isSenderIdForm(senderId: string, payer: PayerIdentity): boolean {
  if (payer.senderIdRule === 'any') return true;
  return (
    senderId.length === IDENTIFIER_LENGTH &&
    senderId.trimEnd().length === PAYER_FORM_LENGTH &&
    !senderId.trimEnd().includes(' ')
  );
}

/** True when GS02 is one of the ids registered for the partner, or none is registered. */
export function isApplicationSender(profile: PartnerProfile, applicationSender: string): boolean {
  return profile.applicationIds.length === 0 || profile.applicationIds.includes(applicationSender);
}
