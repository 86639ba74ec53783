import { existsSync } from 'node:fs';
import { replayFile } from '../../gateway/submit.js';
import { withRuleKinds } from '../../rules/load.js';
import type { SubmissionRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import { createLogger } from '../../support/logger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { configurationOf, type Installation, withInstallation } from '../ledger.js';
import { localDate } from '../local-time.js';
import { type Compared, compareVerdicts, type VerdictChange } from '../replay/compare-verdicts.js';
import { schemasUnder } from '../schemas.js';
import { submissionNumberOf } from '../submission-number.js';
import { formatTable } from '../table.js';
import { fileExaminer } from '../validation/examiner.js';
import { dayFor } from '../validation/nobody.js';

/** The command's options as given. */
export interface ReplayOptions {
  /** The file's number once more: then it is handed in again. */
  readonly confirm?: string;
}

/** Changes shown one by one; a file of a million sets has no more to say. */
const MOST_SHOWN = 1_000;
/** How long the new run may take before the command no longer waits for it. */
const WAIT_SECONDS = 60;

/**
 * Judges a received file once more, as everything is set up today, and shows what comes out otherwise; nothing is kept.
 * With `--confirm` and its number the same bytes are then handed in as a new submission: what was refused gets its new
 * answer, what was taken is a duplicate and gets copies of its answers, so that nothing is registered twice. Exit codes:
 * without `--confirm` 1 when something comes out otherwise; with it as `submit`. Raises GatewayError (exit code 2)
 * `submission-unknown`, `not-replayable`, `replay-not-confirmed`.
 */
export async function replay(context: CommandContext, name: string, options: ReplayOptions): Promise<ExitCode> {
  const number = submissionNumberOf(name);
  const code = await withInstallation(context, (installation) => {
    const submission = replayable(installation, number);
    requireConfirmation(options.confirm, number);
    return showChanges(context, installation, submission);
  });
  if (options.confirm === undefined) return code;
  const result = await replayFile(configurationOf(context), number, {
    waitSeconds: WAIT_SECONDS,
    actor: context.actor,
    logger: createLogger('error', { write: (line) => void context.surroundings.stderr.write(line) }),
  });
  const { number: again, disposition, state } = result.submission;
  if (context.json) context.fact({ kind: 'again', submission: number, again, disposition, state });
  else context.line(`${number} was handed in again as ${again}: ${disposition === '' ? state : disposition}`);
  if (!result.isComplete) return 3;
  if (disposition === 'duplicate') return 4;
  return disposition === 'accepted' || disposition === 'acknowledgments' ? 0 : 1;
}

async function showChanges(
  context: CommandContext,
  { configuration, data, ledger }: Installation,
  submission: SubmissionRow,
): Promise<ExitCode> {
  const { transactionHandlers } = await import('../../gateway/handlers.js');
  const schemas = withRuleKinds(await schemasUnder(configuration));
  const { payer, overlay } = configuration;
  const handlers = transactionHandlers(schemas, overlay).map(({ name, guideIds }) => ({ name, guideIds }));
  const examiner = await fileExaminer(schemas, configuration, { payer, handlers, overlay });
  const profile = ledger.partner(submission.partnerId)!;
  const received = dayFor(payer, new Date(submission.receivedAt));
  const shown: VerdictChange[] = [];
  let changes = 0;
  const path = data.inside(submission.originalPath);
  const compared = await compareVerdicts({ ledger, examiner }, submission, path, { profile, received }, (change) => {
    changes++;
    if (shown.length < MOST_SHOWN) shown.push(change);
  });
  tell(context, submission, shown, changes, compared);
  return changes === 0 ? 0 : 1;
}

function tell(
  context: CommandContext,
  { number, disposition }: SubmissionRow,
  shown: readonly VerdictChange[],
  changes: number,
  { interchanges, sets }: Compared,
): void {
  if (context.json) {
    for (const change of shown) context.fact({ kind: 'change', submission: number, ...change });
    context.fact({ kind: 'compared', submission: number, disposition, interchanges, sets, changes });
    return;
  }
  if (changes === 0) {
    context.line(
      `${number} (${disposition}) comes out today as it did: ${counted(interchanges, 'interchange')}, ${counted(sets, 'set')}.`,
    );
    return;
  }
  const rows = shown.map(({ interchange, group, set, controlNumber, then, now }) => {
    const place = [interchange, group, set].filter((one) => one > 0).join('.');
    return [place, controlNumber, then === '' ? 'none' : then, now];
  });
  for (const line of formatTable(['PLACE', 'CONTROL', 'THEN', 'NOW'], rows)) context.line(line);
  if (changes > shown.length) context.talk(`and ${changes - shown.length} more`);
  context.talk(
    `Nothing was changed. "x12gw replay ${number} --confirm ${number}" hands the same bytes in again: what was refused is ` +
      'judged anew, what was taken is a duplicate and is not registered twice.',
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function replayable({ configuration, ledger, data }: Installation, number: string): SubmissionRow {
  const submission = ledger.submission({ number });
  if (submission === undefined) {
    throw refusal(
      'submission-unknown',
      'There is no such file',
      number,
      '"x12gw downloads" lists files with their answers, "x12gw status" those that are not finished.',
    );
  }
  if (submission.channel === 'attachments') {
    const hint = 'Attach it again with "x12gw pa attach".';
    throw refusal('not-replayable', 'It is a document and no X12', number, hint);
  }
  if (submission.channel === 'publish') {
    const hint = 'Publish the same file again: what was filed of it is not filed twice.';
    throw refusal('not-replayable', 'It was published by another system of the payer', number, hint);
  }
  if (submission.disposition === '' || submission.state === 'quarantined') {
    const hint =
      '"x12gw trace" tells where it stands; "x12gw quarantine release" sends a quarantined file through again.';
    throw refusal('not-replayable', 'It has no verdict yet', number, hint);
  }
  if (submission.disposition === 'unpacked') {
    const members = ledger.unpackedFrom(submission.id).map((member) => member.number);
    const shown = members.slice(0, 3).join(', ');
    const hint = `Replay what it held: ${shown}${members.length > 3 ? ` and ${members.length - 3} more` : ''}.`;
    throw refusal('not-replayable', 'It was packed or encrypted, and has no verdict of its own', number, hint);
  }
  if (ledger.partner(submission.partnerId) === undefined) {
    const hint = `Register it again with "x12gw partner add ${submission.partnerId}".`;
    throw refusal('not-replayable', 'Its partner is not registered any more', number, hint);
  }
  if (submission.originalRemovedAt !== '') {
    const day = localDate(submission.originalRemovedAt, configuration.payer.timeZone);
    const hint = 'Ask the partner to send it again. docs/retention.md says how long originals are kept.';
    throw refusal('not-replayable', `Its original was removed on ${day} under retention`, number, hint);
  }
  if (!existsSync(data.inside(submission.originalPath))) {
    const hint = 'Ask the partner to send it again, or restore it from a backup.';
    throw refusal('not-replayable', 'Its original is not kept any more', number, hint);
  }
  return submission;
}

/** Handing in again is typed in full, so that it does not happen by a slip of the keys. */
function requireConfirmation(confirm: string | undefined, number: string): void {
  if (confirm === undefined || submissionNumberOf(confirm) === number) return;
  const hint = `Nothing was handed in. Type the number of the same file: --confirm ${number}.`;
  throw refusal('replay-not-confirmed', '--confirm names another file', number, hint);
}

function refusal(code: string, message: string, subject: string, hint: string): GatewayError {
  return new GatewayError(message, { code, operation: 'replay a file', subject, hint, exitCode: 2 });
}
