import { resolve } from 'node:path';
import { openCodeLists } from '../../guides/code-list-folder.js';
import { type ClaimStatusImport, importClaimStatuses } from '../../operations/claim-status-import.js';
import { localDay } from '../../support/wall-clock.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { schemasUnder } from '../schemas.js';

/** Takes what the payer's claim system says of registered claims from a CSV file. Exit code 1 when it is refused. */
export function importClaimStatus(
  context: CommandContext,
  file: string,
  options: { readonly dryRun?: boolean },
): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const schemas = await schemasUnder(configuration);
    const categories = openCodeLists(schemas, data.codeLists).rows('claim-status-category');
    const result = await importClaimStatuses(
      {
        ledger,
        categories: categories && new Set(categories.map(({ code }) => code)),
        today: localDay(context.surroundings.clock.now(), configuration.payer.timeZone),
        now: context.now,
      },
      resolve(context.surroundings.workingDirectory, file),
      { isDryRun: options.dryRun === true },
    );
    if (result.outcome === 'imported') {
      const { rows, recorded, sha256 } = result;
      const details = { rows, recorded, sha256 };
      const entry = {
        at: context.now,
        actor: context.actor,
        action: 'import-claim-status',
        subject: 'claims',
        details,
      };
      await ledger.addAudit(entry);
    }
    if (context.json) context.fact(result);
    else tell(context, result);
    return result.outcome === 'bad-rows' ? 1 : 0;
  });
}

function tell(context: CommandContext, result: ClaimStatusImport): void {
  const { outcome, rows, recorded, problems, problemCount, unknownColumns } = result;
  for (const { line, column, problem } of problems) {
    context.talk(`line ${line}${column === '' ? '' : `, ${column}`}: ${problem}`);
  }
  if (problemCount > problems.length) context.talk(`... and ${problemCount - problems.length} more`);
  if (unknownColumns.length > 0) context.talk(`warning: columns that were not read: ${unknownColumns.join(', ')}`);
  if (outcome === 'bad-rows') {
    context.line(`claim statuses: ${context.paint('red', 'refused')}, ${problemCount} problems in ${rows} rows`);
    context.talk('Nothing was kept. Mend the file where it comes from and import it again.');
  } else if (outcome === 'checked') {
    context.line(`claim statuses: ${context.paint('green', 'sound')}, ${rows} rows; nothing was kept (--dry-run)`);
  } else {
    context.line(`claim statuses: ${context.paint('green', 'imported')}, ${rows} rows, ${recorded} of them news`);
  }
}
