import { resolve } from 'node:path';
import { ensureFolder } from '../../files/durable-folder.js';
import { withRuleKinds } from '../../rules/load.js';
import type { Ledger } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { expectedVersions } from '../partners/expected.js';
import { readPartnerFile } from '../partners/partner-file.js';
import { type PartnerPlan, planFile } from '../partners/plan.js';
import { assignmentsOf, processedSets } from '../partners/transactions.js';
import { schemasUnder } from '../schemas.js';

/** The command's options. */
interface ApplyOptions {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
}

/**
 * Makes the partners what a file says: shows what differs, then changes exactly that in one commit, each change audited.
 * What the file does not name stays, unless `--prune`. Raises GatewayError `partner-file-invalid` (exit code 2) with every
 * problem and its line, `interchange-id-taken` (2), `partner-moved` when somebody else changed one of them since it was
 * read, `partner-busy` and `allowance-moved` (exit code 3); then nothing is changed.
 */
export function applyPartners(
  context: CommandContext,
  path: string,
  { dryRun = false, prune = false }: ApplyOptions,
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, data, configuration }) => {
    const { entries, invalid } = readPartnerFile(resolve(context.surroundings.workingDirectory, path));
    const { findings: known } = withRuleKinds(await schemasUnder(configuration));
    const [processed, assignments] = [await processedSets(configuration), await assignmentsOf(configuration)];
    const concerned = [...entries, ...(prune ? ledger.partners() : [])].map(({ id }) => id);
    const expected = expectedVersions(ledger, concerned);
    const partners = ledger.partners();
    const { payer } = configuration;
    const { plans, problems } = planFile(entries, { ledger, payer, assignments, processed, known, partners, prune });
    if (problems.length > 0) throw invalid(problems);
    requireRemovable(ledger, plans);
    if (!context.json) for (const plan of plans) tell(context, plan);
    const changes = plans.flatMap((plan) => plan.changes);
    if (!dryRun) {
      if (changes.length > 0) await ledger.changePartners(changes, context.actor, context.now, expected);
      for (const { partnerId } of plans.filter(({ action }) => action === 'add')) {
        const { inbox, outbox, claimed } = data.partner(partnerId);
        for (const folder of [inbox, outbox, claimed]) await ensureFolder(folder);
      }
    }
    if (context.json) for (const plan of plans) context.fact(factOf(plan, !dryRun));
    else context.talk(lastWord(plans, dryRun));
    return 0;
  });
}

/** Raises GatewayError `partner-busy` naming every partner that would go and cannot, also when nothing is to be changed. */
function requireRemovable(ledger: Pick<Ledger, 'removalObstacle'>, plans: readonly PartnerPlan[]): void {
  const removed = plans.filter(({ action }) => action === 'remove').map(({ partnerId }) => partnerId);
  const obstacles = removed.flatMap((id) => ledger.removalObstacle(id) ?? []);
  if (obstacles.length === 0) return;
  const message = ['Partners that the file does not name cannot be removed:', ...obstacles.map((one) => one.message)];
  throw new GatewayError(message.join('\n  '), {
    code: 'partner-busy',
    operation: 'apply a partner file',
    subject: removed.join(', '),
    hint: [...new Set(obstacles.map((one) => one.hint))].join(' '),
    exitCode: 3,
  });
}

/** `schemas/cli/partner-apply.schema.json` */
function factOf({ partnerId, action, differences, kept }: PartnerPlan, isApplied: boolean) {
  return { partner: partnerId, action, isApplied, differences, kept };
}

const SIGN = { add: ['green', '+'], change: ['yellow', '~'], remove: ['red', '-'] } as const;

function tell(context: CommandContext, { partnerId, action, differences, kept }: PartnerPlan): void {
  if (action !== 'none') {
    const [style, sign] = SIGN[action];
    context.line(context.paint(style, `${sign} ${partnerId}`));
    for (const { field, before, after } of differences) {
      if (before === '') context.line(`  + ${field}: ${after}`);
      else if (after === '') context.line(`  - ${field}: ${before}`);
      else context.line(`  ~ ${field}: ${before} -> ${after}`);
    }
  }
  if (kept.length > 0) context.talk(`${partnerId} keeps what the file does not name (--prune): ${kept.join(', ')}`);
}

function lastWord(plans: readonly PartnerPlan[], dryRun: boolean): string {
  const changed = plans.filter(({ action }) => action !== 'none').length;
  if (changed === 0) return 'Nothing differs.';
  const partners = changed === 1 ? 'One partner' : `${changed} partners`;
  return dryRun ? `${partners} would be changed; nothing was (--dry-run).` : `${partners} changed.`;
}
