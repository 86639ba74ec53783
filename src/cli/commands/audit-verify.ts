import { auditKey, sealNow } from '../../gateway/rounds/audit-sealing.js';
import { verifyAudit } from '../../operations/audit/audit-verify.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** Goes through the whole audit trail and its seals. Exit code 1 when something does not fit. */
export function verifyAuditTrail(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const key = auditKey(configuration, (warning) => context.talk(`warning: ${warning}`));
    const verdict = await verifyAudit({ ledger, file: data.auditSeals, key });
    const { rows, seals, unsealedRows, signaturesRight, problems, problemCount } = verdict;
    const isSound = problemCount === 0;
    if (context.json) {
      context.fact({ isSound, file: data.auditSeals, isSigned: key !== '', ...verdict });
      return isSound ? 0 : 1;
    }
    for (const { problem } of problems) context.line(`${context.paint('red', 'broken')}  ${problem}`);
    if (problemCount > problems.length) context.line(`... and ${problemCount - problems.length} more`);
    const signatures = key === '' ? 'no key is configured' : `signatures right ${signaturesRight}`;
    const mark = isSound ? context.paint('green', 'sound') : context.paint('red', 'broken');
    context.line(`${mark}  lines ${rows}, seals ${seals}, ${signatures}; lines since the last seal ${unsealedRows}`);
    if (!isSound) context.talk('Keep a copy of the data directory as it is, before anything else: docs/audit.md.');
    return isSound ? 0 : 1;
  });
}

/** Seals the lines that have no seal yet. Exit code 1 when there are none. */
export function sealAudit(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const seal = await sealNow({ configuration, folder: data, ledger, now: context.now });
    if (seal === undefined) {
      context.talk('Every line has its seal.');
      return 1;
    }
    if (context.json) context.fact(seal);
    else
      context.line(`seal ${seal.seal}  ${seal.rows} lines  ${seal.digest}${seal.signature === '' ? '' : '  signed'}`);
    return 0;
  });
}
