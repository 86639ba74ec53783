import { transactionHandlers } from '../../gateway/handlers.js';
import type { Schemas } from '../../guides/load.js';
import type { ApprovalState } from '../../partners/profile.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { partnerOf } from '../partner-of.js';
import { tellPartner } from '../partner-text.js';
import { schemasUnder } from '../schemas.js';

/**
 * Records where a partner stands for one transaction set and usage. Raises GatewayError `allowance-invalid` (exit code 2)
 * for a transaction set that the gateway does not process, and for testing with production data.
 */
export function allowTransaction(
  context: CommandContext,
  id: string,
  options: { readonly transaction: string; readonly usage: 'T' | 'P'; readonly state: ApprovalState },
): Promise<ExitCode> {
  const { transaction, usage, state } = options;
  return withInstallation(context, async ({ ledger, configuration }) => {
    partnerOf(ledger, id);
    const processed = processedSets(await schemasUnder(configuration), configuration.overlay);
    if (!processed.includes(transaction)) {
      throw refusal(id, `The gateway does not process ${transaction}`, `Give one of: ${processed.join(', ')}.`);
    }
    if (usage === 'P' && state === 'testing') {
      throw refusal(
        id,
        'Production data cannot be in the state testing',
        'While testing only test data passes: say --usage T --state testing now, and --usage P --state approved when the tests were good.',
      );
    }
    await ledger.putAllowance(id, { transactionSet: transaction, usage, state }, context.actor, context.now);
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}

/** The transaction sets (ST01) that some handler applies. */
function processedSets(schemas: Schemas, overlay: string): readonly string[] {
  const guides = new Set(transactionHandlers(schemas, overlay).flatMap(({ guideIds }) => guideIds));
  const sets = schemas.guideIndex.filter(({ id }) => guides.has(id)).map(({ transactionSet }) => transactionSet);
  return [...new Set(sets)].sort();
}

function refusal(id: string, message: string, hint: string): GatewayError {
  const operation = 'allow a transaction';
  return new GatewayError(message, { code: 'allowance-invalid', operation, subject: id, hint, exitCode: 2 });
}
