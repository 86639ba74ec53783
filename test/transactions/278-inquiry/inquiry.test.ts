import { describe, expect, it } from 'vitest';
import type { PriorAuthorization } from '../../../src/domain/prior-authorization/model.js';
import { MOST_TOLD } from '../../../src/transactions/278-inquiry/answers.js';
import { MemoryTransaction, profile, reason, testUsage } from '../../support/applying.js';
import { priorAuthorizationWith } from '../../support/prior-authorization.js';
import { changed } from '../../support/units.js';
import { carryOut } from '../278/life.js';
import { answer, IMAGING, INPATIENT, THERAPY } from '../278/sets.js';
import { ask, faultsOf, inquiryOf } from './asking.js';
import { DECIDED, NOT_FOUND, PENDED } from './golden.js';

/** The imaging request taken, under tracking number 1000000001. */
function imaging(): MemoryTransaction {
  const transaction = new MemoryTransaction();
  answer(IMAGING, transaction);
  return transaction;
}

const member = (id = '100200309911'): string => `HL*3*2*22*1~NM1*IL*1*FERREIRA*LUCIA****MI*${id}~`;
const event = (...segments: readonly string[]): string => ['HL*4*3*EV*0', ...segments].map((one) => `${one}~`).join('');
const about = (...segments: readonly string[]): readonly string[] => inquiryOf(member() + event(...segments));
/** Tracking numbers told, in order. */
const told = (set: readonly string[]): string[] =>
  set.filter((one) => one.startsWith('TRN*1*')).map((one) => one.split('*')[2]!);
const rejects = (set: readonly string[]): string[] => set.filter((one) => one.startsWith('AAA'));
const MEMBER_NOT_FOUND = ['AAA*N**75*C'];
const NUMBER_NOT_FOUND = ['AAA*N**AA*C'];

describe('an inquiry is answered', () => {
  it('by tracking number with the request as it stands, and with the traces of both', () => {
    expect(faultsOf(PENDED.inquiry)).toEqual([]);
    const { set, results } = ask(PENDED.inquiry, imaging());
    expect(set).toEqual(PENDED.response);
    expect(results).toEqual([{ kind: 'answered', unit: 0, reason: 'inquiry:found 1' }]);
  });

  it('by member with the decision of each service', () => {
    const transaction = imaging();
    const message = 'NOT NEEDED AFTER THE FIRST.';
    carryOut(
      transaction,
      { kind: 'take' },
      {
        kind: 'decide',
        decisions: [
          { lineNumber: 1, outcome: 'approved' },
          { lineNumber: 2, outcome: 'denied', reasons: ['0F'], message },
        ],
      },
    );
    expect(faultsOf(DECIDED.inquiry)).toEqual([]);
    expect(ask(DECIDED.inquiry, transaction).set).toEqual(DECIDED.response);
  });

  it('with "not found" for what is not on file and for what is not theirs to know, in the same words', () => {
    expect(faultsOf(NOT_FOUND.inquiry)).toEqual([]);
    const { set, results } = ask(NOT_FOUND.inquiry, imaging());
    expect(set).toEqual(NOT_FOUND.response);
    expect(ask(NOT_FOUND.inquiry, new MemoryTransaction()).set).toEqual(NOT_FOUND.response);
    expect(results.map((result) => 'reason' in result && result.reason)).toEqual([
      'inquiry:not-found',
      'inquiry:not-found',
    ]);
  });

  it('by PA number once there is one', () => {
    const transaction = imaging();
    expect(rejects(ask(about('REF*BB*P250933334'), transaction).set)).toEqual(NUMBER_NOT_FOUND);
    const decisions = [1, 2].map((lineNumber) => ({ lineNumber, outcome: 'approved' as const }));
    const { paNumber } = carryOut(transaction, { kind: 'take' }, { kind: 'decide', decisions });
    expect(told(ask(about(`REF*BB*${paNumber}`), transaction).set)).toEqual(['1000000001']);
    // Two numbers must be of one PA.
    expect(rejects(ask(about('REF*NT*1000000002', `REF*BB*${paNumber}`), transaction).set)).toEqual(NUMBER_NOT_FOUND);
  });

  it('changing nothing, and the same again', () => {
    const transaction = imaging();
    const before = JSON.stringify(transaction.priorAuthorizations);
    const numbersTaken = () => [...transaction.numbers].filter(([kind]) => !kind.startsWith('control'));
    const numbers = numbersTaken();
    const first = ask(PENDED.inquiry, transaction);
    expect(ask(PENDED.inquiry, transaction).set).toEqual(first.set);
    expect(JSON.stringify(transaction.priorAuthorizations)).toBe(before);
    expect(numbersTaken()).toEqual(numbers);
  });

  it('in an interchange to the sender, whose mailbox it goes to', () => {
    const { interchange, answers } = ask(PENDED.inquiry, imaging());
    expect(interchange[0]).toContain('*ZZ*NLHP00042      *ZZ*110099999Z     *');
    expect(interchange[1]).toMatch(/^GS\*HI\*NLHP00042\*110099999Z\*20250402\*0901\*\d+\*X\*005010X215$/);
    expect(answers).toMatchObject([{ type: '278', usage: 'P', location: profile.location }]);
  });

  it('in several responses when there are many subscribers', () => {
    const many = Array.from({ length: 120 }, (_, at) => member().replace('HL*3*2*22*1', `HL*${at + 3}*2*22*0`));
    const { answers, results } = ask(inquiryOf(many.join('')), imaging());
    expect(answers).toHaveLength(6);
    expect(new Set(results.map(({ unit }) => unit)).size).toBe(120);
  });

  it('with the delimiters of the sender where its ids hold ours', () => {
    const delimiters = { element: 0x7c, repetition: 0x5e, component: 0x3e, segment: 0x7e };
    const inquiry = PENDED.inquiry.map((segment) => segment.replaceAll('*', '|').replace('ASK-7', 'ASK*7'));
    const { set } = ask(inquiry, imaging(), {}, delimiters);
    expect(set).toContain('TRN|2|ASK*7|9RVN000001');
    expect(set).toContain('UM|HS||1|22>B||U');
  });
});

describe('nobody learns of a prior authorization', () => {
  it.each([
    ['of another member', inquiryOf(member('100200300400') + event('REF*NT*1000000001')), {}, NUMBER_NOT_FOUND],
    [
      'of another provider of the same submitter',
      inquiryOf(member() + event('REF*NT*1000000001'), 'NM1*1P*2*PINE KNOLL PEDIATRICS*****46*110054321B'),
      {},
      NUMBER_NOT_FOUND,
    ],
    [
      'by a provider the submitter may not act for',
      inquiryOf(member() + event('REF*NT*1000000001'), 'NM1*1P*2*ELSEWHERE*****46*110077777C'),
      {},
      ['AAA*N**41*N'],
    ],
    ['in production from test', about('REF*NT*1000000001'), testUsage, NUMBER_NOT_FOUND],
    ['of a dependent who is not named', about('REF*NT*1000000001'), { dependent: true }, NUMBER_NOT_FOUND],
    ['that is only saved', about('REF*NT*1000000001'), { saved: true }, NUMBER_NOT_FOUND],
  ])('%s', (_what, inquiry, { dependent, saved, ...changes }: Record<string, unknown>, expected) => {
    const transaction = imaging();
    const [kept] = transaction.priorAuthorizations as [PriorAuthorization];
    const patient = {
      name: { last: 'FERREIRA', first: 'RUI', middle: '' },
      birthDate: '',
      gender: '',
      relationship: '',
    };
    transaction.priorAuthorizations[0] = {
      ...kept,
      ...(saved === true ? { status: 'in-process' } : {}),
      ...(dependent === true ? { request: { ...kept.request, dependent: patient } } : {}),
    };
    const { set } = ask(inquiry, transaction, changes);
    expect(rejects(set)).toEqual(expected);
    expect(told(set)).toEqual([]);
  });

  it('when it was sent to another payer', () => {
    const { set, results } = ask(changed(PENDED.inquiry, { 'NM1*X3': 'NM1*X3*2*OTHER*****PI*OTHER1' }), imaging());
    expect(set.slice(2, -1)).toEqual(['HL*1**20*0', 'NM1*X3*2*OTHER*****PI*OTHER1', 'AAA*N**79*N']);
    expect(results).toEqual([{ kind: 'refused', unit: 0, reason: 'payer.id:not-found' }]);
  });
});

describe('a test inquiry', () => {
  it('sees test requests, marked as such', () => {
    const transaction = new MemoryTransaction();
    answer(IMAGING, transaction, testUsage);
    const { set, interchange } = ask(about(), transaction, testUsage);
    expect(told(set)).toHaveLength(1);
    expect(set.find((one) => one.startsWith('MSG'))).toContain('TEST REQUEST.');
    expect(interchange[0]).toContain('*T*:');
    expect(rejects(ask(about(), transaction).set)).toEqual(MEMBER_NOT_FOUND);
  });
});

describe('an inquiry by member is narrowed', () => {
  // Taken at 09:00 Eastern on 2 April 2025; service type 1, pended.
  it.each([
    ['by the first and last day of submission', ['DTP*AAH*RD8*20250402-20250402'], true],
    ['by another day', ['DTP*AAH*D8*20250403'], false],
    ['by days before', ['DTP*AAH*RD8*20250301-20250401'], false],
    ['by service type', ['UM*HS**1'], true],
    ['by another service type', ['UM*HS**12'], false],
    ['by a kind of review that is not done here', ['UM*AR'], false],
    ['by its status', ['HCR*A4'], true],
    ['by another status', ['HCR*A1'], false],
  ])('%s', (_what, segments, isFound) => {
    const { set } = ask(about(...segments), imaging());
    expect(told(set)).toEqual(isFound ? ['1000000001'] : []);
    expect(rejects(set)).toEqual(isFound ? [] : MEMBER_NOT_FOUND);
  });

  it('by days of the payer, not of Greenwich', () => {
    const transaction = imaging();
    const [kept] = transaction.priorAuthorizations as [PriorAuthorization];
    // 22:30 Eastern on 2 April.
    transaction.priorAuthorizations[0] = { ...kept, receivedAt: '2025-04-03T02:30:00.000Z' };
    expect(told(ask(about('DTP*AAH*D8*20250402'), transaction).set)).toHaveLength(1);
    expect(told(ask(about('DTP*AAH*D8*20250403'), transaction).set)).toEqual([]);
  });

  it('to one of several questions, each PA told once', () => {
    const inquiry = inquiryOf(
      `${member()}${event('TRN*1*A*9RVN000001', 'HCR*A4')}HL*5*3*EV*0~TRN*1*B*9RVN000001~HCR*A1~HL*6*3*EV*0~UM*HS~`,
    );
    const { set } = ask(inquiry, imaging());
    expect(told(set)).toEqual(['1000000001']);
    // The question without an answer comes back with its trace.
    expect(set.slice(set.indexOf('TRN*2*B*9RVN000001'), -1)).toEqual(['TRN*2*B*9RVN000001', ...NUMBER_NOT_FOUND]);
  });
});

it('of a dependent finds the dependent, under a level of its own', () => {
  const transaction = new MemoryTransaction();
  answer(THERAPY, transaction);
  const family = 'HL*3*2*22*1~NM1*IL*1*ABEBE*SARA****MI*100200311234~';
  const clinic = 'NM1*1P*2*PINE KNOLL PEDIATRICS*****46*110054321B';
  const child = (name: string): string => `HL*4*3*23*0~TRN*1*KID*9RVN000001~NM1*QC*1*ABEBE*${name}~DMG*D8*20180611~`;
  const { set } = ask(inquiryOf(family + child('Noah'), clinic), transaction);
  expect(told(set)).toHaveLength(1);
  expect(set.filter((one) => one.startsWith('HL'))).toEqual([
    'HL*1**20*1',
    'HL*2*1*21*1',
    'HL*3*2*22*1',
    'HL*4*3*23*1',
    'HL*5*4*EV*1',
    'HL*6*5*SS*0',
  ]);
  expect(set).toContain('TRN*2*KID*9RVN000001');
  expect(rejects(ask(inquiryOf(family + child('LIYA'), clinic), transaction).set)).toEqual(['AAA*N**67*C']);
});

it('a stay counted in days comes back as an institutional service', () => {
  const transaction = new MemoryTransaction();
  const clinic = 'NM1*FA*2*HARBORVIEW MEDICAL CENTER*****XX*1887004129';
  answer(changed(INPATIENT, { 'SV2*': 'SV2**HC:27447**DA*4' }), transaction);
  const { set } = ask(inquiryOf('HL*3*2*22*0~NM1*IL*1*OKAFOR*DANIEL****MI*100200300400~', clinic), transaction);
  expect(set).toContain('SV2**HC:27447**DA*4');
});

it('an NPI with several locations of the submitter finds those of each', () => {
  const transaction = imaging();
  const shared = { ...profile, providers: profile.providers.map((one) => ({ ...one, npis: ['1600003036'] })) };
  expect(told(ask(about(), transaction, { profile: shared }).set)).toEqual(['1000000001']);
});

it('no more than twenty are told, and that there are more', () => {
  const transaction = imaging();
  const [kept] = transaction.priorAuthorizations as [PriorAuthorization];
  for (let at = 2; at <= MOST_TOLD + 2; at++) {
    transaction.priorAuthorizations.push({ ...kept, trackingNumber: String(1_000_000_000 + at) });
  }
  const { set, results } = ask(about(), transaction);
  expect(told(set)).toHaveLength(MOST_TOLD);
  expect(told(set)[0]).toBe('1000000022');
  expect(set.filter((one) => one.includes('MORE ARE ON FILE'))).toHaveLength(1);
  expect(results).toMatchObject([{ reason: `inquiry:found ${MOST_TOLD}` }]);
  transaction.priorAuthorizations.splice(MOST_TOLD);
  expect(ask(about(), transaction).set.join()).not.toContain('MORE ARE ON FILE');
});

it('a subscriber that pass 1 refused is told why, and nothing is looked for', () => {
  const refusalsOf = () => [reason()];
  const asked = ask(about('TRN*1*A*9RVN000001', 'REF*NT*1000000001'), imaging(), { refusalsOf });
  expect(rejects(asked.set)).toEqual(['AAA*N**33*C']);
  expect(asked.set).toContain('MSG*The total is 100.00, but its parts add up to 90.00. Correct the total.');
  expect(asked.results).toEqual([{ kind: 'refused', unit: 0, reason: 'some-rule' }]);
  expect(rejects(ask(inquiryOf(member().replace('22*1', '22*0')), imaging(), { refusalsOf }).set)).toEqual([
    'AAA*N**72*C',
  ]);
});

it('a member that the ledger knows from a portal is found too', () => {
  const transaction = new MemoryTransaction();
  transaction.priorAuthorizations.push(priorAuthorizationWith());
  const { set } = ask(inquiryOf('HL*3*2*22*0~NM1*IL*1*OAKES*MARTA****MI*100200300400~'), transaction);
  expect(told(set)).toHaveLength(1);
  expect(set).toContain('SV1*HC:E0143**UN*3');
});
