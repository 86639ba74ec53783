import { elementOf, type LoopNode, loopOf, segmentOf, segmentsOf, type Unit } from '../../validate/unit-tree.js';
import { datesOf, isoDate } from '../dates.js';

/** One thing that is asked: a patient event of the inquiry, or all of a patient when there is none. Texts are '' when not sent. */
export interface Question {
  /** 2000E; absent when the inquiry names the patient alone. */
  readonly event?: LoopNode;
  /** REF*NT and REF*BB: either names one PA, and nothing else is looked at then. */
  readonly trackingNumber: string;
  readonly paNumber: string;
  /** UM01 and UM03. */
  readonly process: string;
  readonly serviceType: string;
  /** HCR01. */
  readonly action: string;
  /** DTP*AAH: first and last day of submission, ISO. */
  readonly from: string;
  readonly to: string;
}

/** The patient of a 2000D. */
export interface AskedDependent {
  readonly level: LoopNode;
  readonly last: string;
  readonly first: string;
  /** ISO date or ''. */
  readonly birthDate: string;
}

/** What is asked of one patient: the member, unless there is a dependent. Never without a question. */
export interface PatientInquiry {
  readonly dependent?: AskedDependent;
  readonly questions: readonly Question[];
}

/** One subscriber level of an inquiry. */
export interface Inquiry {
  /** 2000C. */
  readonly level: LoopNode | undefined;
  /** NM109 of 2010C. */
  readonly memberId: string;
  readonly patients: readonly PatientInquiry[];
}

/**
 * Reads one subscriber level of a 278 inquiry (005010X215, loop 2000C). A member with a dependent and no event of its
 * own is not asked about: the patient is the dependent. What is not there gives empty values; nothing here throws.
 */
export function readInquiry(unit: Pick<Unit, 'set'>): Inquiry {
  const level = loopOf(unit.set, '2000C');
  const dependentLevel = level?.loops.find(({ id }) => id === '2000D');
  const own = eventsOf(level);
  const patients: PatientInquiry[] = [];
  if (own.length > 0 || dependentLevel === undefined) patients.push({ questions: questionsOf(own) });
  if (dependentLevel !== undefined) {
    patients.push({ dependent: readDependent(dependentLevel), questions: questionsOf(eventsOf(dependentLevel)) });
  }
  return { level, memberId: elementOf(segmentOf(nameLoop(level, '2010C'), 'NM1'), 9).trim(), patients };
}

/**
 * A unit with the loops above it as they were when it was read: all levels side by side below the set, since a reader lets
 * go of a unit once it has been given away, and its parents then hold it no more.
 */
export function wholeInquiry(unit: Unit): Unit {
  const { set, path } = unit;
  return { ...unit, set: { ...set, loops: path.slice(1) } };
}

/** True when the question names a PA by a number. */
export function asksByNumber({ trackingNumber, paNumber }: Question): boolean {
  return trackingNumber !== '' || paNumber !== '';
}

/** The name loop right below a level. */
export function nameLoop(level: LoopNode | undefined, id: string): LoopNode | undefined {
  return level?.loops.find((loop) => loop.id === id);
}

function eventsOf(level: LoopNode | undefined): readonly LoopNode[] {
  return level?.loops.filter(({ id }) => id === '2000E') ?? [];
}

function readDependent(level: LoopNode): AskedDependent {
  const loop = nameLoop(level, '2010D');
  const name = segmentOf(loop, 'NM1');
  const birthDate = isoDate(elementOf(segmentOf(loop, 'DMG'), 2));
  return { level, last: elementOf(name, 3), first: elementOf(name, 4), birthDate };
}

function questionsOf(events: readonly LoopNode[]): readonly Question[] {
  return events.length === 0 ? [questionOf(undefined)] : events.map(questionOf);
}

function questionOf(event: LoopNode | undefined): Question {
  const number = (qualifier: string): string => {
    const reference = segmentsOf(event, 'REF').find((segment) => elementOf(segment, 1) === qualifier);
    return elementOf(reference, 2).trim();
  };
  const review = segmentOf(event, 'UM');
  return {
    ...(event === undefined ? {} : { event }),
    trackingNumber: number('NT'),
    paNumber: number('BB'),
    process: elementOf(review, 1),
    serviceType: elementOf(review, 3),
    action: elementOf(segmentOf(event, 'HCR'), 1),
    ...datesOf(event, 'AAH'),
  };
}
