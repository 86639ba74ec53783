import { ensureFolder } from '../files/durable-folder.js';
import type { DataFolder } from '../ingest/data-folder.js';
import type { PayerIdentity } from '../partners/profile.js';
import type { Ledger } from '../store/ledger.js';
import type { CommandContext } from './context.js';
import { partnerDraft } from './partner-draft.js';

/** The trading partner that `x12gw init --demo` registers; the sample files are its own. */
export const DEMO_PARTNER = {
  id: 'demo-provider',
  name: 'Demo Family Clinic',
  kind: 'provider',
  interchangeId: '110012345A',
  npis: ['1912345679'],
} as const;

const TRANSACTIONS = ['278', '837'];

/**
 * Registers the demo partner through the same steps as any partner, and approves it for test and production at once.
 * The history names that as a waiver: a real partner is approved after its test files were looked at.
 */
export async function addDemoPartner(
  ledger: Ledger,
  data: DataFolder,
  payer: PayerIdentity,
  context: CommandContext,
): Promise<void> {
  const { actor, now } = context;
  await ledger.putPartner(
    partnerDraft(DEMO_PARTNER.id, { ...DEMO_PARTNER, npi: DEMO_PARTNER.npis }, { payer, partners: ledger.partners() }),
    actor,
    now,
  );
  for (const transactionSet of TRANSACTIONS) {
    for (const usage of ['T', 'P'] as const) {
      const waiver = `${actor} (waiver: init --demo)`;
      await ledger.putAllowance(DEMO_PARTNER.id, { transactionSet, usage, state: 'approved' }, waiver, now);
    }
  }
  const { inbox, outbox, claimed } = data.partner(DEMO_PARTNER.id);
  for (const folder of [inbox, outbox, claimed]) await ensureFolder(folder);
}
