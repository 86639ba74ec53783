import { describe, expect, it } from 'vitest';
import { checkHeader, type HeaderRules } from '../../src/envelope/header-checks.js';
import { DEFAULT_OPTIONS, type PartnerProfile, type PayerIdentity } from '../../src/partners/profile.js';
import { readHeader } from '../../src/x12/header.js';
import { bytesOf, isa } from '../x12/tokens.js';
import { CATALOGUE } from './reading.js';

const location = { id: '110012345A', providerId: '110012345', serviceLocation: 'A' };
const profile: PartnerProfile = {
  id: 'clinic',
  name: 'Clinic',
  kind: 'provider',
  interchangeQualifier: 'ZZ',
  interchangeId: '110012345A',
  applicationIds: ['110012345A'],
  location,
  providers: [{ location, npis: [] }],
  allowances: [],
  options: DEFAULT_OPTIONS,
};
const payer: PayerIdentity = {
  name: 'Payer',
  qualifier: 'ZZ',
  id: 'PAYER01',
  aliases: ['PAYER02'],
  applicationIds: ['PAYER01'],
  timeZone: 'UTC',
  providerLocationPattern: '^(?<provider>[0-9]{9})(?<location>[A-Z])$',
  senderIdRule: 'exact',
};

const findingsOf = (text: string, rules?: HeaderRules) =>
  checkHeader(readHeader(bytesOf(`${text}GS*HI~`), 0, 0), CATALOGUE, rules);
/** TA1 note codes, the one that decides first. */
const notesOf = (text: string, rules?: HeaderRules) =>
  findingsOf(text, rules).map((finding) => `${finding.acknowledgment} ${finding.severity}`);
/** The good header with bytes from this 1-based position on replaced. */
const withBytes = (position: number, text: string) =>
  isa().slice(0, position - 1) + text + isa().slice(position - 1 + text.length);

describe('a header of 106 bytes', () => {
  it('has no finding when all is well', () => {
    expect(findingsOf(isa(), { payer, profile })).toEqual([]);
  });

  it.each([
    ['ISA01 07', withBytes(5, '07'), ['010 reject']],
    ['ISA02 filled under 00', withBytes(8, 'X'), ['011 warn']],
    ['ISA02 filled under 03', withBytes(5, '03').replace('*          ', '*SOMETHING '), []],
    ['ISA03 02', withBytes(19, '02'), ['012 reject']],
    ['ISA04 filled under 00', withBytes(22, 'SECRET'), ['013 warn']],
    ['ISA05 XX', withBytes(33, 'XX'), ['005 reject']],
    ['ISA06 blank', withBytes(36, ' '.repeat(15)), ['006 reject']],
    ['ISA06 not left-justified', withBytes(36, ' 110012345A'), ['006 reject']],
    ['ISA07 31', withBytes(52, '31'), ['007 reject']],
    ['ISA08 with a control character', withBytes(55, '\x01'), ['008 reject']],
    ['ISA09 31 November', withBytes(71, '261131'), ['014 reject']],
    ['ISA09 29 February of a common year', withBytes(71, '270229'), ['014 reject']],
    ['ISA09 29 February of a leap year', withBytes(71, '280229'), []],
    ['ISA10 2460', withBytes(78, '2460'), ['015 reject']],
    ['ISA11 U under 00501', withBytes(83, 'U'), ['016 reject']],
    ['ISA11 equal to the component separator', withBytes(83, ':'), ['016 reject']],
    ['ISA12 00401, where ISA11 is no separator', withBytes(83, 'U*00401'), ['003 reject']],
    ['ISA12 no release', withBytes(85, 'ABCDE'), ['017 reject']],
    ['ISA13 zero', withBytes(91, '000000000'), ['018 reject']],
    ['ISA13 with a letter', withBytes(91, '00000010A'), ['018 reject']],
    ['ISA14 2', withBytes(102 - 1, '2'), ['019 warn']],
    ['ISA15 I', withBytes(103, 'I'), ['020 reject']],
    ['a letter as component separator', withBytes(105, 'A'), ['027 reject']],
    ['a letter as terminator', withBytes(106, 'A'), ['004 reject']],
    ['the terminator equal to the component separator', withBytes(106, ':'), ['004 reject']],
    ['an element separator beyond seven bits', isa().replaceAll('*', '\xa7'), ['026 reject']],
  ])('%s', (_what, header, expected) => {
    expect(notesOf(header)).toEqual(expected);
  });

  it('lets the sender decide before the receiver, the usage and the rest', () => {
    const header = withBytes(5, '07')
      .replace('*ZZ*PAYER01', '*XX*PAYER01')
      .replace('*T*', '*I*')
      .replace('110012345A', '          ');
    expect(notesOf(header)).toEqual(['006 reject', '007 reject', '020 reject', '010 reject']);
  });

  it('never shows a password', () => {
    const [finding] = findingsOf(withBytes(22, 'SECRET'));
    expect(finding).toMatchObject({ isProtected: true, place: { element: 4, elementOffset: 21, elementLength: 10 } });
    expect(JSON.stringify(finding)).not.toContain('SECRET');
  });
});

describe('a header with an element of the wrong length', () => {
  it.each([
    ['ISA06 too short', isa().replace('110012345A     ', '110012345A    '), ['006 reject']],
    ['ISA02 too long', isa().replace('*          *', '*           *'), ['011 reject']],
    ['ISA14 too long', isa().replace('*0*T', '*00*T'), ['019 reject']],
    ['ISA05 and ISA15', isa().replace('*ZZ*11', '*Z*11').replace('*T*', '*TT*'), ['005 reject', '020 reject']],
  ])('%s rejects with the code of that element', (_what, header, expected) => {
    const token = readHeader(bytesOf(`${header}GS*HI~`), 0, 0);
    expect(token.form).toBe('tolerant');
    expect(notesOf(header)).toEqual(expected);
  });

  it('points at the element', () => {
    const [finding] = findingsOf(isa().replace('110012345A     ', '110012345A    '));
    expect(finding).toMatchObject({
      code: 'sender-id-invalid',
      value: '110012345A    ',
      place: {
        segmentId: 'ISA',
        element: 6,
        dataElement: 'I06',
        elementOffset: 35,
        elementLength: 14,
        byteLength: 104,
      },
    });
  });
});

describe('a header on a partner’s channel', () => {
  const rules = (changes: Partial<PartnerProfile> = {}, payerChanges: Partial<PayerIdentity> = {}) => ({
    profile: { ...profile, ...changes },
    payer: { ...payer, ...payerChanges },
  });

  it.each([
    ['another sender', isa({ sender: '110099999B' }), rules(), ['006 reject']],
    ['the registered id under another qualifier', withBytes(33, '30'), rules(), ['005 reject']],
    ['an id not in the payer form', isa({ sender: 'CLINIC' }), rules({ interchangeId: 'CLINIC' }), ['006 reject']],
    [
      'the same id where any form will do',
      isa({ sender: 'CLINIC' }),
      rules({ interchangeId: 'CLINIC' }, { senderIdRule: 'any' }),
      [],
    ],
    ['a receiver that is not us', isa(), rules({}, { id: 'OTHER', aliases: [] }), ['009 reject']],
    ['an alias of ours', isa(), rules({}, { id: 'OTHER', aliases: ['PAYER01'] }), []],
    ['our id under another qualifier', withBytes(52, '30'), rules(), ['007 reject']],
    ['test where it is refused', isa(), rules({ options: { ...DEFAULT_OPTIONS, refuseTest: true } }), ['020 reject']],
  ])('%s', (_what, header, given, expected) => {
    expect(notesOf(header, given)).toEqual(expected);
  });

  it('says one thing about one element: its form before its owner', () => {
    const short = isa({ sender: '110099999B' }).replace('110099999B     ', '110099999B    ');
    expect(findingsOf(short, rules()).map((finding) => finding.code)).toEqual(['sender-id-invalid']);
  });
});
