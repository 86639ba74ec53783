import type { ClaimRow, Ledger } from '../../store/ledger.js';
import { claimFact } from '../claims/fact.js';
import { claimText } from '../claims/text.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** Most claims of one submitter's or payer's number that are shown, the oldest ones. */
const MOST_SHOWN = 20;

/**
 * Shows one claim with everything that is kept of it and what the claim system said of it, by its claim number; else every claim that the payer, or its
 * submitter (CLM01), calls so, refused ones too. Names, ids and senders' own numbers are masked unless `--show-values` is
 * given. Exit code 1 when there is none.
 */
export function showClaim(
  context: CommandContext,
  number: string,
  options: { readonly showValues?: boolean },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const rows = claimsCalled(ledger, number);
    if (rows.length === 0) {
      context.talk('No claim is called so. "x12gw claims list" shows them; claim numbers look like C1000000042.');
      return 1;
    }
    for (const row of rows) {
      const number = row.verdict.accepted ? row.verdict.claimNumber : '';
      const fact = claimFact(row, number === '' ? [] : ledger.claimStatuses(number), options.showValues === true);
      if (context.json) context.fact(fact);
      else for (const line of claimText(fact, context, configuration.payer.timeZone)) context.line(line);
    }
    if (!context.json && options.showValues !== true) context.talk('What is masked is shown with --show-values.');
    return 0;
  });
}

function claimsCalled(ledger: Pick<Ledger, 'claim' | 'claims'>, number: string): readonly ClaimRow[] {
  if (number === '') return [];
  const own = ledger.claim(number);
  if (own !== undefined) return [own];
  const byPayer = ledger.claims({ payerNumber: number }, 0, MOST_SHOWN).rows;
  return byPayer.length > 0 ? byPayer : ledger.claims({ submitterClaimId: number }, 0, MOST_SHOWN).rows;
}
