import { X12Parser } from 'node-x12';
import { expectThat } from './failure.mjs';

const AT = { date: '20261122', time: '1200' };
/** node-x12 takes its time; longer answers repeat what shorter ones say. */
const LONGEST_PARSED = 30_000;

/** The TA1 and the 999 of a judged file, as `validate --acks` makes them, one text for each. */
export function answersOf(library, { interchanges, sets }, options) {
  const answers = [];
  for (const outcome of interchanges) {
    const { header, groups, acknowledgment, note } = outcome;
    const address = library.replyAddress(header, note);
    const request = { address, at: AT, controlNumber: answers.length + 1 };
    if (library.isTa1Due(outcome, options)) {
      if (!library.isAddressed(address)) continue;
      answers.push({ kind: 'TA1', outcome, text: library.renderTa1({ header, acknowledgment, note, ...request }) });
    }
    if (library.is999Due(outcome)) {
      const setsOf = (group) => sets.filter((set) => set.interchange === outcome.index && set.group === group);
      const text = [...library.render999({ groups, setsOf, options, ...request })].join('');
      answers.push({ kind: '999', outcome, text });
    }
  }
  return answers;
}

/** Every answer is itself accepted without a remark, is read by node-x12, and counts what it holds. */
export async function checkAcknowledgments(library, record, judge, plain) {
  const { sets } = record;
  for (const { kind, outcome, text } of answersOf(library, record, judge.setting.options)) {
    const bytes = Buffer.from(text, 'latin1');
    const own = await plain.judge(bytes);
    const [interchange] = own.interchanges;
    const found = [
      ...own.file.findings,
      ...own.interchanges.flatMap(({ findings, groups }) => [
        ...findings,
        ...groups.flatMap((group) => group.findings),
      ]),
      ...own.sets.flatMap((set) => set.findings),
    ];
    const wrong = found.filter((finding) => !isEcho(finding, outcome, sets));
    const codes = wrong.map(
      ({ code, place, value = '' }) => `${code} ${place.loopPath} ${place.segmentId}${place.element ?? ''} "${value}"`,
    );
    expectThat(
      own.interchanges.length === 1 && interchange.acknowledgment === 'A' && wrong.length === 0,
      `${kind}`,
      `not clean: ${codes.join(', ')}`,
    );
    // It takes no interchange without a group, which is what one with a TA1 alone is.
    if (kind === '999' && text.length <= LONGEST_PARSED) new X12Parser(true).parse(text);
    if (kind === '999') checkCounts(text, outcome);
  }
}

/** AK101, AK201, TA102 and TA103 repeat what was received, whatever it is (999 guide AK1, AK2; TA1 segment). */
function isEcho({ place, value }, { groups, header }, sets) {
  if (place.segmentId === 'TA1') return value === [header.date, header.time][place.element - 2];
  if (place.segmentId === 'AK1' && place.element === 1) return groups.some((one) => one.functionalIdentifier === value);
  if (place.segmentId === 'AK2' && place.element === 1) return sets.some((one) => one.transactionSet === value);
  return false;
}

/** The naive view: what stands between the terminators, counted. */
function checkCounts(text, { groups }) {
  const sets = text.split('~ST*999*').slice(1);
  const answered = groups.filter((group) => group.isAcknowledged);
  expectThat(sets.length === answered.length, '999', 'not one ST for each group');
  for (const [at, set] of sets.entries()) {
    const count = (id) => set.split(`~${id}*`).length - 1;
    const group = answered[at];
    expectThat(
      count('AK2') === count('IK5') && count('AK1') === 1 && count('AK9') === 1,
      '999',
      'AK2 and IK5 do not pair',
    );
    const [, status, included, received, accepted] = /~AK9\*(\w)\*(\d+)\*(\d+)\*(\d+)/.exec(set) ?? [];
    const isSame =
      status === group.status &&
      Number(received) === Math.min(group.setsReceived, 999_999) &&
      Number(accepted) === group.setsAccepted;
    expectThat(isSame && included !== undefined, '999', 'AK9 does not say what came of the group');
    const refusedSets = set.split('~IK5*R').length - 1;
    expectThat(refusedSets <= group.setsReceived, '999', 'more refused sets than sets');
  }
}
