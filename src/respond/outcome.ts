import type { GroupStatus, InterchangeAcknowledgment, SetStatus } from '../envelope/outcome.js';
import type { Finding } from '../findings/finding.js';
import type { PartnerOptions } from '../partners/profile.js';

/** IK502 to IK506 and AK905 to AK909 hold five codes. */
const MOST_CODES = 5;

/** A set in which nothing was found, as with most. */
const ACCEPTED: { readonly status: SetStatus; readonly codes: readonly string[] } = { status: 'A', codes: [] };

/**
 * True when the 999 speaks of this finding: it rejects, or it warns and the partner wants warnings in the 999; an
 * acknowledgment code exists for it; and it is not the application's to answer.
 */
export function isReported(finding: Finding, options: PartnerOptions): boolean {
  if (finding.carrier === 'application') return false;
  return finding.acknowledgment !== null && (finding.severity === 'reject' || options.warningsIn999);
}

/**
 * IK501 and IK502 to IK506 of one transaction set from its findings. Codes of the set itself come first, in file order,
 * then 5 for segments against the standard and I5 for segments against the guide (999 guide IK501, IK502). An element
 * counts by its own IK403 code, not by the 8 of its segment. Warnings leave A unless the partner wants them (E); what
 * refuses units in the application's answer leaves the set accepted.
 */
export function settleSet(
  findings: readonly Finding[],
  options: PartnerOptions,
): { readonly status: SetStatus; readonly codes: readonly string[] } {
  if (findings.length === 0) return ACCEPTED;
  const codes = new Set<string>();
  let standard = false;
  let implementation = false;
  let isRejected = false;
  for (const finding of findings) {
    if (finding.carrier === 'application') continue;
    if (finding.severity === 'reject') isRejected = true;
    if (!isReported(finding, options)) continue;
    const code = finding.acknowledgment!;
    if (finding.scope === 'set') codes.add(code);
    else if (code.startsWith('I')) implementation = true;
    else standard = true;
  }
  if (standard) codes.add('5');
  if (implementation) codes.add('I5');
  // A refusal always says why, even when its finding has no code of its own.
  if (isRejected && codes.size === 0) codes.add('5');
  return { status: isRejected ? 'R' : codes.size > 0 ? 'E' : 'A', codes: [...codes].slice(0, MOST_CODES) };
}

/** What `settleGroup` needs: the group's own findings and how its sets ended. */
export interface GroupTally {
  /** Findings of scope group. */
  readonly findings: readonly Finding[];
  /** GE01 as sent when it is a number, else the count. */
  readonly setsIncluded: number;
  /** Sets counted. */
  readonly setsReceived: number;
  /** How many of them have IK501 A, E and R; together `setsReceived`. */
  readonly accepted: number;
  readonly acceptedWithErrors: number;
  readonly rejected: number;
}

/** True for a finding that refuses the whole group: any that rejects, but a wrong GE01 the partner is allowed. */
function refusesGroup(finding: Finding, options: PartnerOptions): boolean {
  return finding.severity === 'reject' && !isToleratedCount(finding, options);
}

function isToleratedCount(finding: Finding, options: PartnerOptions): boolean {
  return options.tolerateSetCount && finding.code === 'group-set-count-mismatch';
}

/**
 * True when a finding of the group itself refuses it. Such a group has no AK2 loops, since an accepted set beside a
 * refused group would contradict it, and none of its sets goes on.
 */
export function isGroupRefused(findings: readonly Finding[], options: PartnerOptions): boolean {
  return findings.some((finding) => refusesGroup(finding, options));
}

/**
 * AK901, AK904 and AK905 to AK909 of one functional group (999 guide AK9). A finding that refuses the group gives R and
 * no accepted set; otherwise R when no set was accepted, P when some were, E when one has errors noted or the wrong
 * count is tolerated, else A. A group without a single set is not legal and is refused with 5.
 */
export function settleGroup(
  tally: GroupTally,
  options: PartnerOptions,
): { readonly status: GroupStatus; readonly codes: readonly string[]; readonly setsAccepted: number } {
  const codes = new Set<string>();
  let hasTolerated = false;
  for (const finding of tally.findings) {
    const isTolerated = isToleratedCount(finding, options);
    if (!isTolerated && !isReported(finding, options)) continue;
    if (finding.acknowledgment !== null) codes.add(finding.acknowledgment);
    if (!refusesGroup(finding, options)) hasTolerated = true;
  }
  const isRefused = isGroupRefused(tally.findings, options);
  if (tally.setsReceived === 0 && codes.size === 0) codes.add('5');
  const reported = [...codes].slice(0, MOST_CODES);
  const setsAccepted = tally.accepted + tally.acceptedWithErrors;
  if (isRefused || setsAccepted === 0) return { status: 'R', codes: reported, setsAccepted: 0 };
  if (tally.rejected > 0) return { status: 'P', codes: reported, setsAccepted };
  const isClean = tally.acceptedWithErrors === 0 && !hasTolerated;
  return { status: isClean ? 'A' : 'E', codes: reported, setsAccepted };
}

/** TA1 faults a partner may be forgiven: the option decides R or E whatever the catalogue's severity is. */
function isFatal(finding: Finding, options: PartnerOptions): boolean {
  if (finding.code === 'trailer-control-number-mismatch') return options.trailerMismatch === 'R';
  if (finding.code === 'group-count-mismatch') return options.groupCountMismatch === 'R';
  return finding.severity === 'reject';
}

/**
 * TA104 and TA105 of one interchange from its findings of scope interchange, which come in header order. The first
 * fatal one decides (R); with none, the first that has a note code gives E; else A 000. A TA1 holds one note code.
 */
export function settleInterchange(
  findings: readonly Finding[],
  options: PartnerOptions,
): { readonly acknowledgment: InterchangeAcknowledgment; readonly note: string } {
  const noted = findings.filter((finding) => finding.scope === 'interchange' && finding.acknowledgment !== null);
  const fatal = noted.find((finding) => isFatal(finding, options));
  if (fatal !== undefined) return { acknowledgment: 'R', note: fatal.acknowledgment! };
  const first = noted[0];
  if (first !== undefined) return { acknowledgment: 'E', note: first.acknowledgment! };
  return { acknowledgment: 'A', note: '000' };
}
