import type { Ledger } from '../../src/store/ledger.js';
import type { Installation } from '../gateway/installation.js';

let arrivals = 0;

/** Puts a received file with these reports into the ledger, all waiting to be written out. */
export async function storeReports(
  { folder }: Installation,
  ledger: Ledger,
  partnerId: string,
  texts: readonly string[],
): Promise<void> {
  const now = '2026-01-05T12:00:00.000Z';
  const { location } = ledger.partner(partnerId)!;
  const { id: submissionId } = await ledger.recordReceipt({
    arrivalId: `arrival ${arrivals++} of ${folder.root}`,
    channel: 'cli',
    partnerId,
    sha256: '0'.repeat(64),
    bytes: 0,
    originalPath: 'originals/2026-01-05/a.received',
    senderFileName: 'a',
    receivedAt: now,
    actor: 'test',
  });
  const attempt = await ledger.beginAttempt(submissionId, { now, alone: false, digests: {} });
  const answers = texts.map((text) => ({
    type: 'report' as const,
    extension: 'txt' as const,
    location,
    usage: 'T' as const,
    interchange: -1,
    controlNumber: 0,
    content: Buffer.from(text),
  }));
  const folderDate = '2026-01-05';
  const completion = {
    submissionId,
    attempt,
    disposition: 'rejected' as const,
    findings: [],
    answers,
    now,
    folderDate,
  };
  await ledger.completeExamination(completion);
}

/** Adds a partner that is like another one but for its ids. */
export async function addPartner(ledger: Ledger, like: string, id: string): Promise<void> {
  const { providers: _providers, allowances: _allowances, ...profile } = ledger.partner(like)!;
  const location = { id: 'RTCLINIC02', providerId: 'RTCLINIC', serviceLocation: '02' };
  const draft = { ...profile, id, interchangeId: location.id, applicationIds: [location.id], location, npis: [] };
  await ledger.putPartner(draft, 'test', new Date().toISOString());
}
