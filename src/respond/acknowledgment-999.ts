import type { GroupOutcome, InterchangeOutcome } from '../envelope/outcome.js';
import type { PartnerOptions } from '../partners/profile.js';
import { echo, InterchangeWriter } from '../x12/writer.js';
import { isGroupRefused } from './outcome.js';
import { type ReplyAddress, type ReplyTime, replyApplications, replyHeader } from './reply-envelope.js';
import type { SetAcknowledgment } from './set-acknowledgment.js';

/** GS08 and ST03 of every 999 we send. */
export const ACKNOWLEDGMENT_VERSION = '005010X231A1';
/** AK902 to AK904 hold six digits, as GE01 does; a larger count is itself wrong and is written as the largest. */
const LARGEST_COUNT = 999_999;

/** What the 999s of one received interchange say and how they are sent. */
export interface AcknowledgmentRequest {
  /** All groups of the interchange, in order. */
  readonly groups: readonly GroupOutcome[];
  /** The sets of one group (0-based in the interchange) in order, each with its part rendered before. Read once. */
  readonly setsOf: (group: number) => Iterable<{ readonly acknowledgment: SetAcknowledgment }>;
  readonly options: PartnerOptions;
  readonly address: ReplyAddress;
  /** Our ISA13; GS06 is the same number without zeros. */
  readonly controlNumber: number;
  readonly at: ReplyTime;
}

/** Whether an interchange gets 999s: it was not refused, and holds a group that is not acknowledgments itself. */
export function is999Due(outcome: Pick<InterchangeOutcome, 'acknowledgment' | 'groups'>): boolean {
  return outcome.acknowledgment !== 'R' && outcome.groups.some((group) => group.isAcknowledged);
}

/**
 * The answer to one received interchange: one interchange with one FA group that holds one ST*999 for each received
 * group, groups of acknowledgments (FA) left out. GS02 and GS03 are those of the first answered group, exchanged. Gives
 * the text in parts, one set at a time, so that a million sets never stand in memory; counts come last. Call it only
 * when `is999Due`. Throws RangeError when it is not.
 */
export function* render999(request: AcknowledgmentRequest): Generator<string, void, undefined> {
  const answered = request.groups.filter((group) => group.isAcknowledged);
  const first = answered[0];
  if (first === undefined) throw new RangeError('No group of this interchange is answered with a 999');
  const writer = new InterchangeWriter(replyHeader(request.address, request.controlNumber, request.at));
  yield writer.begin() +
    writer.beginGroup({
      functionalIdentifier: 'FA',
      ...replyApplications(first, request.address),
      date: request.at.date,
      time: request.at.time,
      controlNumber: request.controlNumber,
      version: ACKNOWLEDGMENT_VERSION,
    });
  for (const group of answered) yield* groupAcknowledgment(writer, group, request);
  yield writer.endGroup() + writer.end();
}

/** ST*999 to SE for one received group. One refused by a finding of its own has no AK2 loops. */
function* groupAcknowledgment(
  writer: InterchangeWriter,
  group: GroupOutcome,
  request: AcknowledgmentRequest,
): Generator<string, void, undefined> {
  yield writer.beginSet('999') +
    writer.segment(
      'AK1',
      echo(group.functionalIdentifier, 2),
      group.controlNumber.replace(/\D/g, '').slice(0, 9) || '0',
      echo(group.version, 12),
    );
  if (!isGroupRefused(group.findings, request.options)) {
    for (const { acknowledgment } of request.setsOf(group.index)) {
      if (acknowledgment.segments > 0) yield writer.prepared(acknowledgment.text, acknowledgment.segments);
    }
  }
  yield writer.segment(
    'AK9',
    group.status,
    count(group.setsIncluded),
    count(group.setsReceived),
    count(group.setsAccepted),
    ...group.codes,
  ) + writer.endSet();
}

function count(value: number): string {
  return String(Math.min(value, LARGEST_COUNT));
}
