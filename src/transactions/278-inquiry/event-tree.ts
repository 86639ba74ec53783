import type {
  Diagnosis,
  PriorAuthorization,
  ProviderReference,
  ServiceLine,
  Trace,
} from '../../domain/prior-authorization/model.js';
import type { LoopNode, SegmentNode } from '../../validate/unit-tree.js';
import type { Delimiters } from '../../x12/delimiters.js';
import { echo as printable } from '../../x12/writer.js';

/** Longest values of the data elements that are written here (X12 005010 data element dictionary). */
const LONGEST = { name: 60, id: 80, reference: 50, code: 48, modifier: 2, quantity: 15 } as const;
/** NM109. */
const SHORTEST_ID = 2;
/** TRN03 has just this length. */
const ORIGINATOR = 10;
/** HI takes twelve codes; TRN of an event three, one of which is ours; TRN of a service three. */
const MOST_DIAGNOSES = 12;
const MOST_EVENT_TRACES = 2;
const MOST_LINE_TRACES = 3;

const QUALIFIERS: Readonly<Record<Diagnosis['role'], string>> = {
  principal: 'BK',
  admitting: 'BJ',
  other: 'BF',
  'reason-for-visit': 'PR',
};
/** The order HI takes them in: a principal diagnosis first, an admitting one first or second. */
const ROLES: readonly Diagnosis['role'][] = ['principal', 'admitting', 'other', 'reason-for-visit'];
const CODE_FORMS: Readonly<Record<Diagnosis['version'], RegExp>> = {
  'ICD-10': /^[A-Z][0-9A-Z]{2,6}$/,
  'ICD-9': /^[0-9EV][0-9]{2,4}$/,
};

/**
 * A PA as the patient event (2000E) of a request that would ask for what it asks for, whatever channel it came by:
 * traces, review, dates, diagnoses, and its services with their providers. What the model does not keep (UM02, prices,
 * conditions) is not there, and a value that X12 has no room for is left out. `asked`: traces of the inquiry, which come
 * before those of the request. Values are fit to be written with `delimiters`.
 */
export function eventTree(
  { request, lines }: PriorAuthorization,
  asked: readonly Trace[],
  delimiters: Delimiters,
): LoopNode {
  const make = new SegmentMaker(delimiters);
  const { serviceType, placeOfService, classification, previousPaNumber, eventFrom, eventTo } = request;
  const place = /^[0-9A-Z]{2}$/.test(placeOfService) ? make.composite(placeOfService, 'B') : '';
  const urgency = classification === 'standard' ? '' : 'U';
  return loop(
    '2000E',
    [
      ...make.traces([...asked, ...request.traces], MOST_EVENT_TRACES),
      segment('UM', 'HS', '', serviceType, place, '', urgency),
      ...make.reference('BB', previousPaNumber),
      ...period('AAH', eventFrom, eventTo),
      ...make.diagnoses(request.diagnoses),
    ],
    lines.map((line) => serviceTree(line, make)),
  );
}

function serviceTree(line: ServiceLine, make: SegmentMaker): LoopNode {
  const { serviceProvider, deliveryPattern, unitBasis, requestedUnits } = line;
  // Units that were counted in the delivery pattern stay there.
  const isCountedInPattern = deliveryPattern === `${unitBasis}*${requestedUnits}`;
  const units = isCountedInPattern ? '' : make.value(requestedUnits, LONGEST.quantity);
  const basis = units === '' ? '' : unitBasis;
  const procedure = make.procedure(line);
  // The model does not say which kind of claim the service is for; only an institutional one is counted in days.
  const service =
    basis === 'DA' ? segment('SV2', '', procedure, '', basis, units) : segment('SV1', procedure, '', basis, units);
  return loop(
    '2000F',
    [
      ...make.traces(line.traces, MOST_LINE_TRACES),
      ...period('472', line.requestedFrom, line.requestedTo),
      ...(procedure === '' ? [] : [service]),
      ...(deliveryPattern === '' ? [] : [segment('HSD', ...deliveryPattern.split('*'))]),
    ],
    serviceProvider === undefined ? [] : make.provider(serviceProvider),
  );
}

/** Makes segments of values that may hold anything. */
class SegmentMaker {
  readonly #delimiters: Delimiters;

  constructor(delimiters: Delimiters) {
    this.#delimiters = delimiters;
  }

  value(text: string, longest: number): string {
    return printable(text.trim(), longest, this.#delimiters);
  }

  composite(...parts: readonly string[]): string {
    return parts.join(String.fromCharCode(this.#delimiters.component));
  }

  reference(qualifier: string, number: string): readonly SegmentNode[] {
    const text = this.value(number, LONGEST.reference);
    return text === '' ? [] : [segment('REF', qualifier, text)];
  }

  /** Each trace once; one without an originator of the right length cannot be written. */
  traces(traces: readonly Trace[], most: number): readonly SegmentNode[] {
    const made = new Map<string, SegmentNode>();
    for (const trace of traces) {
      const number = this.value(trace.number, LONGEST.reference);
      const originator = this.value(trace.originator, ORIGINATOR);
      const key = `${number}*${originator}`;
      if (number === '' || originator.length !== ORIGINATOR || made.has(key)) continue;
      made.set(key, segment('TRN', '1', number, originator, this.value(trace.originatorDivision, LONGEST.reference)));
    }
    return [...made.values()].slice(0, most);
  }

  /** At most one principal and one admitting diagnosis; further ones are told as other diagnoses. */
  diagnoses(diagnoses: readonly Diagnosis[]): readonly SegmentNode[] {
    const taken = new Set<string>();
    const codes = diagnoses
      .filter(({ code, version }) => CODE_FORMS[version].test(code))
      .toSorted((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role))
      .map(({ code, version, role }) => {
        const isAgain = (role === 'principal' || role === 'admitting') && taken.has(role);
        taken.add(role);
        const qualifier = QUALIFIERS[isAgain ? 'other' : role];
        return this.composite(version === 'ICD-10' ? `A${qualifier}` : qualifier, code);
      });
    return codes.length === 0 ? [] : [segment('HI', ...[...new Set(codes)].slice(0, MOST_DIAGNOSES))];
  }

  /** C003, '' without a code. */
  procedure({ procedureQualifier, procedureCode, modifiers }: ServiceLine): string {
    const code = this.value(procedureCode, LONGEST.code);
    if (code === '') return '';
    const fit = modifiers
      .map((modifier) => this.value(modifier, LONGEST.modifier))
      .filter(({ length }) => length === 2);
    return this.composite(procedureQualifier === '' ? 'HC' : procedureQualifier, code, ...fit.slice(0, 4));
  }

  /** The service provider (NM1*SJ); an organization, since the model keeps one name. */
  provider({ npi, location, name, taxonomy }: ProviderReference): readonly LoopNode[] {
    const [qualifier, id] = npi === '' ? ['46', location] : ['XX', npi];
    const written = this.value(id, LONGEST.id);
    const text = this.value(name, LONGEST.name);
    const hasId = written.length >= SHORTEST_ID;
    if (!hasId && text === '') return [];
    const ids = !hasId ? [] : ['', '', '', '', qualifier, written];
    const specialty = this.value(taxonomy, LONGEST.reference);
    const provider = specialty === '' ? [] : [segment('PRV', 'PE', 'PXC', specialty)];
    return [loop('2010F', [segment('NM1', 'SJ', '2', text, ...ids), ...provider], [])];
  }
}

/** One day or a range of days; nothing when there is no first day, or the last lies before it. */
function period(qualifier: string, from: string, to: string): readonly SegmentNode[] {
  const compact = (day: string): string => day.replaceAll('-', '');
  if (from === '' || (to !== '' && to < from)) return [];
  if (to === '' || to === from) return [segment('DTP', qualifier, 'D8', compact(from))];
  return [segment('DTP', qualifier, 'RD8', `${compact(from)}-${compact(to)}`)];
}

function segment(id: string, ...elements: readonly string[]): SegmentNode {
  return { id, name: '', position: 0, byteOffset: 0, elements };
}

function loop(id: string, segments: SegmentNode[], loops: readonly LoopNode[]): LoopNode {
  return { id, name: '', segments, loops: [...loops] };
}
