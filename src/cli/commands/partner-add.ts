import { ensureFolder } from '../../files/durable-folder.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { type PartnerWords, partnerDraft } from '../partner-draft.js';
import { partnerOf } from '../partner-of.js';
import { tellPartner } from '../partner-text.js';

/** Registers a partner or changes it, and makes its inbox and outbox. It may send nothing until `partner allow`. */
export function addPartner(context: CommandContext, id: string, words: PartnerWords): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, data, configuration }) => {
    await ledger.putPartner(partnerDraft(id, words, configuration.payer), context.actor, context.now);
    const { inbox, outbox } = data.partner(id);
    for (const folder of [inbox, outbox]) await ensureFolder(folder);
    tellPartner(context, partnerOf(ledger, id));
    context.talk(`Next: x12gw partner allow ${id} --transaction 278 --usage T --state testing`);
    return 0;
  });
}
