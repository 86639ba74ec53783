import { expectThat } from './failure.mjs';

/**
 * What must hold of every outcome, whatever the file: places lie in the file, ranges follow one another, a refusal has a
 * finding that refuses and the other way round, and refused units are units.
 */
export function checkOutcome({ file, interchanges, sets }, bytes, { options }) {
  expectThat(file.bytes === bytes.length, 'outcome', 'the file has another size');
  expectThat(file.interchanges === interchanges.length, 'outcome', 'an interchange has no outcome');
  const says = interchanges.length + file.findings.length;
  expectThat(says > 0, 'outcome', 'a file came to nothing at all');
  checkPlaces(file.findings, bytes);
  let end = 0;
  for (const [index, interchange] of interchanges.entries()) {
    expectThat(interchange.index === index && interchange.byteStart >= end, 'outcome', 'interchanges out of order');
    expectThat(
      interchange.byteEnd >= interchange.byteStart && interchange.byteEnd <= bytes.length,
      'outcome',
      'an interchange ends outside the file',
    );
    end = interchange.byteEnd;
    checkPlaces(interchange.findings, bytes);
    const { acknowledgment, note, groups } = interchange;
    expectThat((acknowledgment === 'A') === (note === '000'), 'outcome', `TA1 ${acknowledgment} with note ${note}`);
    if (acknowledgment !== 'A') expectThat(interchange.findings.length > 0, 'outcome', 'a TA1 without a finding');
    for (const group of groups)
      checkGroup(
        group,
        sets.filter((set) => set.interchange === index && set.group === group.index),
        bytes,
      );
  }
  for (const set of sets) checkSet(set, bytes, options);
}

function checkGroup(group, sets, bytes) {
  checkPlaces(group.findings, bytes);
  const accepted = sets.filter(({ status }) => status !== 'R').length;
  if (group.status === 'R') {
    expectThat(group.setsAccepted === 0, 'outcome', 'a refused group with accepted sets');
    const reasons = group.findings.length + sets.filter(({ status }) => status === 'R').length;
    expectThat(reasons > 0 || group.codes.length > 0, 'outcome', 'a refused group without a reason');
  } else expectThat(group.setsAccepted === accepted, 'outcome', 'AK904 is not the number of accepted sets');
  expectThat(group.refusedUnits <= group.units, 'outcome', 'more refused units than units');
}

function checkSet(set, bytes, options) {
  const { status, findings, byteStart, byteEnd, refusals, units } = set;
  expectThat(byteStart < byteEnd && byteEnd <= bytes.length, 'outcome', 'a set ends outside the file');
  expectThat(set.findingsTotal >= findings.length, 'outcome', 'fewer findings in all than kept');
  checkPlaces(findings, bytes);
  const refusing = findings.filter(({ severity, carrier }) => severity === 'reject' && carrier !== 'application');
  expectThat(
    (status === 'R') === refusing.length > 0,
    'outcome',
    `IK501 ${status} with ${refusing.length} refusing findings`,
  );
  if (status === 'A') expectThat(set.codes.length === 0, 'outcome', 'an accepted set with codes');
  const text = set.acknowledgment.text;
  const isAnswered = text !== '';
  if (isAnswered)
    expectThat(text.slice(text.lastIndexOf('~IK5*') + 5)[0] === status, 'outcome', 'IK501 is not the verdict');
  else if (status !== 'A') expectThat(set.acknowledgment.segments === 0, 'outcome', 'segments without text');
  if (options.acknowledgedSets === 'all' && isAnswered) expectThat(text.startsWith('AK2'), 'outcome', 'no AK2');
  let last = -1;
  for (const { from, to } of refusals) {
    expectThat(
      from >= 0 && from < to && to <= Math.max(units, 1) && from >= last,
      'outcome',
      `units ${from} to ${to} of ${units} refused`,
    );
    last = from;
  }
}

/** Places lie in the file; elements lie in their segment. */
function checkPlaces(findings, bytes) {
  for (const { code, place } of findings) {
    const { byteOffset, byteLength, elementOffset, elementLength = 0 } = place;
    const isInside =
      Number.isInteger(byteOffset) && byteOffset >= 0 && byteLength >= 0 && byteOffset + byteLength <= bytes.length;
    expectThat(isInside, 'place', `${code} lies outside the file: ${byteOffset} + ${byteLength}`);
    if (elementOffset === undefined) continue;
    const fits =
      elementOffset >= byteOffset && elementLength >= 0 && elementOffset + elementLength <= byteOffset + byteLength;
    expectThat(
      fits,
      'place',
      `${code}: element ${elementOffset} + ${elementLength} outside ${byteOffset} + ${byteLength}`,
    );
  }
}
