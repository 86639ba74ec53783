import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PriorAuthorizationCommand } from '../../../src/domain/prior-authorization/command.js';
import type { PriorAuthorization, PriorAuthorizationStatus } from '../../../src/domain/prior-authorization/model.js';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import { exampleInterchange } from '../../../src/guides/instance-interchange.js';
import { readRequest } from '../../../src/transactions/278/request.js';
import { contextOf, MemoryReference, MemoryTransaction, overlay, profile } from '../../support/applying.js';
import { commandFacts, lineWith, priorAuthorizationWith, submitted } from '../../support/prior-authorization.js';
import { schemas, segmentsOfText, unitsOf } from '../../support/units.js';
import { REQUEST_GUIDE } from '../278/sets.js';
import { ask, checked, faultsOf, INQUIRY_GUIDE, inquiryOf } from './asking.js';

const MEMBER = '100200300400';

/** What a portal or another channel may have put into a field. */
const junk = fc.oneof(
  fc.constantFrom('', 'OAKES', '12', 'UN', 'DA', 'VS*2*WK*1*34*3', 'FL*12', '1'),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
);
const day = fc.constantFrom('', '2026-02-01', '2026-04-30');
const trace = fc.record({
  number: junk,
  originator: fc.constantFrom('9RVN000001', '', 'SHORT', '9RVN00000*1'),
  originatorDivision: junk,
});
const provider = fc.record({ npi: fc.constantFrom('', '1600003036'), location: junk, name: junk, taxonomy: junk });
const line = fc
  .record({
    procedureQualifier: fc.constantFrom('', 'HC', 'ZZ', 'N4'),
    procedureCode: fc.constantFrom('E0143', '', 'A*B:C~'),
    modifiers: fc.array(fc.constantFrom('NU', '26', 'LONG', ''), { maxLength: 6 }),
    requestedFrom: day,
    requestedTo: day,
    requestedUnits: fc.constantFrom('', '3', '0.25', '12'),
    unitBasis: fc.constantFrom('UN', 'DA', 'FL', 'ZZ', ''),
    deliveryPattern: fc.constantFrom('', 'FL*12', 'VS*2*WK*1*34*3', 'VS*2*WK*1*34*3*1*A*JUNK', 'ZZ*1*~'),
    traces: fc.array(trace, { maxLength: 5 }),
    serviceProvider: fc.option(provider, { nil: undefined }),
  })
  .map(({ serviceProvider, ...rest }) => lineWith({ ...rest, ...(serviceProvider && { serviceProvider }) }));
const diagnosis = fc.record({
  version: fc.constantFrom('ICD-10' as const, 'ICD-9' as const),
  code: fc.constantFrom('M1711', 'G35', '71516', 'R20.2', ''),
  role: fc.constantFrom('principal' as const, 'admitting' as const, 'other' as const, 'reason-for-visit' as const),
});
const fields = fc.record({
  serviceType: junk,
  placeOfService: fc.constantFrom('', '11', '1', '12:B'),
  classification: fc.constantFrom('standard' as const, 'request-to-expedite' as const),
  previousPaNumber: junk,
  eventFrom: day,
  eventTo: day,
  traces: fc.array(trace, { maxLength: 5 }),
  diagnoses: fc.array(diagnosis, { maxLength: 15 }),
});

/** A PA with anything in its fields, as it came in. */
const arbitrary = fc.tuple(fields, fc.array(line, { minLength: 1, maxLength: 3 })).map(([request, lines]) => {
  const base = submitted({ lines: lines.map(() => lineWith()) });
  const kept = base.lines.map((one, at) => ({ ...one, ...lines[at]! }));
  return { ...base, request: { ...base.request, ...request }, lines: kept };
});

/** A PA that a made-up 278 request asks for. */
const fromRequest = fc.nat({ max: 60 }).map((seed): PriorAuthorization => {
  const pieces = exampleInterchange(schemas.guide(REQUEST_GUIDE), schemas, {
    kind: seed % 3 === 0 ? 'maximal' : 'mixed',
    seed,
  });
  const set = segmentsOfText([...pieces].join('')).slice(2, -2);
  const { request } = readRequest(unitsOf(REQUEST_GUIDE, set)[0]!, contextOf(), overlay, new MemoryReference());
  const base = submitted({ lines: request.lines.length === 0 ? [lineWith()] : request.lines.map(() => lineWith()) });
  const { member, requestingProvider } = base.request;
  const lines = base.lines.map((one, at) => ({ ...one, ...request.lines[at] }));
  return { ...base, request: { ...request, environment: 'production', member, requestingProvider }, lines };
});

const words = fc.oneof(fc.constantFrom('', 'see policy 4*2~1'), fc.string({ unit: 'grapheme', maxLength: 400 }));
const decide = fc
  .record({
    lineNumber: fc.nat({ max: 3 }),
    outcome: fc.constantFrom('approved' as const, 'modified' as const, 'denied' as const),
    authorizedUnits: fc.constantFrom(undefined, '1', '0.5'),
    authorizedProcedureCode: fc.constantFrom(undefined, 'E0110'),
    authorizedModifiers: fc.constantFrom(undefined, ['NU']),
    authorizedDeliveryPattern: fc.constantFrom(undefined, 'VS*1*WK*1*34*2', 'DY*2'),
    message: words,
  })
  .map(({ lineNumber, outcome, message, ...authorized }) => {
    const said = Object.entries(outcome === 'modified' ? authorized : {}).filter(([, value]) => value !== undefined);
    const why = outcome === 'approved' ? {} : { reasons: ['0F'] };
    return { kind: 'decide', decisions: [{ lineNumber, outcome, message, ...why, ...Object.fromEntries(said) }] };
  });
const command = fc.oneof(
  { weight: 6, arbitrary: decide },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('defer'),
      wants: fc.array(
        fc.record({
          lineNumber: fc.nat({ max: 2 }),
          reportType: fc.constantFrom('M1', 'QQ'),
          reason: words.map((text) => `Send it ${text}`),
          loinc: fc.constantFrom('', '18726-0'),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cancel'),
      lines: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
      cause: fc.constantFrom('duplicate', 'eligibility', 'not-required'),
      duplicateOf: fc.constant('1000000099'),
      message: words,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      { kind: 'void' },
      { kind: 'void-by-payer', message: 'Sent twice: see the other' },
      { kind: 'release' },
    ),
  },
) as fc.Arbitrary<PriorAuthorizationCommand>;

it('any prior authorization in any status is told in a response that follows its guide', () => {
  const statuses = new Set<PriorAuthorizationStatus>();
  const told = new Set<string>();
  fc.assert(
    fc.property(
      fc.oneof(arbitrary, fromRequest),
      fc.record({ isTaken: fc.constantFrom(true, true, false), isAnswered: fc.boolean() }),
      fc.array(command, { maxLength: 7 }),
      (start, { isTaken, isAnswered }, commands) => {
        const first: PriorAuthorizationCommand[] = isTaken ? [{ kind: 'take' }] : [];
        const last: PriorAuthorizationCommand[] = isAnswered ? [{ kind: 'answer', text: 'It is on its way' }] : [];
        const priorAuthorization = [...first, ...commands, ...last].reduce((current, order) => {
          const result = perform(current, order, commandFacts());
          return result.kind === 'done' ? result.priorAuthorization : current;
        }, start);
        const transaction = new MemoryTransaction();
        transaction.priorAuthorizations.push(priorAuthorization);
        const { dependent } = priorAuthorization.request;
        const member = `HL*3*2*22*${dependent ? 1 : 0}~NM1*IL*1*OAKES*MARTA****MI*${MEMBER}~`;
        const patient = dependent ? 'HL*4*3*23*0~NM1*QC*1~' : '';
        const { set } = ask(inquiryOf(member + patient), transaction);
        expect(set).toContain(`TRN*1*${priorAuthorization.trackingNumber}*9NLHP00042`);
        statuses.add(priorAuthorization.status);
        for (const segment of set) if (segment.startsWith('HCR')) told.add(segment.split('*')[1]!);
      },
    ),
    { numRuns: 300 },
  );
  // The test is worth something only when it met every outcome.
  expect([...told].sort()).toEqual(['A1', 'A2', 'A3', 'A4', 'A6', 'C', 'NA']);
  expect([...statuses].sort()).toEqual([
    'additional-information-received',
    'adjudicated',
    'cancelled-by-provider',
    'deferred',
    'in-review',
    'ready-for-review',
    'void',
  ]);
});

it('any inquiry that follows its guide gets an answer that follows its own', () => {
  const guide = schemas.guide(INQUIRY_GUIDE);
  for (let seed = 1; seed <= 60; seed++) {
    const kind = seed % 4 === 0 ? 'maximal' : 'mixed';
    const inquiry = segmentsOfText([...exampleInterchange(guide, schemas, { kind, seed })].join('')).slice(2, -2);
    if (seed === 1) expect(faultsOf(inquiry)).toEqual([]);
    const units = unitsOf(INQUIRY_GUIDE, inquiry);
    const payerId = inquiry.find((one) => one.startsWith('NM1'))!.split('*')[9]!;
    const { payer } = contextOf();
    const requester = inquiry.filter((one) => one.startsWith('NM1'))[1]!.split('*')[9]!;
    // The requester of the example is linked, and everything that its members have is on file.
    const providers = [{ location: { ...profile.location, id: requester }, npis: [requester] }];
    const transaction = new MemoryTransaction();
    for (const [at, unit] of units.entries()) {
      const name = unit.path.at(-1)!.loops.find(({ id }) => id === '2010C');
      const memberId = name?.segments[0]?.elements[8] ?? '';
      const base = priorAuthorizationWith({ trackingNumber: String(1_000_000_001 + at) });
      const { request } = base;
      transaction.priorAuthorizations.push({
        ...base,
        request: {
          ...request,
          member: { ...request.member, memberId },
          requestingProvider: { ...request.requestingProvider, location: requester },
        },
      });
    }
    const { answers } = ask(inquiry, transaction, {
      payer: { ...payer, aliases: [payerId] },
      profile: { ...profile, providers },
    });
    for (const { content } of answers) checked(content as Uint8Array);
  }
});
