import { resolve } from 'node:path';
import type { ReferenceKind } from '../../domain/reference.js';
import { priorAuthorizationTables } from '../../gateway/handlers.js';
import { openCodeLists } from '../../guides/code-list-folder.js';
import type { ReferenceRules } from '../../operations/reference/reference-cells.js';
import { importReference, type ReferenceImportResult } from '../../operations/reference/reference-import.js';
import { providerLocationPattern } from '../../partners/provider-location.js';
import { localDay } from '../../support/wall-clock.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { schemasUnder } from '../schemas.js';

/** The command's options as given. */
export interface ImportReferenceOptions {
  readonly dryRun?: boolean;
  readonly yesSmaller?: boolean;
}

/** Loads a reference file in place of the one before, and audits it. Exit code 1 when it is refused. */
export function importReferenceFile(
  context: CommandContext,
  kind: ReferenceKind,
  file: string,
  options: ImportReferenceOptions,
): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { data, ledger } = installation;
    const parts = {
      ledger,
      lockFile: data.referenceLock,
      rules: await rulesOf(context, installation),
    };
    const result = await importReference(parts, {
      kind,
      file: resolve(context.surroundings.workingDirectory, file),
      isDryRun: options.dryRun === true,
      allowSmaller: options.yesSmaller === true,
      actor: context.actor,
      now: context.now,
      onProgress: (rows) => context.talk(`${rows} rows read`),
    });
    if (context.json) context.fact(result);
    else tell(context, result);
    return result.outcome === 'imported' || result.outcome === 'checked' ? 0 : 1;
  });
}

async function rulesOf(context: CommandContext, { configuration, data }: Installation): Promise<ReferenceRules> {
  const schemas = await schemasUnder(configuration);
  const { assignments, rules } = priorAuthorizationTables(schemas, configuration.overlay).overlay;
  const { providerLocationPattern: location, timeZone } = configuration.payer;
  const states = openCodeLists(schemas, data.codeLists).rows('state-or-province') ?? [];
  return {
    location: providerLocationPattern(location),
    memberId: rules.memberIdPattern === '' ? undefined : new RegExp(`^(?:${rules.memberIdPattern})$`),
    states: new Set(states.map(({ code }) => code)),
    assignments: new Map(
      assignments.flatMap(({ id, code }) => [id, code].filter(Boolean).map((name) => [name.toLowerCase(), id])),
    ),
    today: localDay(context.surroundings.clock.now(), timeZone),
  };
}

function tell(context: CommandContext, result: ReferenceImportResult): void {
  const { outcome, kind, rows, rowsBefore, edition, problems, problemCount, warnings, unknownColumns } = result;
  for (const { line, column, problem } of problems) {
    context.talk(`line ${line}${column === '' ? '' : `, ${column}`}: ${problem}`);
  }
  if (problemCount > problems.length) context.talk(`... and ${problemCount - problems.length} more`);
  for (const { column, warning, count, firstLine } of warnings) {
    const places = count === 1 ? `line ${firstLine}` : `${count} rows, the first in line ${firstLine}`;
    context.talk(`warning: ${column}: ${warning} (${places})`);
  }
  if (unknownColumns.length > 0) context.talk(`warning: columns that were not read: ${unknownColumns.join(', ')}`);
  const before = rowsBefore === 0 ? '' : `, ${rowsBefore} before`;
  if (outcome === 'bad-rows') {
    const problemWord = problemCount === 1 ? 'problem' : 'problems';
    context.line(`${kind}: ${context.paint('red', 'refused')}, ${problemCount} ${problemWord} in ${rows} rows`);
    context.talk('Nothing was changed. Mend the file where it comes from and import it again.');
  } else if (outcome === 'smaller') {
    context.line(`${kind}: ${context.paint('red', 'refused')}, ${rowsBefore} rows would become ${rows}`);
    context.talk('Nothing was changed. If the file is complete and this is meant, add --yes-smaller.');
  } else if (outcome === 'checked') {
    context.line(`${kind}: ${context.paint('green', 'sound')}, ${rows} rows${before}; nothing was changed (--dry-run)`);
  } else {
    context.line(`${kind}: ${context.paint('green', 'imported')}, ${rows} rows${before} (edition ${edition})`);
  }
}
