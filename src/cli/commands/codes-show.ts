import { dayText } from '../../guides/code-list-file.js';
import { GatewayError } from '../../support/errors.js';
import { codeListsOf, dayOption } from '../code-lists.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';

/**
 * Shows one code of a list with its periods. Exit code 1 when the list does not have it, or with `--on` not on that day.
 * Raises GatewayError `code-list-absent` (exit code 2).
 */
export async function showCode(
  context: CommandContext,
  list: string,
  code: string,
  options: { readonly on?: string },
): Promise<ExitCode> {
  const day = dayOption('--on', options.on) ?? 0;
  const lists = await codeListsOf(context);
  const found = lists.list(list);
  if (found === undefined) throw absent(list);
  const answer = found.ask(code, day);
  const periods = (lists.rows(list) ?? []).filter((row) => row.code === code);
  if (context.json) {
    const shown = periods.map(({ from, to, meaning }) => ({ from: dayText(from), to: dayText(to), meaning }));
    context.fact({ list, code, on: dayText(day), answer, periods: shown });
  } else {
    context.line(
      `${list} ${code}${day === 0 ? '' : ` on ${day}`}: ${context.paint(answer === 'valid' ? 'green' : 'red', WORDS[answer])}`,
    );
    for (const { from, to, meaning } of periods) {
      context.line(`  ${dayText(from) || 'always'} to ${dayText(to) || 'now'}  ${meaning}`.trimEnd());
    }
  }
  return answer === 'valid' ? 0 : 1;
}

const WORDS = { valid: 'valid', unknown: 'not in the list', 'not-in-force': 'not valid on that day' } as const;

function absent(list: string): GatewayError {
  return new GatewayError(`The code list ${list} is not here`, {
    code: 'code-list-absent',
    operation: 'look up a code',
    subject: list,
    hint: '"x12gw codes list" shows what is here; "x12gw codes import" takes a list from its publisher\'s file.',
    exitCode: 2,
  });
}
