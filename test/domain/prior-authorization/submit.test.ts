import { describe, expect, it } from 'vitest';
import { type PartyFacts, UNKNOWN_PARTIES } from '../../../src/domain/prior-authorization/checks.js';
import type { PriorAuthorizationRequest } from '../../../src/domain/prior-authorization/model.js';
import { problemName } from '../../../src/domain/prior-authorization/problems.js';
import { NEUTRAL_RULES, type SubmissionRules } from '../../../src/domain/prior-authorization/rules.js';
import { submitRequest } from '../../../src/domain/prior-authorization/submit.js';
import { factsWith, lineWith, requestWith, submitted } from './requests.js';

const attachment = { reportType: 'M1', transmission: 'EL', externalReference: 'A1', description: 'X', lineNumber: 0 };

/** Names of the refusals, each with its line when it has one. */
function refusalsOf(
  changes: Partial<PriorAuthorizationRequest>,
  rules: Partial<SubmissionRules> = {},
  parties: Partial<PartyFacts> = {},
): string[] {
  const facts = factsWith({ rules: { ...NEUTRAL_RULES, ...rules }, parties: { ...UNKNOWN_PARTIES, ...parties } });
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
    const result = submitRequest(request, factsWith());
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
    const result = submitRequest(requestWith(), factsWith());
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
    expect(submitRequest(requestWith({ lines: [] }), factsWith({ nextNumber })).ok).toBe(false);
  });
});

describe('a payer’s rules', () => {
  it('may demand a form of the member id, and say that it only warns', () => {
    const memberIdPattern = '[0-9]{10}';
    expect(refusalsOf({}, { memberIdPattern })).toEqual(['member.id:invalid']);
    expect(refusalsOf({}, { memberIdPattern, severities: { 'member.id:invalid': 'off' } })).toEqual([]);
    const rules: SubmissionRules = { ...NEUTRAL_RULES, memberIdPattern, severities: { 'member.id:invalid': 'warn' } };
    const result = submitRequest(requestWith(), factsWith({ rules }));
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
    const result = submitRequest(requestWith(), factsWith({ parties }));
    expect(result.ok && result.warnings.map(problemName)).toEqual([
      'requester.entitlement:not-entitled',
      'member.coverage:managed-care',
    ]);
  });
});
