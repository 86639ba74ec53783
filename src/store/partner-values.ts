import type { TestEvidence } from '../partners/evidence.js';
import type { Allowance, ApprovalState, LinkedProvider, LinkTerms, PartnerProfile } from '../partners/profile.js';
import type { PartnerDraft } from './ledger-values.js';

/** On what an approval stands: test evidence, or the reason why it was waived. */
export type ApprovalGround = { readonly evidence: TestEvidence } | { readonly waiver: string };

/** A move from one state to another. `from`: as it was when it was decided, so that two commands never overtake. */
export interface AllowanceMove extends Pick<Allowance, 'transactionSet' | 'usage'> {
  readonly from: ApprovalState;
  readonly to: ApprovalState;
  /** Why it is suspended; '' for other states. */
  readonly reason: string;
  /** There when `to` is approved and it was not merely resumed. */
  readonly ground?: ApprovalGround;
}

/** One change of trading partners; several are one commit (`Ledger.changePartners`). */
export type PartnerChange =
  | { readonly kind: 'put'; readonly partner: PartnerDraft }
  /** Ends its links and takes it out; its history stays. GatewayError `partner-busy` while it has unfinished work. */
  | { readonly kind: 'remove'; readonly partnerId: string }
  /** `replaces`: the link as it was seen; GatewayError `partner-moved` when it is another by now. Absent: whatever it is. */
  | {
      readonly kind: 'link';
      readonly partnerId: string;
      readonly provider: LinkedProvider;
      readonly replaces?: LinkedProvider | 'nothing';
    }
  | { readonly kind: 'unlink'; readonly partnerId: string; readonly locationId: string }
  /** GatewayError `allowance-moved` when it is no longer in the state `from`. */
  | { readonly kind: 'move'; readonly partnerId: string; readonly move: AllowanceMove }
  | {
      readonly kind: 'disallow';
      readonly partnerId: string;
      readonly transactionSet: string;
      readonly usage: 'T' | 'P';
    }
  | { readonly kind: 'hold'; readonly partnerId: string; readonly reason: string }
  | { readonly kind: 'release-hold'; readonly partnerId: string };

/** Partners that a change was decided on, with the version each had before it was read. */
export type ExpectedVersions = ReadonlyMap<string, number>;

/** An approval as it was recorded. */
export interface ApprovalRow extends Pick<Allowance, 'transactionSet' | 'usage'> {
  readonly at: string;
  readonly actor: string;
  /** '' when there was evidence. */
  readonly waiver: string;
  readonly evidence: TestEvidence | undefined;
}

/** A link that is over. */
export interface EndedLink extends LinkTerms {
  readonly location: string;
  readonly npis: readonly string[];
  readonly endedAt: string;
  /** Who ended it. */
  readonly actor: string;
}

/** A partner's own facts, without what is changed apart from them. */
export function draftOf(partner: PartnerProfile): PartnerDraft {
  const { providers, allowances: _allowances, hold: _hold, ...rest } = partner;
  return { ...rest, npis: providers[0]!.npis };
}

/** The part of the ledger that holds trading partners. */
export interface PartnerLedger {
  putPartner(partner: PartnerDraft, actor: string, now: string): Promise<void>;
  putLink(partnerId: string, provider: LinkedProvider, actor: string, now: string): Promise<void>;
  removeLink(partnerId: string, locationId: string, actor: string, now: string): Promise<void>;
  putAllowance(partnerId: string, allowance: Allowance, actor: string, now: string): Promise<void>;
  /**
   * All of them in order, in one commit, or none; each is audited. GatewayError `partner-moved` when one of `expected` was
   * changed since, `interchange-id-taken` when two partners would share ISA05 and ISA06.
   */
  changePartners(
    changes: readonly PartnerChange[],
    actor: string,
    now: string,
    expected?: ExpectedVersions,
  ): Promise<void>;
  /** Another number after each change of a partner, which no partner of this id ever had before; read it before the partner. */
  partnerVersion(partnerId: string): number;
  /** Why a partner cannot be removed now, and what to do; undefined when it can. */
  removalObstacle(partnerId: string): { readonly message: string; readonly hint: string } | undefined;
  partner(partnerId: string): PartnerProfile | undefined;
  partners(): PartnerProfile[];
  /** Whether files are taken from a partner and answers given to it now. */
  partnerState(partnerId: string): 'active' | 'held' | 'absent';
  /** The newest submission when the partner was registered: up to it they are those of an earlier partner of its id. */
  submissionsBefore(partnerId: string): number;
  /** The identity of the folder that a partner's answers were delivered into; '' before, and for nobody's. */
  outboxFolder(partnerId: string): string;
  /** Keeps it when none is kept yet, or when it tells the birth of the folder whose inode number is kept. */
  keepOutbox(partnerId: string, folder: string): Promise<void>;
  /** Keeps it in place of another, which is audited: an operator says that the folder is the outbox from now on. */
  acceptOutbox(partnerId: string, folder: string, actor: string, now: string): Promise<void>;
  /** The ids of the partners that are held. */
  heldPartners(): readonly string[];
  /** What a partner's test files prove for a transaction; undefined when it sent none since it was registered. */
  testEvidence(partnerId: string, transactionSet: string): TestEvidence | undefined;
  /**
   * A partner's approvals and the links that are over, oldest first; of a partner made again those since, or of every
   * partner that had the id.
   */
  approvals(partnerId: string, of?: 'every-life'): readonly ApprovalRow[];
  endedLinks(partnerId: string): readonly EndedLink[];
}
