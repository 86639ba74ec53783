import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { sentBytes, sentName } from '../../deliver/outgoing.js';
import { userOf } from '../../sftp/host/names.js';
import { type FetchedFile, TransferLog } from '../../sftp/host/transfer-log.js';
import type { Ledger } from '../../store/ledger.js';
import type { AnswerRow } from '../../store/rows.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** What became of one fetched file. */
type Outcome = 'pickedUp' | 'before' | 'partly' | 'unknown';

/**
 * Commits as picked up the answers that the transfer log tells were read whole, at the time it tells. Only answers of
 * the partner who read them, by name and size. Exit code 1 when the log tells of none; GatewayError (2) when it cannot
 * be read.
 */
export function recordPickUps(
  context: CommandContext,
  log: string,
  { userPrefix }: { readonly userPrefix: string },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const partnerOf = new Map(ledger.partners().map(({ id }) => [userOf(id, userPrefix), id]));
    const transfers = new TransferLog({ partnerOf, now: context.surroundings.clock.now() });
    const counts = { pickedUp: 0, before: 0, partly: 0, unknown: 0 };
    const file = resolve(context.surroundings.workingDirectory, log);
    try {
      const lines = createInterface({ input: createReadStream(file, 'latin1'), crlfDelay: Number.POSITIVE_INFINITY });
      for await (const line of lines) {
        const fetched = transfers.read(line);
        if (fetched !== undefined) counts[await record(ledger, fetched)]++;
      }
    } catch (error) {
      if (error instanceof GatewayError || systemErrorCode(error) === '') throw error;
      throw unreadable(file, error);
    }
    if (counts.pickedUp > 0) {
      const details = { answers: counts.pickedUp };
      await ledger.addAudit({
        at: context.now,
        actor: context.actor,
        action: 'record-pick-ups',
        subject: 'sftp',
        details,
      });
    }
    if (context.json) context.fact(counts);
    else tell(context, counts);
    return counts.pickedUp + counts.before > 0 ? 0 : 1;
  });
}

async function record(ledger: Ledger, { partner, name, bytes, at }: FetchedFile): Promise<Outcome> {
  const answer = answerNamed(ledger, partner, name);
  if (answer?.state === 'picked_up') return 'before';
  // It was read before somebody asked for it again.
  if (answer !== undefined && at < answer.redeliveredAt) return 'before';
  // Not yet delivered: the partner made a file of that name itself.
  if (answer?.state !== 'delivered') return 'unknown';
  if (sentBytes(answer) !== bytes) return 'partly';
  await ledger.moveAnswer(answer.id, 'picked_up', at);
  return 'pickedUp';
}

/** By the name it was given for this partner, else by the one it has in the download store. */
function answerNamed(ledger: Ledger, partnerId: string, name: string): AnswerRow | undefined {
  const given = ledger.answerSentAs(partnerId, name);
  if (given !== undefined) return given;
  const [number = ''] = name.split('.');
  const submission = ledger.submission({ number });
  if (submission === undefined) return undefined;
  return ledger.answersOf(submission.id).find((one) => one.partnerId === partnerId && sentName(one) === name);
}

function tell(context: CommandContext, counts: Record<Outcome, number>): void {
  const { pickedUp, before, partly, unknown } = counts;
  context.line(
    `picked up: ${pickedUp} now, ${before} known before, ${partly} read in part, ${unknown} no answer of ours`,
  );
  if (pickedUp + before + partly + unknown > 0) return;
  context.talk('The log tells of no file read from an outbox. Does sshd log there with "internal-sftp -l VERBOSE"?');
}

function unreadable(file: string, cause: unknown): GatewayError {
  return new GatewayError(`The log ${file} cannot be read (${systemErrorCode(cause)})`, {
    code: 'log-unreadable',
    operation: 'read the transfer log',
    subject: file,
    hint: 'Name the file that sshd logs to, and run this as a user who may read it.',
    exitCode: 2,
    cause,
  });
}
