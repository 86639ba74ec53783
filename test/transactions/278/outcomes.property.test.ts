import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PriorAuthorizationCommand } from '../../../src/domain/prior-authorization/command.js';
import type { PriorAuthorization } from '../../../src/domain/prior-authorization/model.js';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import { exampleInterchange } from '../../../src/guides/instance-interchange.js';
import { conversationOf, laterResponse } from '../../../src/transactions/278/conversation.js';
import { readRequest } from '../../../src/transactions/278/request.js';
import { ResponseEcho } from '../../../src/transactions/278/response-echo.js';
import type { Unit } from '../../../src/validate/unit-tree.js';
import { contextOf, MemoryReference, overlay, payer, profile } from '../../support/applying.js';
import { commandFacts, submitted } from '../../support/prior-authorization.js';
import { schemas, segmentsOfText, unitsOf } from '../../support/units.js';
import { checkedResponse, faultsOf } from './checked.js';
import { IMAGING, INPATIENT, REQUEST_GUIDE, THERAPY, tables } from './sets.js';

const echo = new ResponseEcho(tables.responseGuide);

/** A valid set of the request guide with every kind of content, made up. */
function madeUp(seed: number): readonly string[] {
  const kind = seed % 4 === 0 ? 'maximal' : 'mixed';
  const pieces = exampleInterchange(schemas.guide(REQUEST_GUIDE), schemas, { kind, seed });
  return segmentsOfText([...pieces].join('')).slice(2, -2);
}

const isDecimal = (text: string): boolean => /^(?=.*[1-9])\d+(\.\d+)?$/.test(text);

/** A PA that asks for what the set asks for; what the domain would refuse of made-up lines gives way to something fit. */
function priorAuthorizationOf(unit: Unit, isUrgent: boolean): PriorAuthorization {
  const { request } = readRequest(unit, contextOf(), overlay, new MemoryReference());
  const lines = request.lines.map((line) => ({
    ...line,
    procedureCode: line.procedureCode || 'E0143',
    throughProcedureCode: '',
    ...(line.requestedFrom !== '' && line.requestedFrom <= line.requestedTo
      ? {}
      : { requestedFrom: '2026-02-01', requestedTo: '2026-04-30' }),
    ...(isDecimal(line.requestedUnits) ? {} : { requestedUnits: '4', unitBasis: 'UN' }),
  }));
  return submitted({ lines, classification: isUrgent ? 'request-to-expedite' : 'standard' });
}

const lineNumber = fc.nat({ max: 3 });
const words = fc.oneof(
  fc.constantFrom('', 'Units reduced: see policy 4*2~1', 'Ärztlicher Bericht fehlt — „bitte“ senden'),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
);
const decision = fc.record({
  /** False leaves the line for later. */
  isNow: fc.nat({ max: 3 }).map((n) => n > 0),
  outcome: fc.constantFrom('approved' as const, 'modified' as const, 'denied' as const),
  authorizedUnits: fc.constantFrom(undefined, '1', '0.5'),
  authorizedTo: fc.constantFrom(undefined, '2026-03-15'),
  authorizedProcedureCode: fc.constantFrom(undefined, 'E0110'),
  authorizedModifiers: fc.constantFrom(undefined, ['NU'], []),
  authorizedDeliveryPattern: fc.constantFrom(undefined, 'VS*1*WK*1*34*2', 'DY*2', 'ZZ*1'),
  reasons: fc.constantFrom(['0F'], ['10', '0L']),
  message: words,
});
type Draft = typeof decision extends fc.Arbitrary<infer Value> ? Value : never;

/** Decisions on the open lines, one draft for each; what an outcome has no use for is left out, as a person does. */
function decisionsOn({ lines }: PriorAuthorization, drafts: readonly Draft[]): PriorAuthorizationCommand {
  const decisions = lines.flatMap((line, at) => {
    const { isNow, outcome, reasons, message, ...authorized } = drafts[at % drafts.length]!;
    if (!isNow || line.decision !== undefined) return [];
    const said = Object.entries(outcome === 'modified' ? authorized : {}).filter(([, value]) => value !== undefined);
    const why = outcome === 'approved' ? {} : { reasons };
    return [{ lineNumber: line.number, outcome, message, ...why, ...Object.fromEntries(said) }];
  });
  return { kind: 'decide', decisions };
}

const command = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constantFrom({ kind: 'take' }, { kind: 'release' }, { kind: 'reclassify', to: 'standard' }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('decide-open'),
      drafts: fc.array(decision, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cancel'),
      lines: fc.array(lineNumber, { maxLength: 2 }),
      cause: fc.constantFrom('duplicate', 'eligibility', 'not-required'),
      duplicateOf: fc.constant('1000000099'),
      message: words,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('defer'),
      wants: fc.array(
        fc.record({
          lineNumber,
          reportType: fc.constantFrom('LA', 'M1', 'QQ'),
          reason: words.map((text) => `Send it ${text}`),
          loinc: fc.constantFrom('', '18726-0', 'nonsense'),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { kind: 'void' },
      { kind: 'void-by-payer', message: 'Sent twice: see the other' },
      { kind: 'deferral-expires' },
      { kind: 'answer', text: 'It is on its way' },
    ),
  },
) as fc.Arbitrary<PriorAuthorizationCommand | { kind: 'decide-open'; drafts: readonly Draft[] }>;

const life = fc.record({
  request: fc.oneof(
    fc.constantFrom(IMAGING, INPATIENT, THERAPY),
    // One without a service is refused, so that nothing is ever answered to it later.
    fc
      .nat({ max: 200 })
      .map((seed) => madeUp(seed))
      .filter((set) => set.some((segment) => segment.includes('*SS*'))),
  ),
  isUrgent: fc.boolean(),
  commands: fc.array(command, { minLength: 1, maxLength: 6 }),
});

it('every later answer follows its guide and all its rules, whatever was asked and however it was decided', () => {
  const told = new Set<string>();
  fc.assert(
    fc.property(life, ({ request, isUrgent, commands }) => {
      const [unit] = unitsOf(REQUEST_GUIDE, request);
      const conversation = JSON.parse(JSON.stringify(conversationOf(unit!, contextOf())));
      let priorAuthorization = priorAuthorizationOf(unit!, isUrgent);
      for (const step of [{ kind: 'take' } as const, ...commands]) {
        const order = step.kind === 'decide-open' ? decisionsOn(priorAuthorization, step.drafts) : step;
        const result = perform(priorAuthorization, order, commandFacts());
        if (result.kind !== 'done') continue;
        priorAuthorization = result.priorAuthorization;
        const facts = { payer, now: new Date('2026-01-14T15:00:00Z'), controlNumber: 7, location: profile.location };
        const { content } = laterResponse(conversation, priorAuthorization, { ...facts, interchange: 0 }, echo);
        const { set } = checkedResponse(content as Uint8Array);
        expect(set[1]).toMatch(set.some((segment) => segment.startsWith('HCR*A4')) ? /\*19$/ : /\*18$/);
        for (const segment of set) if (segment.startsWith('HCR')) told.add(segment.split('*')[1]!);
      }
    }),
    { numRuns: 200 },
  );
  // The test is worth something only when it met every outcome.
  expect([...told].sort()).toEqual(['A1', 'A2', 'A3', 'A4', 'A6', 'C', 'NA']);
});

it('made-up requests themselves follow the guide', () => {
  for (const seed of [1, 2, 3]) {
    expect(faultsOf(madeUp(seed)).filter((fault) => !fault.includes('review-'))).toEqual([]);
  }
});
