import type {
  AnnouncedAttachment,
  PriorAuthorizationRequest,
  ProviderReference,
} from '../../domain/prior-authorization/model.js';
import { type Problem, problemWith } from '../../domain/prior-authorization/problems.js';
import {
  componentOf,
  elementOf,
  type LoopNode,
  type SegmentNode,
  segmentOf,
  type Unit,
} from '../../validate/unit-tree.js';
import { datesOf } from '../dates.js';
import { readAttachments, readTraces } from './request-parts.js';

type RequestedLine = PriorAuthorizationRequest['lines'][number];

/** The service levels of an event. */
export interface LinesReading {
  readonly lines: readonly RequestedLine[];
  readonly attachments: readonly AnnouncedAttachment[];
  /** Service type and procedure of each line, for the assignment. */
  readonly services: readonly { readonly serviceType: string; readonly procedureCode: string }[];
  readonly problems: readonly Problem[];
}

/** Where a service segment keeps what a line needs. */
interface ServicePlaces {
  readonly segment: string;
  readonly procedure: number;
  readonly unit: number;
  readonly quantity: number;
}

/** SV3 (dental) has no row: dental authorizations go elsewhere. */
const SERVICE_SEGMENTS: readonly ServicePlaces[] = [
  { segment: 'SV1', procedure: 1, unit: 3, quantity: 4 },
  { segment: 'SV2', procedure: 2, unit: 4, quantity: 5 },
];

/** The service segment of a 2000F and where it keeps what; both undefined when there is none that is read here. */
export function serviceOf(loop: LoopNode | undefined): {
  readonly segment: SegmentNode | undefined;
  readonly places: ServicePlaces | undefined;
} {
  const places = SERVICE_SEGMENTS.find((entry) => segmentOf(loop, entry.segment) !== undefined);
  return { segment: places === undefined ? undefined : segmentOf(loop, places.segment), places };
}

/**
 * Reads every 2000F below the event as one service line. Dates of the line win over the event's; a delivery pattern of
 * the event stands for lines that have none. `readProvider` resolves the loop of a service provider (NM1*SJ).
 */
export function readLines(
  event: LoopNode | undefined,
  unit: Unit,
  readProvider: (loop: LoopNode) => ProviderReference,
): LinesReading {
  const loops = event?.loops.filter((loop) => loop.id === '2000F') ?? [];
  const eventReview = segmentOf(event, 'UM');
  const eventProvider = serviceProviderOf(event, '2010EA');
  const lines: RequestedLine[] = [];
  const services: { serviceType: string; procedureCode: string }[] = [];
  const problems: Problem[] = [];
  for (const [at, loop] of loops.entries()) {
    const { segment: service, places } = serviceOf(loop);
    const component = (n: number): string => componentOf(service, places?.procedure ?? 1, n, unit.delimiters);
    const review = segmentOf(loop, 'UM');
    const hasOwnKind =
      review !== undefined &&
      (elementOf(review, 1) !== elementOf(eventReview, 1) || elementOf(review, 2) !== elementOf(eventReview, 2));
    const isOtherCode = service !== undefined && component(1) !== '' && component(1) !== 'HC';
    if (hasOwnKind || segmentOf(loop, 'SV3') !== undefined)
      problems.push(problemWith('line.kind', 'not-supported', at + 1));
    if (isOtherCode) problems.push(problemWith('line.procedure', 'invalid', at + 1));
    const own = datesOf(loop, '472');
    const dates = own.from === '' ? datesOf(event, 'AAH') : own;
    const pattern = readPattern(segmentOf(loop, 'HSD') ?? segmentOf(event, 'HSD'));
    const units = elementOf(service, places?.quantity ?? 0);
    const provider = serviceProviderOf(loop, '2010F') ?? eventProvider;
    lines.push({
      procedureQualifier: component(1),
      procedureCode: component(2),
      modifiers: [3, 4, 5, 6].map(component).filter((modifier) => modifier !== ''),
      throughProcedureCode: component(8),
      requestedFrom: dates.from,
      requestedTo: dates.to,
      requestedUnits: units === '' ? pattern.units : units,
      unitBasis: units === '' ? pattern.unitBasis : elementOf(service, places?.unit ?? 0),
      deliveryPattern: pattern.text,
      requestedServiceDays: pattern.days,
      ...(provider === undefined ? {} : { serviceProvider: readProvider(provider) }),
      traces: readTraces(loop),
      message: elementOf(segmentOf(loop, 'MSG'), 1),
    });
    const serviceType = elementOf(review, 3);
    services.push({
      serviceType: serviceType === '' ? elementOf(eventReview, 3) : serviceType,
      procedureCode: component(2),
    });
  }
  return {
    lines,
    attachments: loops.flatMap((loop, at) => [...readAttachments(loop, at + 1)]),
    services,
    problems,
  };
}

function serviceProviderOf(loop: LoopNode | undefined, id: string): LoopNode | undefined {
  return loop?.loops.find((child) => child.id === id && segmentOf(child, 'NM1', 'SJ') !== undefined);
}

interface DeliveryPattern {
  /** Elements joined with asterisks, as X12 writes them. */
  readonly text: string;
  readonly units: string;
  readonly unitBasis: string;
  readonly days: string;
}

/**
 * HSD. A quantity alone is a count: of days for DY, of units for the others. With anything after it, it is a pattern
 * (`VS*2*WK*1*34*3` is two visits a week for three months), from which no count is worked out.
 */
function readPattern(segment: SegmentNode | undefined): DeliveryPattern {
  const basis = elementOf(segment, 1);
  const quantity = elementOf(segment, 2);
  const text = segment === undefined ? '' : segment.elements.join('*').replace(/\*+$/, '');
  const isUnits = isCount(segment);
  const isDays = !isUnits && quantity !== '' && isAlone(segment);
  return {
    text,
    units: isUnits ? quantity : '',
    unitBasis: isUnits ? basis : '',
    days: isDays ? quantity : '',
  };
}

/** True for an HSD that counts units: a quantity with nothing after it, of anything but days. */
export function isCount(segment: SegmentNode | undefined): boolean {
  return elementOf(segment, 2) !== '' && elementOf(segment, 1) !== 'DY' && isAlone(segment);
}

function isAlone(segment: SegmentNode | undefined): boolean {
  return segment?.elements.slice(2).every((element) => element === '') ?? false;
}
