import { ensureFolder } from '../../files/durable-folder.js';
import type { DataFolder } from '../../ingest/data-folder.js';
import type { PayerIdentity } from '../../partners/profile.js';
import { standingOf } from '../../partners/states.js';
import type { Ledger, PartnerChange } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import { partnerDraft } from './draft.js';
import { expectedVersions } from './expected.js';

/** The trading partner that `x12gw init --demo` registers; the sample files are its own. */
export const DEMO_PARTNER = {
  id: 'demo-provider',
  name: 'Demo Family Clinic',
  kind: 'provider',
  interchangeId: '110012345A',
  npis: ['1912345679'],
} as const;

const TRANSACTIONS = ['278', '275', '837'];
const WAIVER = 'init --demo';

/**
 * Registers the demo partner through the same steps as any partner, and approves it for test and production at once, under
 * a recorded waiver: a real partner is approved on its test files. What somebody decided about it since stays.
 */
export async function addDemoPartner(
  ledger: Ledger,
  data: DataFolder,
  payer: PayerIdentity,
  context: CommandContext,
): Promise<void> {
  const { actor, now } = context;
  const { id } = DEMO_PARTNER;
  const expected = expectedVersions(ledger, [id]);
  const partners = ledger.partners();
  const before = ledger.partner(id) ?? { allowances: [] };
  const draft = partnerDraft(id, { ...DEMO_PARTNER, npi: DEMO_PARTNER.npis }, { payer, assignments: [], partners });
  const approvals = TRANSACTIONS.flatMap((transactionSet) =>
    (['T', 'P'] as const).flatMap((usage): PartnerChange[] => {
      const { state: from } = standingOf(before, transactionSet, usage);
      if (from === 'approved' || from === 'suspended') return [];
      const move = { transactionSet, usage, from, to: 'approved', reason: '', ground: { waiver: WAIVER } } as const;
      return [{ kind: 'move', partnerId: id, move }];
    }),
  );
  await ledger.changePartners([{ kind: 'put', partner: draft }, ...approvals], actor, now, expected);
  const { inbox, outbox, claimed, attachments } = data.partner(id);
  for (const folder of [inbox, outbox, claimed, attachments]) await ensureFolder(folder);
}
