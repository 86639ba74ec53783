import { resolve } from 'node:path';
import { defaultSchemasRoot } from '../../guides/load.js';
import { type CodeImportResult, importCodeList } from '../../operations/codes/codes-import.js';
import type { CodeLayout } from '../../operations/codes/codes-layout-names.js';
import { dayOption } from '../code-lists.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** The command's options as given. */
export interface ImportCodesOptions {
  readonly as?: CodeLayout;
  readonly from?: string;
  readonly skipBadRows?: boolean;
  readonly yesSmaller?: boolean;
  readonly open?: boolean;
  readonly new?: boolean;
}

/** Imports a publisher's file as a code list of the installation, and audits it. Exit code 1 when it is refused. */
export function importCodes(
  context: CommandContext,
  list: string,
  file: string,
  options: ImportCodesOptions,
): Promise<ExitCode> {
  return withInstallation(context, async ({ data, ledger }) => {
    const { clock, workingDirectory } = context.surroundings;
    const from = dayOption('--from', options.from);
    const result = await importCodeList(defaultSchemasRoot(), data.codeLists, {
      list,
      file: resolve(workingDirectory, file),
      layout: options.as,
      from,
      skipBadRows: options.skipBadRows === true,
      allowSmaller: options.yesSmaller === true,
      isOpen: options.open === true,
      isNew: options.new === true,
      actor: context.actor,
      now: clock.now(),
    });
    if (result.outcome === 'imported') {
      const { codesBefore, codesNow, rows, problemCount, sha256 } = result;
      const details = { codesBefore, codesNow, rows, skipped: problemCount, sha256, from: from ?? '' };
      await ledger.addAudit({ at: context.now, actor: context.actor, action: 'import-codes', subject: list, details });
    }
    if (context.json) context.fact(result);
    else tell(context, result, options);
    return result.outcome === 'imported' ? 0 : 1;
  });
}

function tell(context: CommandContext, result: CodeImportResult, { from, skipBadRows }: ImportCodesOptions): void {
  const { outcome, list, layout, codesBefore, codesNow, added, ended, problems, problemCount } = result;
  for (const { line, problem } of problems) context.talk(`line ${line}: ${problem}`);
  if (problemCount > problems.length) context.talk(`... and ${problemCount - problems.length} more`);
  const rows = `${problemCount} ${problemCount === 1 ? 'row' : 'rows'}`;
  if (outcome === 'bad-rows') {
    context.line(`${list}: ${context.paint('red', 'refused')}, ${rows} wrong, read as ${layout}`);
    context.talk('Nothing was changed. Mend the file, or leave these rows out with --skip-bad-rows.');
  } else if (outcome === 'smaller') {
    context.line(`${list}: ${context.paint('red', 'refused')}, ${codesBefore} codes would become ${codesNow}`);
    context.talk('Nothing was changed. If the file is complete and this is meant, add --yes-smaller.');
  } else {
    const skipped = skipBadRows && problemCount > 0 ? `, ${rows} left out` : '';
    const day = from === undefined ? '' : ` from ${from}`;
    const changes = `${added} new, ${ended} ended`;
    context.line(`${list}: ${context.paint('green', 'imported')}, ${codesNow} codes${day} (${changes})${skipped}`);
    if (result.isClosed) {
      context.talk(
        `${list} counts as complete: codes outside it will be refused; use --open when the file is not the whole list.`,
      );
    }
    if (result.isFirstDated) {
      context.talk(
        `No code is valid before ${from}: import the earlier edition first, without --from, then this one again.`,
      );
    }
  }
}
