import type { SubmissionRow } from '../store/rows.js';

/**
 * Every durable step a file goes through, in order, and nowhere else. Up to `copied` the subject is the arrival id, from
 * `received` on the submission number. A crash after any of them loses nothing and repeats nothing:
 * `claimed` renamed out of the inbox; `copied` into a file of ours; `received` promised in the ledger, also what came out of a packed file; `released` the
 * claimed file removed; `attempt` counted before it begins; `bulk` a batch of verdicts of sets, not yet true; `verdict`
 * one interchange decided with its acknowledgments; `examined` the file has its disposition; `applied` one batch of
 * units in the domain with its answers; `concluded` a set of claims ended with the answers to all of it;
 * `application-completed` nothing is left to apply; `document-taken` a document
 * with its PA and its report; `written` one answer in the
 * download store; `delivered` one answer in the outbox. Writing and delivering run beside the steps after `verdict`.
 */
export const steps = [
  'claimed',
  'copied',
  'received',
  'released',
  'attempt',
  'bulk',
  'verdict',
  'examined',
  'applied',
  'concluded',
  'application-completed',
  'document-taken',
  'written',
  'delivered',
] as const;

export type Step = (typeof steps)[number];

/** Told after each step has become durable. May return a promise; the file waits for it. */
export type Observe = (step: Step, subject: string) => void | Promise<void>;

/** `as-it-is`: judge the file itself. `unpacked`: it has ended, its members go on. `refused`: it has its report. */
export type UnpackOutcome = 'as-it-is' | 'unpacked' | 'refused';

/** The parts of the way that work on one received file. Each may be repeated after a crash. */
export interface Stages {
  /** Counts the attempt and returns its number. */
  begin(submission: SubmissionRow, alone: boolean): Promise<number>;
  /** A packed or encrypted file into submissions of their own, or its refusal. */
  unpack(submission: SubmissionRow, attempt: number): Promise<UnpackOutcome>;
  /** Pass 1: verdicts, acknowledgments, disposition. */
  examine(submission: SubmissionRow, attempt: number): Promise<void>;
  /** Pass 2: accepted units into the domain, their answers, the end. */
  apply(submission: SubmissionRow): Promise<void>;
  /** A document for a PA, which is no X12: to its PA, answered, ended, in one step. */
  takeDocument(submission: SubmissionRow, attempt: number): Promise<void>;
  /** What another system of the payer published: checked, filed for its receivers, reported, ended. */
  publish(submission: SubmissionRow, attempt: number): Promise<void>;
}

/**
 * Takes one received file the rest of its way: attempt, pass 1 unless its verdicts stand, pass 2. `onAttempt` hears the
 * attempt's number as soon as it is counted, so that a failure can be put down to it.
 */
export async function processSubmission(
  stages: Stages,
  submission: SubmissionRow,
  alone: boolean,
  onAttempt: (attempt: number) => void,
): Promise<void> {
  const attempt = await stages.begin(submission, alone);
  onAttempt(attempt);
  if (submission.channel === 'attachments') return stages.takeDocument(submission, attempt);
  if (submission.channel === 'publish') return stages.publish(submission, attempt);
  if (submission.state === 'received') {
    const outcome = await stages.unpack(submission, attempt);
    if (outcome === 'unpacked') return;
    if (outcome === 'as-it-is') await stages.examine(submission, attempt);
  }
  await stages.apply(submission);
}
