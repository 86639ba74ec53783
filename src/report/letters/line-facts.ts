import type { PriorAuthorization, ServiceLine } from '../../domain/prior-authorization/model.js';
import { deliveryWords } from './delivery-words.js';
import type { LetterWords } from './letter-words.js';

/** One service line as a letter tells it. */
export interface LineFacts {
  readonly number: number;
  /** Procedure with its modifiers, as authorized when that differs: `E0601-NU`. */
  readonly service: string;
  readonly requestedService: string;
  readonly provider: string;
  /** `open` while it is not decided. */
  readonly outcome: 'approved' | 'modified' | 'denied' | 'cancelled' | 'open';
  readonly requested: QuantityFacts;
  readonly authorized: QuantityFacts;
  readonly reasons: readonly string[];
  readonly message: string;
  readonly cause: string;
  readonly duplicateOf: string;
}

/** How much, how often, from when to when. */
export interface QuantityFacts {
  /** `10 units`, '' when not told. */
  readonly amount: string;
  /** `3 visits per week for 4 months`, '' when not told. */
  readonly frequency: string;
  readonly from: string;
  readonly to: string;
}

/** Brings a line into the form that templates read. `reasons`: decision reason codes with what they say. */
export function lineFacts(
  line: ServiceLine,
  {
    reasons,
    priorAuthorization,
  }: { readonly reasons: Readonly<Record<string, string>>; readonly priorAuthorization: PriorAuthorization },
  words: LetterWords,
): LineFacts {
  const { decision } = line;
  const requestedService = service(line.procedureCode, line.modifiers);
  const requested = quantity(
    {
      units: line.requestedUnits,
      basis: line.unitBasis,
      pattern: line.deliveryPattern,
      ...requestedDays(line, priorAuthorization),
    },
    words,
  );
  const common = { number: line.number, requestedService, requested, provider: line.serviceProvider?.name ?? '' };
  if (decision === undefined) {
    const nothing = { amount: '', frequency: '', from: '', to: '' };
    const open = { outcome: 'open', reasons: [], message: '', cause: '', duplicateOf: '' } as const;
    return { ...common, ...open, service: requestedService, authorized: nothing };
  }
  const isAuthorized = decision.outcome === 'approved' || decision.outcome === 'modified';
  const isOtherService = isAuthorized && decision.authorizedProcedureCode !== '';
  return {
    ...common,
    service: isOtherService
      ? service(decision.authorizedProcedureCode, decision.authorizedModifiers)
      : requestedService,
    outcome: decision.outcome,
    authorized: quantity(
      {
        units: decision.authorizedUnits,
        basis: decision.unitBasis,
        pattern: isAuthorized ? decision.authorizedDeliveryPattern || line.deliveryPattern : '',
        from: decision.authorizedFrom,
        to: decision.authorizedTo,
      },
      words,
    ),
    reasons: decision.reasons.map((code) => reasons[code] ?? code),
    message: decision.message,
    cause: decision.cause,
    duplicateOf: decision.duplicateOf,
  };
}

/** A line without dates of its own is asked for on those of the whole request. */
function requestedDays({ requestedFrom, requestedTo }: ServiceLine, { request }: PriorAuthorization) {
  if (requestedFrom !== '') return { from: requestedFrom, to: requestedTo || requestedFrom };
  return { from: request.eventFrom, to: request.eventTo || request.eventFrom };
}

function service(procedureCode: string, modifiers: readonly string[]): string {
  return [procedureCode, ...modifiers].filter((part) => part !== '').join('-');
}

function quantity(
  { units, basis, pattern, from, to }: { units: string; basis: string; pattern: string; from: string; to: string },
  words: LetterWords,
): QuantityFacts {
  const [one, many] = words.unitBases[basis] ?? words.unitBases.UN ?? ['', ''];
  const amount = units === '' ? '' : `${units} ${Number(units) === 1 ? one : many}`.trim();
  return { amount, frequency: deliveryWords(pattern, words), from, to };
}
