import type {
  AnnouncedAttachment,
  Dependent,
  Diagnosis,
  PersonName,
  ProviderReference,
  Trace,
} from '../../domain/prior-authorization/model.js';
import {
  componentOf,
  elementOf,
  type LoopNode,
  loopOf,
  type SegmentNode,
  segmentOf,
  segmentsOf,
  type Unit,
} from '../../validate/unit-tree.js';
import { isoDate } from '../dates.js';
import type { ProviderClues } from './crosswalk.js';

/** TRN segments of an event or service level. */
export function readTraces(loop: LoopNode | undefined): readonly Trace[] {
  return segmentsOf(loop, 'TRN').map((trace) => ({
    number: elementOf(trace, 2),
    originator: elementOf(trace, 3),
    originatorDivision: elementOf(trace, 4),
  }));
}

/** PWK segments of an event (line 0) or of a service level: documents announced, with the sender's own number. */
export function readAttachments(loop: LoopNode | undefined, lineNumber: number): readonly AnnouncedAttachment[] {
  return segmentsOf(loop, 'PWK').map((paperwork) => ({
    reportType: elementOf(paperwork, 1),
    transmission: elementOf(paperwork, 2),
    externalReference: elementOf(paperwork, 5) === 'AC' ? elementOf(paperwork, 6) : '',
    description: elementOf(paperwork, 7),
    lineNumber,
  }));
}

/** A provider loop, at the location its ids resolve to. */
export function readProvider(loop: LoopNode | undefined, clues: ProviderClues, location: string): ProviderReference {
  return { npi: clues.npi, location, name: nameOf(segmentOf(loop, 'NM1')), taxonomy: clues.taxonomy };
}

/** First and last name in reading order, or the organization's name. */
export function nameOf(name: SegmentNode | undefined): string {
  return [elementOf(name, 4), elementOf(name, 3)].filter((part) => part !== '').join(' ');
}

/** NM103 to NM105. */
export function personName(name: SegmentNode | undefined): PersonName {
  return { last: elementOf(name, 3), first: elementOf(name, 4), middle: elementOf(name, 5) };
}

/** The patient of a 2000D; undefined when the member is the patient. */
export function readDependent(level: LoopNode | undefined): Dependent | undefined {
  if (level === undefined) return undefined;
  const loop = loopOf(level, '2010D');
  const demographics = segmentOf(loop, 'DMG');
  return {
    name: personName(segmentOf(loop, 'NM1')),
    birthDate: isoDate(elementOf(demographics, 2)),
    gender: elementOf(demographics, 3),
    relationship: elementOf(segmentOf(loop, 'INS'), 2),
  };
}

/** The first telephone number of a PER. */
export function telephoneOf(contact: SegmentNode | undefined): string {
  for (const qualifier of [3, 5, 7]) {
    if (elementOf(contact, qualifier) === 'TE') return elementOf(contact, qualifier + 1);
  }
  return '';
}

const DIAGNOSIS_ROLES: Readonly<Record<string, Diagnosis['role']>> = {
  BK: 'principal',
  BJ: 'admitting',
  BF: 'other',
  PR: 'reason-for-visit',
};

/** HI: the qualifier without its A gives the role, with it the code is ICD-10. A DRG is no diagnosis. */
export function readDiagnoses(segment: SegmentNode | undefined, unit: Unit): readonly Diagnosis[] {
  const diagnoses: Diagnosis[] = [];
  for (let element = 1; element <= (segment?.elements.length ?? 0); element++) {
    const qualifier = componentOf(segment, element, 1, unit.delimiters);
    const isTenth = qualifier.length === 3 && qualifier.startsWith('A');
    const role = DIAGNOSIS_ROLES[isTenth ? qualifier.slice(1) : qualifier];
    const code = componentOf(segment, element, 2, unit.delimiters);
    if (role !== undefined && code !== '') diagnoses.push({ version: isTenth ? 'ICD-10' : 'ICD-9', code, role });
  }
  return diagnoses;
}
