import { elementOf, type LoopNode, type SegmentNode, segmentOf } from '../../validate/unit-tree.js';
import type { Delimiters } from '../../x12/delimiters.js';
import { isCount, serviceOf } from './request-lines.js';
import type { AuthorizedService, ReviewStatement } from './response-content.js';
import type { ResponseEcho } from './response-echo.js';

/** What is authorized and where it is shown: the patterns of the event and of each service, '' for those as requested. */
export interface PlacedPatterns {
  readonly event: string;
  readonly lines: readonly string[];
  /** The statements of the lines; one whose pattern alone was changed, and at the event, is certified as it was asked. */
  readonly statements: readonly ReviewStatement[];
  /** What was to be said of those lines, for the event to say; '' for nothing. */
  readonly message: string;
}

/**
 * Places authorized delivery patterns (HSD) where the request has its own: with the service, or with the event when the
 * pattern of the event stands for all services and all are authorized alike. Event and services may differ in outcome:
 * fewer days of a stay (A6) whose procedure is certified as asked (A1).
 */
export function placePatterns(
  event: LoopNode,
  services: readonly LoopNode[],
  statements: readonly ReviewStatement[],
): PlacedPatterns {
  const eventPattern = segmentOf(event, 'HSD');
  const lines = statements.map((statement, at) => patternOf(services[at], eventPattern, statement.authorized));
  const [first = ''] = lines;
  const isOfEvent =
    first !== '' &&
    eventPattern !== undefined &&
    services.every((service) => segmentOf(service, 'HSD') === undefined) &&
    lines.every((line) => line === first);
  if (!isOfEvent) return { event: '', lines, statements, message: '' };
  const isOfPattern = (statement: ReviewStatement): boolean => statement.authorized?.isPatternOnly === true;
  return {
    event: first,
    lines: lines.map(() => ''),
    statements: statements.map((statement) => {
      return isOfPattern(statement) ? { ...statement, action: 'A1', reasons: [], message: '' } : statement;
    }),
    message: [...new Set(statements.filter(isOfPattern).map(({ message }) => message))].join(' '),
  };
}

/** The authorized HSD of a line: its pattern, or its units when the request counted them there. */
function patternOf(
  service: LoopNode | undefined,
  eventPattern: SegmentNode | undefined,
  authorized: AuthorizedService | undefined,
): string {
  if (authorized === undefined) return '';
  if (authorized.deliveryPattern !== '') return authorized.deliveryPattern;
  const requested = segmentOf(service, 'HSD') ?? eventPattern;
  const { segment, places } = serviceOf(service);
  const isCountedThere = elementOf(segment, places?.quantity ?? 0) === '' && isCount(requested);
  return authorized.units !== '' && isCountedThere ? `${elementOf(requested, 1)}*${authorized.units}` : '';
}

/** HSD elements joined with asterisks, as a segment. */
export function patternSegment(pattern: string): SegmentNode {
  return { id: 'HSD', name: '', position: 0, byteOffset: 0, elements: pattern.split('*') };
}

/**
 * SV1 or SV2 of a request with what is authorized instead: procedure, modifiers, units. Units that the request counts in
 * its pattern stay there. Everything else comes back as it was sent.
 */
export function authorizedService(
  service: LoopNode,
  segment: SegmentNode,
  authorized: AuthorizedService,
  isCountedInPattern: boolean,
  received: Delimiters,
  guide: Pick<ResponseEcho, 'codesOf'>,
): SegmentNode {
  const { segment: own, places } = serviceOf(service);
  if (places === undefined || own !== segment) return segment;
  const elements = [...segment.elements];
  const put = (n: number, value: string): void => {
    while (elements.length < n) elements.push('');
    elements[n - 1] = value;
  };
  const separator = String.fromCharCode(received.component);
  const parts = elementOf(segment, places.procedure).split(separator);
  while (parts.length < 6) parts.push('');
  const clean = (value: string): string => value.replaceAll(separator, '');
  if (authorized.procedureCode !== '') parts[1] = clean(authorized.procedureCode);
  if (authorized.procedureCode !== '' || authorized.modifiers.length > 0) {
    for (let at = 0; at < 4; at++) parts[2 + at] = clean(authorized.modifiers[at] ?? '');
  }
  put(places.procedure, parts.join(separator));
  if (authorized.units !== '' && !isCountedInPattern) {
    const bases = guide.codesOf('2000F', segment.id, places.unit) ?? [];
    const basis = [authorized.unitBasis, elementOf(segment, places.unit)].find((code) => bases.includes(code)) ?? 'UN';
    put(places.unit, basis);
    put(places.quantity, authorized.units);
  }
  return { ...segment, elements };
}
