import { changeOptions } from '../../partners/options.js';
import { withRuleKinds } from '../../rules/load.js';
import { draftOf } from '../../store/partner-values.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { expectedVersions } from '../partners/expected.js';
import { partnerOf } from '../partners/partner-of.js';
import { tellPartner } from '../partners/partner-text.js';
import { schemasUnder } from '../schemas.js';

/** The command's options as given, each `NAME=VALUE` but the last. */
export interface PartnerSetWords {
  readonly snip?: readonly string[];
  readonly rule?: readonly string[];
  readonly option?: readonly string[];
  readonly otherVersions?: string;
}

/**
 * Changes what was chosen for a partner: how findings are treated, and what the standard leaves open. It holds for files
 * that are examined from now on. Raises GatewayError `option-invalid` (exit code 2) naming every change that is not
 * possible, `partner-unknown`, and `partner-moved` (exit code 3) when somebody else changed the partner meanwhile; then
 * nothing is changed.
 */
export function setOptions(context: CommandContext, id: string, words: PartnerSetWords): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, ledger }) => {
    const expected = expectedVersions(ledger, [id]);
    const partner = draftOf(partnerOf(ledger, id));
    const { snip = [], rule = [], otherVersions } = words;
    const option = [
      ...(words.option ?? []),
      ...(otherVersions === undefined ? [] : [`otherVersions=${otherVersions}`]),
    ];
    if (snip.length + rule.length + option.length === 0) throw invalid(id, 'Nothing was named that is to be changed');
    const { findings } = withRuleKinds(await schemasUnder(configuration));
    const { options, problems } = changeOptions(partner.options, { snip, rule, option }, findings);
    if (problems.length > 0) {
      throw invalid(
        id,
        [`The options of ${id} cannot be changed so:`, ...problems.map((one) => `  ${one}`)].join('\n'),
      );
    }
    const change = { kind: 'put' as const, partner: { ...partner, options } };
    await ledger.changePartners([change], context.actor, context.now, expected);
    tellPartner(context, partnerOf(ledger, id));
    return 0;
  });
}

function invalid(id: string, message: string): GatewayError {
  return new GatewayError(message, {
    code: 'option-invalid',
    operation: 'change the options of a partner',
    subject: id,
    hint: 'Nothing was changed. "x12gw partner set --help" shows what there is; a report names the rule of each finding.',
    exitCode: 2,
  });
}
