import { DEFAULT_POLICY, type FindingPolicy } from '../findings/policy.js';
import { EXPECTS_NOTHING } from './expected-acknowledgment.js';

/** What a trading partner is. */
export type PartnerKind = 'provider' | 'billing-intermediary' | 'clearinghouse';

/** Where a partner stands for one transaction and usage. Only `testing` (for T) and `approved` pass. */
export type ApprovalState = 'registered' | 'testing' | 'approved' | 'suspended';

/** A provider ID and service location, the ten-character id split by the payer's configuration. */
export interface ProviderLocation {
  /** The whole id, `110012345A`. */
  readonly id: string;
  /** `110012345` */
  readonly providerId: string;
  /** `A` */
  readonly serviceLocation: string;
}

/** For what and when a link counts. */
export interface LinkTerms {
  /** ST01 of the transactions it counts for; empty: all. */
  readonly transactions: readonly string[];
  /** First and last day, yyyy-mm-dd in the payer's time zone, both included; '' is open. */
  readonly from: string;
  readonly to: string;
}

/**
 * A provider this partner may act for: its own location, which has no terms, or one that linked it. Terms that are
 * missing bound nothing.
 */
export interface LinkedProvider extends Partial<LinkTerms> {
  readonly location: ProviderLocation;
  /** NPIs that belong to the location; an NPI nobody registered counts as not linked (docs/decisions/0004). */
  readonly npis: readonly string[];
}

/** May this transaction be sent with this usage? */
export interface Allowance {
  /** ST01, such as `278` or `837`. */
  readonly transactionSet: string;
  readonly usage: 'T' | 'P';
  readonly state: ApprovalState;
  /** While suspended: the state it goes back to, and why it was suspended. */
  readonly suspendedFrom?: ApprovalState;
  readonly reason?: string;
}

/** A partner that is held: its files stay in its inbox, its answers are made and not put into its outbox. */
export interface Hold {
  /** ISO instant. */
  readonly since: string;
  /** '' when nobody gave one. */
  readonly reason: string;
}

/**
 * Choices of the acknowledgments reference marked [P], each with its shipped default in `DEFAULT_OPTIONS`.
 * Stored per partner; missing ones take the default.
 */
export interface PartnerOptions {
  /** TA1 on acceptance: `on-request` when ISA14 = 1 (docs/decisions/0005). */
  readonly ta1OnAccept: 'on-request' | 'always';
  /** TA1 on E and R: `always`, or `on-request` when ISA14 = 1; then a text report alone tells of a refusal. */
  readonly ta1OnError: 'always' | 'on-request';
  /** TA104 when IEA02 differs from ISA13 (TA1 note code 001). */
  readonly trailerMismatch: 'R' | 'E';
  /** TA104 when IEA01 is not the number of groups (TA1 note code 021). */
  readonly groupCountMismatch: 'R' | 'E';
  /** true: a wrong GE01 leaves the sets standing, AK901 E with note 5 (999 guide AK905 5). */
  readonly tolerateSetCount: boolean;
  /** true: ISA15 T is refused with TA1 R 020 (docs/decisions/0004). */
  readonly refuseTest: boolean;
  /** `all`: an AK2 loop for every set; `errors`: only for sets that are not accepted (X12 RFI 55). */
  readonly acknowledgedSets: 'all' | 'errors';
  /** true: warnings also go into the 999, as IK501 E (docs/decisions/0005). */
  readonly warningsIn999: boolean;
  /** Trailing separators: `tolerate`, or `reject` as IK403 3 (X12 RFI 1498). */
  readonly trailingSeparators: 'tolerate' | 'reject';
  /** Days in which an ISA13 may not come again with other bytes (docs/decisions/0004). */
  readonly duplicateWindowDays: number;
  /** An interchange that was not refused and comes again byte by byte: copies of its answers, or TA1 R 025. */
  readonly sameBytes: 'copy-answers' | 'refuse';
  /** Where findings of each SNIP type are answered, and single rules that are treated otherwise (docs/decisions/0010). */
  readonly validation: FindingPolicy;
  /**
   * A GS08 that came before or after the adopted one (`schemas/guides/versions.json`): `refuse` as AK905 2, or
   * `check-as-adopted` against the guide of the adopted version.
   */
  readonly otherVersions: 'refuse' | 'check-as-adopted';
  /** Inquiries about prior authorizations (278, 005010X215): `answer` them, or `off`, refused as AK905 1. */
  readonly inquiry: 'off' | 'answer';
  /** Which received files are unpacked before they are judged (docs/payloads.md); others are refused as archives. */
  readonly unpack: 'off' | 'gzip' | 'zip' | 'both';
  /** Received files encrypted with OpenPGP: no X12, decrypted, or the only ones taken (docs/payloads.md). */
  readonly decrypt: 'off' | 'allowed' | 'required';
  /** `required`: an encrypted file counts only with a sound signature by one of the partner's keys. */
  readonly verifySignature: 'off' | 'required';
  /** Answers to the partner's outbox and server: plain, encrypted for its key, or signed with ours as well. */
  readonly encrypt: 'off' | 'encrypt' | 'sign-and-encrypt';
  /** What answers are called in the partner's outbox and on its server; the form is in `outbox-name.ts`. */
  readonly outboxName: string;
  /** Hours in which the partner acknowledges answers of a type, `278:48h,835:24h` (`acknowledgmentTimes`), or `off`. */
  readonly expectAcknowledgment: string;
}

export const DEFAULT_OPTIONS: PartnerOptions = Object.freeze({
  ta1OnAccept: 'on-request',
  ta1OnError: 'always',
  trailerMismatch: 'R',
  groupCountMismatch: 'R',
  tolerateSetCount: false,
  refuseTest: false,
  acknowledgedSets: 'all',
  warningsIn999: false,
  trailingSeparators: 'tolerate',
  duplicateWindowDays: 30,
  sameBytes: 'copy-answers',
  validation: DEFAULT_POLICY,
  otherVersions: 'refuse',
  inquiry: 'off',
  unpack: 'off',
  decrypt: 'off',
  verifySignature: 'off',
  encrypt: 'off',
  outboxName: '{name}',
  expectAcknowledgment: EXPECTS_NOTHING,
});

/** Who we are on the wire, and the payer's own rules for ids. From configuration. */
export interface PayerIdentity {
  readonly name: string;
  /** ISA05/ISA07 qualifier of ours, such as `ZZ`. */
  readonly qualifier: string;
  /** Our ISA06/ISA08 id, not padded: `DMA7384`. Further ids we answer to may follow in `aliases`. */
  readonly id: string;
  readonly aliases: readonly string[];
  /** GS02/GS03 ids we answer to; the first is the one we send. */
  readonly applicationIds: readonly string[];
  /** IANA time zone in which dates and times of answers are written. */
  readonly timeZone: string;
  /**
   * Regular expression with groups `provider` and `location` for the ten-character provider ID/service location, and
   * for a ten-character submitter id that has no location: `^(?<provider>[0-9]{9})(?<location>[A-Z])$`.
   */
  readonly providerLocationPattern: string;
  /**
   * The payer's ISA06 rule from its overlay: `exact` demands a registered id in the payer's ten-character form and five
   * spaces (TA1 R 006); `any` takes any registered id padded to 15.
   */
  readonly senderIdRule: 'exact' | 'any';
}

/** One trading partner as a value: loaded before its file is opened, never asked for again while it is judged. */
export interface PartnerProfile {
  /** Our own short name for it, also its folder name: lower case letters, digits, hyphen, 1 to 40 characters. */
  readonly id: string;
  readonly name: string;
  readonly kind: PartnerKind;
  readonly interchangeQualifier: string;
  /** ISA06, not padded. */
  readonly interchangeId: string;
  /** GS02 values it may use. */
  readonly applicationIds: readonly string[];
  /** Its own mailbox in the download store. */
  readonly location: ProviderLocation;
  /** Its own location first, then the linked ones. */
  readonly providers: readonly LinkedProvider[];
  readonly allowances: readonly Allowance[];
  readonly options: PartnerOptions;
  /** What the 278 companion rules need: PA assignment to use when the request does not tell. */
  readonly defaultAssignment?: string;
  /** There while the partner is held. */
  readonly hold?: Hold;
}
