import { ensureFolder } from '../../files/durable-folder.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { type PartnerWords, partnerDraft } from '../partners/draft.js';
import { expectedVersions } from '../partners/expected.js';
import { partnerOf } from '../partners/partner-of.js';
import { tellPartner, tellReplaced, tellReplacedNpis } from '../partners/partner-text.js';
import { assignmentsOf } from '../partners/transactions.js';

/**
 * Registers a partner or changes it, and makes its folders. It may send nothing until `partner allow`. Raises GatewayError
 * `partner-invalid` and `interchange-id-taken` (exit code 2), `partner-moved` (3); then nothing is changed.
 */
export function addPartner(context: CommandContext, id: string, words: PartnerWords): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, data, configuration }) => {
    const { payer } = configuration;
    const expected = expectedVersions(ledger, [id]);
    const assignments = await assignmentsOf(configuration);
    const draft = partnerDraft(id, words, { payer, assignments, partners: ledger.partners() });
    const before = ledger.partner(id);
    await ledger.changePartners([{ kind: 'put', partner: draft }], context.actor, context.now, expected);
    const { inbox, outbox, claimed } = data.partner(id);
    // An outbox that is not there any more, as where it is not mounted, is not made in its place.
    const folders = ledger.outboxFolder(id) === '' ? [inbox, outbox, claimed] : [inbox, claimed];
    for (const folder of folders) await ensureFolder(folder);
    const after = partnerOf(ledger, id);
    tellPartner(context, after);
    tellReplacedNpis(context, draft.location.id, before, after);
    if (before !== undefined) tellReplaced(context, before, after);
    if (after.kind !== 'provider' && after.providers.length === 1) {
      context.talk(
        `Next: x12gw partner link ${id} LOCATION --npi NPI${context.configFlag}, for each provider it acts for`,
      );
    }
    if (after.allowances.length === 0) {
      context.talk(`Next: x12gw partner allow ${id} --transaction 278 --usage T --state testing${context.configFlag}`);
    }
    return 0;
  });
}
