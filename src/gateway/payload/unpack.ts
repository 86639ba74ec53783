import { bytesPlace } from '../../envelope/envelope-places.js';
import type { FindingCatalogue } from '../../findings/finding.js';
import type { PartnerOptions, PartnerProfile, PayerIdentity } from '../../partners/profile.js';
import { PayloadFault, type PayloadRefusal } from '../../payload/fault.js';
import { kindOfFile } from '../../payload/kind.js';
import type { Ledger } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import { localDay } from '../../support/wall-clock.js';
import { fileReport } from '../passes/pass-one.js';
import type { Reports } from '../passes/reports.js';
import type { Observe, UnpackOutcome } from '../pipeline.js';
import { type Member, Opening, type OpeningParts, opens } from './opening.js';

/** What packed and encrypted files are opened with. */
export interface UnpackParts extends Omit<OpeningParts, 'observe'> {
  readonly ledger: Pick<Ledger, 'partner' | 'packedIn' | 'recordUnpacked' | 'completeExamination' | 'recordFetched'>;
  readonly reports: Reports;
  readonly catalogue: FindingCatalogue;
  readonly payer: PayerIdentity;
  readonly observe: Observe;
}

/**
 * Opens a received file as its partner's options say: decrypts it, unpacks gzip or zip, one layer of each. What it holds
 * becomes submissions in one commit, or none of it: one bad member refuses the whole. The received file stays the original.
 * A file that came out of another one is never opened. Raises GatewayError of disk, ledger and keys; then nothing was
 * recorded and it may be tried again.
 */
export async function unpack(parts: UnpackParts, submission: SubmissionRow, attempt: number): Promise<UnpackOutcome> {
  const profile = parts.ledger.partner(submission.partnerId);
  if (profile === undefined || !opensAny(profile.options)) return 'as-it-is';
  if (parts.ledger.packedIn(submission.id) !== undefined) return 'as-it-is';
  const path = parts.folder.inside(submission.originalPath);
  const kind = await kindOfFile(path);
  if (profile.options.decrypt === 'required' && kind !== 'pgp') {
    await refuse(parts, submission, attempt, profile, new PayloadFault('encryption-missing'));
    return 'refused';
  }
  if (!opens(profile.options, kind)) return 'as-it-is';
  const opening = new Opening(parts, submission, profile);
  try {
    if (kind === 'pgp') await opening.decrypt(path);
    else if (kind !== 'other') await opening.unpack(path, kind, submission.senderFileName);
  } catch (error) {
    await opening.discard();
    if (!(error instanceof PayloadFault)) throw error;
    await refuse(parts, submission, attempt, profile, error);
    return 'refused';
  }
  // When this rejects the members stay, since a failed commit may have reached the disk; `unownedOriginals` finds them.
  await record(parts, submission, attempt, opening.members);
  return 'unpacked';
}

function opensAny({ unpack: archives, decrypt }: PartnerOptions): boolean {
  return archives !== 'off' || decrypt !== 'off';
}

async function record(
  { ledger, clock, observe }: UnpackParts,
  { id, channel, partnerId, receivedAt, actor }: SubmissionRow,
  attempt: number,
  members: readonly Member[],
): Promise<void> {
  const receipts = members.map(({ file, name }) => ({
    ...file,
    channel,
    partnerId,
    receivedAt,
    actor,
    senderFileName: name,
  }));
  const now = clock.now().toISOString();
  const recorded = await ledger.recordUnpacked({ submissionId: id, attempt, members: receipts, now });
  for (const { number } of recorded) await observe('received', number);
}

/** Ends a file with a report on why it could not be opened. */
async function refuse(
  { ledger, clock, payer, reports, catalogue, observe }: UnpackParts,
  submission: SubmissionRow,
  attempt: number,
  profile: PartnerProfile,
  { code, parameters }: PayloadRefusal,
): Promise<void> {
  const now = clock.now();
  const findings = [catalogue.make(code, { place: bytesPlace(0, submission.bytes), parameters })];
  await ledger.completeExamination({
    submissionId: submission.id,
    attempt,
    disposition: 'rejected',
    findings,
    answers: [fileReport(profile, reports.onFile(submission, findings, now))],
    now: now.toISOString(),
    folderDate: localDay(now, payer.timeZone),
  });
  await observe('examined', submission.number);
}
