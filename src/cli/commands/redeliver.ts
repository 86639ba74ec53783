import { basename } from 'node:path';
import { answerFileName, letterPath } from '../../deliver/download-layout.js';
import { bringOutAnswers } from '../../gateway/bring-out.js';
import { outgoingAnswersOf } from '../../gateway/payload/outgoing-answers.js';
import type { AnswerType } from '../../respond/answer.js';
import type { AnswerRow } from '../../store/rows.js';
import { createLogger } from '../../support/logger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { configurationOf, type Installation, withInstallation } from '../ledger.js';
import { localDate } from '../local-time.js';
import { submissionNumberOf } from '../submission-number.js';

/** Why an answer cannot be delivered again. */
type Refusal = 'content-removed' | 'under-way' | 'letter' | 'store-only' | 'publish-report' | 'partner-removed';

/**
 * Has answers delivered again: those of one file, of one type, or one by its name in the download store. They go their way
 * as at the first time, by the gateway that runs or, when none does, before this ends. Exit code 1 when none can be.
 */
export function redeliver(
  context: CommandContext,
  name: string,
  { type }: { readonly type?: AnswerType },
): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { ledger } = installation;
    const wanted = wantedName(name);
    const submission = ledger.submission({ number: wanted.split('.')[0]! });
    const all = submission === undefined ? [] : ledger.answersOf(submission.id);
    const answers = all.filter((answer) => isNamed(answer, wanted) && (type === undefined || answer.type === type));
    if (answers.length === 0) {
      context.talk('No answer fits. "x12gw downloads --submission S12" lists those of a file.');
      return 1;
    }
    const partners = new Set(ledger.partners().map(({ id }) => id));
    const refusals = new Map(answers.map((answer) => [answer.id, refusalOf(answer, partners)]));
    const again = answers.filter(({ id }) => refusals.get(id) === undefined);
    if (again.length > 0) {
      await ledger.redeliverAnswers(
        again.map(({ id }) => id),
        context.actor,
        context.now,
      );
      await bringOut(context, installation);
    }
    const held = new Set(ledger.heldPartners());
    const now = new Map(ledger.answersOf(submission!.id).map((answer) => [answer.id, answer]));
    for (const answer of answers)
      tell(context, now.get(answer.id)!, refusals.get(answer.id), held.has(answer.partnerId));
    return again.length > 0 ? 0 : 1;
  });
}

/** `s12.999` and a path in the download store as the name they mean, or the beginning of several. */
function wantedName(text: string): string {
  const [number = '', ...rest] = basename(text).split('.');
  return [submissionNumberOf(number), ...rest.map((part) => part.toLowerCase())].join('.');
}

function isNamed(answer: AnswerRow, wanted: string): boolean {
  return `${fileNameOf(answer)}.`.startsWith(`${wanted}.`);
}

function fileNameOf(answer: AnswerRow): string {
  return answer.target === 'letters' ? basename(letterPath(answer)) : answerFileName(answer);
}

function refusalOf(
  { target, state, partnerId, contentRemovedAt }: AnswerRow,
  partners: ReadonlySet<string>,
): Refusal | undefined {
  if (contentRemovedAt !== '') return 'content-removed';
  if (target === 'letters') return 'letter';
  if (target === 'store') return 'store-only';
  if (target === 'publisher') return 'publish-report';
  if (!partners.has(partnerId)) return 'partner-removed';
  return state === 'stored' || state === 'written' ? 'under-way' : undefined;
}

async function bringOut(context: CommandContext, { configuration, ledger, data }: Installation): Promise<void> {
  const { clock } = context.surroundings;
  await bringOutAnswers({
    ledger,
    folder: data,
    clock,
    outgoing: outgoingAnswersOf(configuration, { ledger, folder: data, clock }),
    logger: createLogger('warn', { write: (line) => void context.surroundings.stderr.write(line) }),
    observe: () => undefined,
  });
}

function tell(context: CommandContext, answer: AnswerRow, refusal: Refusal | undefined, isHeld: boolean): void {
  const { submissionNumber: submission, type, partnerId: partner, state } = answer;
  const file = fileNameOf(answer);
  const outcome = refusal === undefined ? outcomeOf(state) : 'refused';
  if (context.json) {
    context.fact({ submission, type, file, partner, state, outcome, ...(refusal && { refusal }), isHeld });
    return;
  }
  const day = localDate(answer.contentRemovedAt, configurationOf(context).payer.timeZone);
  const text = refusal === undefined ? OUTCOMES[outcomeOf(state)] : REFUSALS[refusal].replace('{day}', day);
  const isWaiting = isHeld && (outcome === 'asked' || refusal === 'under-way');
  const hold = isWaiting ? ` ${partner} is held: "x12gw partner release-hold ${partner}" lets it go.` : '';
  context.line(`${file}  ${partner}  ${context.asCalled(text + hold)}`);
}

function outcomeOf(state: AnswerRow['state']): 'delivered' | 'asked' {
  return state === 'delivered' || state === 'picked_up' ? 'delivered' : 'asked';
}

const OUTCOMES = {
  delivered: 'lies in the outbox again.',
  asked: 'is asked for; the gateway puts it into the outbox with its next round.',
} as const;

const REFUSALS: Readonly<Record<Refusal, string>> = {
  'content-removed': 'has no content any more: removed on {day} under retention.',
  'under-way': 'has not been delivered yet and comes by itself; "x12gw reconcile" and the log tell what holds it up.',
  letter: 'is a letter and goes to no outbox; ask whoever mails letters, or see "x12gw pa letters".',
  'partner-removed': 'has no outbox since its partner was removed; "x12gw downloads --get DIR" fetches it.',
  'publish-report': 'is a report on a published file and goes to no outbox; it lies in publish-reports/.',
  'store-only': 'goes to the download store alone; "x12gw downloads --get DIR" fetches it.',
};
