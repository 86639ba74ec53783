import type { FindingScope } from '../findings/finding.js';
import { checkChoices } from './check-choices.js';
import { checkCodes, type ReportProblem } from './check-codes.js';
import { type CheckedSchemas, checkGuide } from './check-guide.js';
import { checkStructure } from './check-structure.js';

import type { GuideFile, GuideIndexEntry } from './types.js';

export type { CheckedSchemas } from './check-guide.js';

/** The code list that an acknowledgment's code for a finding of this scope comes from. */
const ACKNOWLEDGMENT_LISTS: Readonly<Record<Exclude<FindingScope, 'file'>, string>> = {
  interchange: 'ta1-note',
  group: 'group-syntax-error',
  set: 'set-syntax-error',
  segment: 'segment-syntax-error',
  element: 'element-syntax-error',
};

/**
 * Checks that the files of a schemas folder fit together: what JSON Schema cannot see. Pure.
 *
 * @returns One sentence per problem, beginning with the file or node it is in; empty when all is well.
 */
export function checkSchemas(schemas: CheckedSchemas): string[] {
  const problems: string[] = [];
  const report: ReportProblem = (where, what) => problems.push(`${where}: ${what}`);
  checkStandard(schemas, report);
  checkCodeSets(schemas, report);
  checkControl(schemas, report);
  checkIndex(schemas, report);
  checkVersions(schemas, report);
  for (const guide of schemas.guides) checkOneGuide(guide, schemas, report);
  checkFindings(schemas, report);
  return problems;
}

/** One guide; its choices are looked at only when it can be compiled, which any other problem may prevent. */
function checkOneGuide(guide: GuideFile, schemas: CheckedSchemas, report: ReportProblem): void {
  let problems = 0;
  const counted: ReportProblem = (where, what) => {
    problems++;
    report(where, what);
  };
  checkGuide(guide, schemas, counted);
  checkStructure(guide, counted);
  if (problems === 0) checkChoices(guide, schemas, report);
}

function checkStandard({ elements, composites, segments, segmentDirectory }: CheckedSchemas, report: ReportProblem) {
  for (const [id, element] of Object.entries(elements)) {
    if (element.minimum > element.maximum) report(`element ${id}`, 'minimum is above maximum');
    checkCodes(`element ${id}`, element.codes ?? [], element, report);
  }
  for (const [id, composite] of Object.entries(composites)) {
    for (const component of composite.components) {
      if (elements[component] === undefined) report(`composite ${id}`, `no data element ${component}`);
    }
  }
  for (const [id, segment] of Object.entries(segments)) {
    if (!segmentDirectory.has(id)) report(`segment ${id}`, 'not in the segment directory');
    for (const element of segment.elements) {
      if (elements[element] === undefined && composites[element] === undefined) {
        report(`segment ${id}`, `no data element or composite ${element}`);
      }
    }
  }
}

function checkCodeSets({ codeSets, externalCodeSets, elements }: CheckedSchemas, report: ReportProblem) {
  for (const [id, set] of codeSets) {
    const where = `code list ${id}`;
    if (set.id !== id) report(where, `its id is "${set.id}", its file says otherwise`);
    if (externalCodeSets.has(id)) report(where, 'is also listed as external');
    const element = elements[set.dataElement];
    if (element === undefined) report(where, `no data element ${set.dataElement}`);
    else checkCodes(where, [...set.codes.map((entry) => entry.code)], element, report);
    if (set.codes.length === 0) report(where, 'holds no code');
    for (const { code, from, to } of set.codes) {
      if (from !== undefined && to !== undefined && from > to) report(where, `code ${code} ends before it begins`);
    }
  }
}

function checkControl({ control, segments, elements }: CheckedSchemas, report: ReportProblem) {
  for (const [id, segment] of Object.entries(control.segments)) {
    const standard = segments[id];
    segment.elements.forEach((element, index) => {
      const where = `control segment ${id}${String(index + 1).padStart(2, '0')}`;
      if (standard?.elements[index] !== element.element) report(where, `is not the ${element.element} of the standard`);
      const data = elements[element.element];
      if (data === undefined) report(where, `no data element ${element.element}`);
      else checkCodes(where, element.codes ?? [], data, report);
    });
  }
}

function checkIndex({ guideIndex, guides }: CheckedSchemas, report: ReportProblem) {
  for (const guide of guides) {
    const { id, guide: name, transactionSet, functionalGroup, title, when } = guide;
    const entry = guideIndex.find((candidate) => candidate.id === id);
    const expected = {
      id,
      guide: name,
      transactionSet,
      functionalGroup,
      title,
      ...(when === undefined ? {} : { when }),
    };
    if (JSON.stringify(entry) !== JSON.stringify(expected)) report(id, 'the guide index does not say the same');
  }
  checkTellingApart(guideIndex, report);
  const ids = guideIndex.map((entry) => entry.id);
  for (const id of ids.filter((value, index) => ids.indexOf(value) !== index))
    report(id, 'is twice in the guide index');
}

/** Guides of one GS08 and ST01 are told apart by one element, and each of its values names one of them. */
function checkTellingApart(guideIndex: readonly GuideIndexEntry[], report: ReportProblem) {
  guideIndex.forEach((entry, index) => {
    for (const other of guideIndex.slice(0, index)) {
      if (other.guide !== entry.guide || other.transactionSet !== entry.transactionSet) continue;
      const [one, two] = [entry.when, other.when];
      if (one === undefined || two === undefined) report(entry.id, `nothing tells it from ${other.id}`);
      else if (one.segment !== two.segment || one.element !== two.element) {
        report(entry.id, `${other.id} is told apart by another element`);
      } else {
        const shared = one.codes.find((code) => two.codes.includes(code));
        if (shared !== undefined) report(entry.id, `"${shared}" means ${other.id} too`);
      }
    }
  });
}

/** An id that came beside an adopted one leads to a guide there is, and is none itself. */
function checkVersions({ adoptedVersions, guideIndex }: CheckedSchemas, report: ReportProblem) {
  const known = new Set(guideIndex.map((entry) => entry.guide));
  for (const [version, adopted] of adoptedVersions) {
    if (!known.has(adopted)) report(`version ${version}`, `there is no guide ${adopted}`);
    if (known.has(version)) report(`version ${version}`, 'is a guide of its own');
  }
}

function checkFindings({ findingKinds, codeSets }: CheckedSchemas, report: ReportProblem) {
  const seen = new Set<string>();
  for (const kind of findingKinds) {
    const where = `finding ${kind.code}`;
    if (seen.has(kind.code)) report(where, 'is twice in the catalogue');
    seen.add(kind.code);
    if (kind.acknowledgment === null) continue;
    if (kind.scope === 'file') {
      report(where, 'no acknowledgment can answer a file, yet it has a code');
      continue;
    }
    const list = ACKNOWLEDGMENT_LISTS[kind.scope];
    const codes = codeSets.get(list)?.codes ?? [];
    if (!codes.some((entry) => entry.code === kind.acknowledgment)) {
      report(where, `"${kind.acknowledgment}" is not in the list ${list}`);
    }
  }
}
