import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import { type Desk, withDesk } from '../desk/open-desk.js';
import { isLeaving, type Prompts, terminalPrompts } from '../desk/prompts.js';
import { nextForReview, reviewOne } from '../desk/review-session.js';
import type { ExitCode } from '../exit-code.js';
import { tellUnknown } from '../prior-authorization/look-up.js';

/**
 * Reviews PAs with a person at the terminal: the one named, or one after the other as they are due. Exit code 0 when
 * something was decided, 1 when nothing was. Raises GatewayError `terminal-needed` (exit code 2).
 */
export async function reviewPriorAuthorization(
  context: CommandContext,
  number: string | undefined,
  options: { readonly showValues?: boolean },
): Promise<ExitCode> {
  if (context.json || process.stdin.isTTY !== true || process.stdout.isTTY !== true) throw terminalNeeded(context);
  const prompts = await terminalPrompts();
  return withDesk(context, (desk) => reviewWith(desk, prompts, number, options.showValues === true));
}

/** As `reviewPriorAuthorization`, with whatever prompts. */
export async function reviewWith(
  desk: Desk,
  prompts: Prompts,
  number: string | undefined,
  showValues: boolean,
): Promise<ExitCode> {
  const { context, parts } = desk;
  let decided = 0;
  for (;;) {
    const found = number === undefined ? nextForReview(desk) : parts.ledger.priorAuthorization(number)?.row;
    if (found === undefined) {
      if (number === undefined) context.talk('Nothing waits for review.');
      else tellUnknown(context, number);
      break;
    }
    const end = await reviewOne(desk, prompts, found, showValues);
    if (end === 'decided') decided++;
    if (number !== undefined || end !== 'decided' || !(await goesOn(prompts))) break;
  }
  return decided > 0 ? 0 : 1;
}

async function goesOn(prompts: Prompts): Promise<boolean> {
  try {
    return await prompts.confirm({ message: 'Review the next one?', default: true });
  } catch (error) {
    if (isLeaving(error)) return false;
    throw error;
  }
}

function terminalNeeded(context: CommandContext): GatewayError {
  return new GatewayError(context.json ? 'A review with --json has nobody to ask' : 'A review needs a terminal', {
    code: 'terminal-needed',
    operation: 'review prior authorizations',
    hint: 'Scripts use "x12gw pa list --json", "pa take", "pa decide" and "pa defer".',
    exitCode: 2,
  });
}
