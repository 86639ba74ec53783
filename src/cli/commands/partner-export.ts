import { stringify } from 'yaml';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { entryOf } from '../partners/entry.js';
import { partnerOf } from '../partners/partner-of.js';

/**
 * Prints partners as a file that `partner apply` takes, all or those named: YAML, or JSON with `--json`
 * (`schemas/partners.schema.json`). Raises GatewayError `partner-unknown` (exit code 2).
 */
export function exportPartners(context: CommandContext, ids: readonly string[]): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const chosen = ids.length === 0 ? ledger.partners() : ids.map((id) => partnerOf(ledger, id));
    const file = { partners: chosen.map(entryOf) };
    if (context.json) context.fact(file);
    else context.line(stringify(file, { lineWidth: 120 }).trimEnd());
    return 0;
  });
}
