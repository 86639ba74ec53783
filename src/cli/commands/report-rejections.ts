import { resolve } from 'node:path';
import { ClaimCounter, ReasonCounter } from '../../domain/claims/figures.js';
import { replaceFile } from '../../files/replace-file.js';
import { claimOverlay } from '../../gateway/handlers.js';
import { renderRejectionsPage } from '../../report/figures/rejections-page.js';
import { withRuleKinds } from '../../rules/load.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { countedClaims, type FigureOptions } from '../figures/counted-claims.js';
import { writeCsv } from '../figures/csv.js';
import { periodOf } from '../figures/period.js';
import { type Installation, withInstallation } from '../ledger.js';
import { schemasUnder } from '../schemas.js';
import { formatTable } from '../table.js';

/** The command's options as given. */
export interface RejectionOptions extends FigureOptions {
  readonly html?: string;
  readonly top: string;
}

/**
 * Why claims were refused: the most frequent reasons, as a table, and when asked as CSV and as a page with a chart. Exit
 * code 1 when no claim was decided in the period. Raises GatewayError of the options (exit code 2) and of the disk.
 */
export function reportRejections(context: CommandContext, options: RejectionOptions): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { ledger, configuration } = installation;
    const { name, timeZone } = configuration.payer;
    const top = topOf(options.top);
    const period = periodOf(options, context.surroundings.clock.now(), timeZone);
    const reasonsOfAll = new ReasonCounter();
    const all = new ClaimCounter();
    for (const claim of countedClaims(ledger, options, period, timeZone)) {
      all.add(claim);
      reasonsOfAll.add(claim);
    }
    const wordsOf = await wordsFor(installation);
    const reasons = reasonsOfAll.figures.slice(0, top).map((figure) => ({ ...figure, ...wordsOf(figure.reason) }));
    const { totals } = all;
    const { from, to } = period;
    const decided = totals.accepted + totals.refused;
    const columns = ['reason', 'claimStatus', 'title', 'claims', 'share', 'charge'];
    await writeCsv(context, options.csv, columns, reasons);
    if (options.html !== undefined) {
      const about = [options.provider, options.partner].filter((one) => one !== undefined).join(', ');
      const { usage = 'P' } = options;
      const page = { payerName: name, from, to, usage, about, decided, refused: totals.refused, reasons };
      const file = resolve(context.surroundings.workingDirectory, options.html);
      await replaceFile(file, [Buffer.from(renderRejectionsPage(page))]);
      context.talk(`${options.html} written`);
    }
    if (context.json) context.fact({ from, to, usage: options.usage ?? 'P', decided, ...totals, reasons });
    else {
      context.line(context.paint('bold', `Claims received ${from} to ${to}: ${totals.refused} of ${decided} refused`));
      const rows = reasons.map(({ claims, share, charge, claimStatus, title, reason }) => [
        String(claims),
        `${share.toFixed(1)} %`,
        charge,
        claimStatus,
        `${title} (${reason})`,
      ]);
      if (rows.length > 0) {
        for (const line of formatTable(['CLAIMS', 'SHARE', 'CHARGE', 'STATUS', 'REASON'], rows)) context.line(line);
      }
    }
    return decided === 0 ? 1 : 0;
  });
}

/** Title and mending of a reason: of a rule, of a check of the payer's, or the code itself. */
async function wordsFor({ configuration }: Installation) {
  const schemas = withRuleKinds(await schemasUnder(configuration));
  const { checks } = claimOverlay(schemas, configuration.overlay);
  const words = new Map<string, { readonly title: string; readonly mend: string }>();
  for (const { id, title, mend } of checks) words.set(id, { title, mend });
  return (reason: string): { readonly title: string; readonly mend: string } => {
    const known = words.get(reason);
    if (known !== undefined) return known;
    try {
      const { title, mend } = schemas.findings.kind(reason);
      return { title, mend };
    } catch {
      // A rule of an earlier version, or one the operator has taken out since.
      return { title: reason, mend: '' };
    }
  };
}

function topOf(text: string): number {
  const top = Number(text);
  if (Number.isInteger(top) && top > 0) return top;
  throw new GatewayError('--top needs a whole number above 0', {
    code: 'top-invalid',
    operation: 'read the command line',
    hint: 'Such as --top 20.',
    exitCode: 2,
  });
}
