import type { LetterRow } from '../../store/rows.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { allRows } from '../pages.js';
import { letterFact } from '../prior-authorization/fact.js';
import { filterFor } from '../prior-authorization/look-up.js';
import { formatTable } from '../table.js';

/** Lists letters and notices with what has become of them, oldest first. Exit code 1 when none is found. */
export function listLetters(
  context: CommandContext,
  number: string | undefined,
  options: { readonly state?: LetterRow['state'] },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const filter = filterFor(context, ledger, number, options.state);
    if (filter === undefined) return 1;
    const facts = [];
    for (const row of allRows((after, limit) => ledger.letters(filter, after, limit))) {
      facts.push({ ...letterFact(row), trackingNumber: row.trackingNumber, environment: row.environment });
    }
    if (context.json) for (const fact of facts) context.fact(fact);
    else if (facts.length === 0) context.talk('No letter fits.');
    else {
      const time = (instant: string) => localTime(instant, configuration.payer.timeZone);
      const cells = facts.map(({ letter, trackingNumber, kind, recipient, lines, namesAppeal, state, at, madeAt }) => [
        String(letter),
        trackingNumber,
        kind,
        recipient,
        lines.join(','),
        namesAppeal ? 'yes' : 'no',
        state,
        time(at),
        time(madeAt),
      ]);
      const heading = ['LETTER', 'TRACKING', 'KIND', 'TO', 'LINES', 'APPEAL', 'STATE', 'DUE SINCE', 'MADE'];
      for (const [at, line] of formatTable(heading, cells).entries()) {
        context.line(facts[at - 1]?.state === 'needs-address' ? context.paint('yellow', line) : line);
      }
      if (facts.some(({ state }) => state === 'needs-address')) {
        context.talk(
          'A letter that needs an address is made by the running gateway (or "x12gw run --once") once "x12gw reference ' +
            'import members" has loaded one.',
        );
      }
    }
    return facts.length === 0 ? 1 : 0;
  });
}
