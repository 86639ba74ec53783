import { type Problem, problemName } from '../../domain/prior-authorization/problems.js';
import type { UnitRefusalReason } from '../handler.js';
import type { RequestProblemTable } from '../prior-authorization-tables.js';
import { printable, type ReportHead, reportHead } from '../report-head.js';
import type { Outcome } from './operations.js';
import { type AaaEntry, aaaEntries, problemEntries } from './refusals.js';

/** One reason in the report. */
interface Reason {
  readonly name: string;
  /** Service line, 1 to n; 0: the request as a whole. */
  readonly line: number;
  readonly wording: string;
  readonly mend: string;
  readonly entry: AaaEntry;
}

/** AAA04: a request that is not to be sent again. */
const DO_NOT_RESUBMIT = 'N';

/**
 * The report on a 278 request that was refused, as plain text for the submitter alone: every reason in full and how to mend
 * it. The 278 response says less, since its tree ends at the highest level at fault and MSG01 holds 264 characters.
 * `traces`: the sender's own numbers of the event (TRN02), to find the request by; `reasons`: why pass 1 refused it. Holds
 * no other value of the request.
 */
export function requestReport(
  head: ReportHead,
  traces: readonly string[],
  { refusals, found }: Extract<Outcome, { readonly kind: 'refused' }>,
  reasons: readonly UnitRefusalReason[],
  { problems }: RequestProblemTable,
): string {
  const named = (problem: Problem, entry: AaaEntry): Reason => {
    const name = problemName(problem);
    return { name, line: problem.line, ...(problems[name] ?? { wording: name, mend: '' }), entry };
  };
  const entries = problemEntries(refusals);
  const all = [
    ...refusals.map((refusal, at) => named(refusal, entries[at]!)),
    ...found.map(({ entry, code }, at): Reason => {
      const { message, mend } = reasons[at]!;
      return { name: code, line: entry.line, wording: message, mend, entry };
    }),
  ];
  const told = aaaEntries(all.map(({ entry }) => entry));
  return `${[
    ...reportHead('REQUEST REPORT', head),
    ...(traces.length === 0 ? [] : [`Your trace:       ${traces.map(printable).join(', ')}`]),
    'Result:           REFUSED. There is no authorization for this request.',
    '',
    ...all.flatMap((reason, at) => linesOf(reason, at + 1, told.includes(reason.entry))),
    '',
    all.some(({ entry }) => entry.followUp !== DO_NOT_RESUBMIT)
      ? 'Mend what is listed and send the request again, in a new file.'
      : 'Do not send this request again unless what is listed says so.',
  ].join('\n')}\n`;
}

/** `isTold`: the 278 response says it too, in an AAA of its own. */
function linesOf({ line, wording, name, mend, entry }: Reason, number: number, isTold: boolean): readonly string[] {
  const place = line === 0 ? '' : `Service ${line}: `;
  const { loop, reason, followUp } = entry;
  return [
    `${String(number).padStart(4)}  ${place}${printable(wording)} (${name})`,
    ...(mend === '' ? [] : [`      To mend it: ${printable(mend)}`]),
    ...(isTold ? [`      In the 278 response: AAA03 ${reason}, AAA04 ${followUp} in loop ${loop}`] : []),
  ];
}
