import { describe, expect, it } from 'vitest';
import type { PartyFacts } from '../../../src/domain/prior-authorization/checks.js';
import type { PriorAuthorizationRequest } from '../../../src/domain/prior-authorization/model.js';
import { problemName } from '../../../src/domain/prior-authorization/problems.js';
import type { SubmissionRules } from '../../../src/domain/prior-authorization/rules.js';
import { submitRequest } from '../../../src/domain/prior-authorization/submit.js';
import {
  lineWith,
  NEUTRAL_RULES,
  requestWith,
  submissionFacts,
  submitted,
  UNKNOWN_PARTIES,
} from '../../support/prior-authorization.js';

const attachment = { reportType: 'M1', transmission: 'EL', externalReference: 'A1', description: 'X', lineNumber: 0 };

/** Names of the refusals, each with its line when it has one. */
function refusalsOf(
  changes: Partial<PriorAuthorizationRequest>,
  rules: Partial<SubmissionRules> = {},
  parties: Partial<PartyFacts> = {},
): string[] {
  const facts = submissionFacts({ rules: { ...NEUTRAL_RULES, ...rules }, parties: { ...UNKNOWN_PARTIES, ...parties } });
  const result = submitRequest(requestWith(changes), facts);
  if (result.ok) return [];
  return result.refusals.map((entry) => problemName(entry) + (entry.line === 0 ? '' : ` in line ${entry.line}`));
}

describe('a request nothing is wrong with', () => {
  it('becomes a PA that is ready for review', () => {
    const request = requestWith({
      lines: [lineWith(), lineWith({ procedureCode: 'E0149' })],
      attachments: [attachment],
    });
    const result = submitRequest(request, submissionFacts());
    expect(result).toMatchObject({
      ok: true,
      warnings: [],
      priorAuthorization: {
        trackingNumber: '1000000001',
        paNumber: '',
        status: 'ready-for-review',
        version: 1,
        receivedAt: '2026-01-12T14:00:00.000Z',
        updatedAt: '2026-01-12T14:01:00.000Z',
        request,
        lines: [
          { number: 1, status: 'ready-for-review', procedureCode: 'E0143' },
          { number: 2, status: 'ready-for-review', procedureCode: 'E0149' },
        ],
        attachments: [{ controlNumber: 'CN1000000001', externalReference: 'A1', state: 'announced' }],
      },
    });
  });

  it('sent as a test is marked so in header and lines, with a number of the test range', () => {
    const test = submitted({ environment: 'test', attachments: [attachment] });
    expect(test.status).toBe('testing');
    expect(test.lines.map((line) => line.status)).toEqual(['testing']);
    expect(test.trackingNumber).toBe('9000000001');
    expect(test.attachments[0]?.controlNumber).toBe('CN9000000001');
  });

  it('leaves a history of counts and codes, with no value of the request in it', () => {
    const result = submitRequest(requestWith(), submissionFacts());
    expect(result.ok && result.history).toEqual([
      {
        at: '2026-01-12T14:01:00.000Z',
        actor: 'pineridge',
        channel: 'portal',
        event: 'submit',
        details: { status: 'ready-for-review', lines: 1, attachments: 0 },
      },
    ]);
  });
});

describe('what the reviewer is told of it', () => {
  it('is how urgent it is, by when to decide, and nothing that has not happened yet', () => {
    expect(submitted()).toMatchObject({
      classification: 'standard',
      deadline: { clock: 'standard', dueAt: '2026-01-20T04:59:59.999Z' },
      reviewer: '',
      deferredAt: '',
      decidedAt: '',
    });
    expect(submitted({ classification: 'request-to-expedite' })).toMatchObject({
      classification: 'request-to-expedite',
      deadline: { clock: 'expedite', dueAt: '2026-01-15T14:00:00.000Z' },
    });
  });

  it('is no deadline in test', () => {
    expect(submitted({ environment: 'test' }).deadline).toMatchObject({ clock: 'none', dueAt: '' });
  });

  it('is how it came in and what it may double, which stops nothing', () => {
    const facts = submissionFacts({ flags: ['provider-ambiguous'], possibleDuplicates: ['1000000007', '1000000009'] });
    const result = submitRequest(requestWith(), facts);
    expect(result).toMatchObject({
      ok: true,
      priorAuthorization: { flags: ['provider-ambiguous'], possibleDuplicates: ['1000000007', '1000000009'] },
      history: [{ details: { flags: 'provider-ambiguous', possibleDuplicates: 2 } }],
    });
  });

  it('is a request to expedite when the payer lets "expedited" pass', () => {
    const rules: SubmissionRules = { ...NEUTRAL_RULES, severities: { 'classification:not-allowed': 'warn' } };
    const result = submitRequest(requestWith({ classification: 'expedited' }), submissionFacts({ rules }));
    expect(result.ok && result.priorAuthorization.classification).toBe('request-to-expedite');
  });
});

describe('a request is refused', () => {
  const cases: readonly [string, Partial<PriorAuthorizationRequest>, readonly string[]][] = [
    ['that asks to be expedited', { classification: 'expedited' }, ['classification:not-allowed']],
    ['without a diagnosis', { diagnoses: [] }, ['diagnosis:missing']],
    [
      'with a dot in a diagnosis',
      { diagnoses: [{ version: 'ICD-10', code: 'M17.11', role: 'principal' }] },
      ['diagnosis:has-dot'],
    ],
    ['without a line', { lines: [] }, ['lines:missing']],
    ['without an assignment', { assignment: '' }, ['assignment:missing']],
    [
      'without a known requester',
      { requestingProvider: { npi: '', location: '', name: '', taxonomy: '' } },
      ['requester.id:missing'],
    ],
    [
      'without contact',
      { contactName: '', contactPhone: '' },
      ['requester.contactName:missing', 'requester.contactPhone:missing'],
    ],
    [
      'for nobody',
      { member: { ...requestWith().member, memberId: '', birthDate: '1971-02-30' } },
      ['member.id:missing', 'member.birthDate:invalid'],
    ],
    [
      'with an attachment without its kind or description',
      { attachments: [{ ...attachment, reportType: '', description: '' }] },
      ['attachment.reportType:missing', 'attachment.description:missing'],
    ],
    [
      'with a range of procedures',
      { lines: [lineWith({ throughProcedureCode: 'E0149' })] },
      ['line.throughProcedure:not-allowed in line 1'],
    ],
    [
      'with lines that lack what a line needs, each named',
      {
        lines: [
          lineWith(),
          lineWith({ procedureCode: '', requestedUnits: '' }),
          lineWith({ requestedFrom: '', requestedUnits: '0' }),
          lineWith({ requestedFrom: '2026-05-01' }),
        ],
      },
      [
        'line.procedure:missing in line 2',
        'line.units:missing in line 2',
        'line.dates:missing in line 3',
        'line.units:invalid in line 3',
        'line.dates:invalid in line 4',
      ],
    ],
  ];

  it.each(cases)('%s', (_name, changes, expected) => {
    expect(refusalsOf(changes)).toEqual(expected);
  });

  it('and takes no number', () => {
    const nextNumber = (): number => {
      throw new Error('A number was taken');
    };
    expect(submitRequest(requestWith({ lines: [] }), submissionFacts({ nextNumber })).ok).toBe(false);
  });
});

describe('a payer’s rules', () => {
  it('may demand a form of the member id, and say that it only warns', () => {
    const memberIdPattern = '[0-9]{10}';
    expect(refusalsOf({}, { memberIdPattern })).toEqual(['member.id:invalid']);
    expect(refusalsOf({}, { memberIdPattern, severities: { 'member.id:invalid': 'off' } })).toEqual([]);
    const rules: SubmissionRules = { ...NEUTRAL_RULES, memberIdPattern, severities: { 'member.id:invalid': 'warn' } };
    const result = submitRequest(requestWith(), submissionFacts({ rules }));
    expect(result.ok && result.warnings.map(problemName)).toEqual(['member.id:invalid']);
    expect(result.ok && result.history[0]?.details).toMatchObject({ warnings: 'member.id:invalid' });
  });

  it('forbid an assignment to a provider type, but not for members in case management', () => {
    const forbiddenAssignments = { assignments: ['dme-other'], providerTypes: ['41'] };
    const parties = { requestingProviderType: '41' };
    expect(refusalsOf({}, { forbiddenAssignments }, parties)).toEqual(['requester.type:not-allowed']);
    expect(refusalsOf({}, { forbiddenAssignments }, { ...parties, isInCaseManagement: true })).toEqual([]);
    expect(refusalsOf({}, { forbiddenAssignments }, { requestingProviderType: '01' })).toEqual([]);
    expect(refusalsOf({ assignment: 'oxygen' }, { forbiddenAssignments }, parties)).toEqual([]);
  });

  it('send a request elsewhere by assignment or by procedure', () => {
    const portal = { to: 'portal', assignments: ['dme-other'], exceptCaseManagement: true };
    expect(refusalsOf({}, { redirects: [portal] })).toEqual(['assignment:elsewhere']);
    expect(refusalsOf({}, { redirects: [portal] }, { isInCaseManagement: true })).toEqual([]);
    const lines = [lineWith(), lineWith({ procedureCode: '95810' })];
    const sleep = { to: 'reviewer', procedures: [['95800', '95811']] as const, exceptCaseManagement: false };
    expect(refusalsOf({ lines }, { redirects: [sleep] })).toEqual(['line.procedure:elsewhere in line 2']);
  });

  it('refuse a procedure that needs no authorization', () => {
    expect(refusalsOf({}, { proceduresWithoutAuthorization: [['E0100', 'E0149']] })).toEqual([
      'line.procedure:not-needed in line 1',
    ]);
  });

  it('are joined by what the services file says of a procedure', () => {
    const known = {
      E0143: { needsAuthorization: false, reviewedBy: '' },
      E0149: { needsAuthorization: true, reviewedBy: 'X' },
    };
    const serviceOf = (code: string) => known[code as keyof typeof known];
    const lines = [lineWith(), lineWith({ procedureCode: 'E0149' }), lineWith({ procedureCode: 'E0150' })];
    expect(refusalsOf({ lines }, {}, { serviceOf })).toEqual([
      'line.procedure:not-needed in line 1',
      'line.procedure:elsewhere in line 2',
    ]);
  });

  it('take documents only as they say', () => {
    const attachments = [{ ...attachment, transmission: 'FX', lineNumber: 1 }];
    expect(refusalsOf({ attachments }, { transmissionCodes: ['EL'] })).toEqual([
      'attachment.transmission:not-electronic in line 1',
    ]);
    expect(refusalsOf({ attachments })).toEqual([]);
  });
});

describe('a warning', () => {
  it('about managed care or entitlement is told and stops nothing', () => {
    const parties = { ...UNKNOWN_PARTIES, isInManagedCare: true, isEntitled: false };
    const result = submitRequest(requestWith(), submissionFacts({ parties }));
    expect(result.ok && result.warnings.map(problemName)).toEqual([
      'requester.entitlement:not-entitled',
      'member.coverage:managed-care',
    ]);
  });
});
