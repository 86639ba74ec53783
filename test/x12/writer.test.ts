import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { echo, InterchangeWriter, writeInterchangeHeader, writeSegment } from '../../src/x12/writer.js';

const HEADER = {
  senderQualifier: 'ZZ',
  senderId: 'NLHP00042',
  receiverQualifier: 'ZZ',
  receiverId: 'PRCLINIC01',
  date: '261103',
  time: '0917',
  controlNumber: 5001,
  acknowledgmentRequested: false,
  usageIndicator: 'T',
} as const;

describe('writing a segment', () => {
  it('joins elements, components and repetitions and leaves out empty ones at the end', () => {
    expect(writeSegment('HI', [['ABK', 'M1711', '', ''], '', undefined])).toBe('HI*ABK:M1711~');
    expect(writeSegment('NM1', ['IL', '1', '', 'A', ''])).toBe('NM1*IL*1**A~');
    expect(writeSegment('DMG', ['D8', { repetitions: ['A', ['B', '1'], ''] }])).toBe('DMG*D8*A^B:1~');
    expect(writeSegment('SE', [''])).toBe('SE~');
  });

  it('refuses a delimiter inside a value', () => {
    for (const value of ['A*B', 'A:B', 'A^B', 'A~B']) {
      expect(() => writeSegment('REF', ['EJ', value])).toThrow(RangeError);
      expect(() => writeSegment('REF', ['EJ', ['1', value]])).toThrow(RangeError);
    }
  });

  it('takes other delimiters', () => {
    const delimiters = { element: 0x7c, repetition: 0x21, component: 0x3e, segment: 0x0a };
    expect(writeSegment('HI', [['ABK', 'M:1'], 'A*B'], delimiters)).toBe('HI|ABK>M:1|A*B\n');
  });

  it('refuses what is no segment id', () => {
    for (const id of ['', 'N', 'nm1', 'ABCD', 'N*']) expect(() => writeSegment(id, ['1'])).toThrow(RangeError);
  });
});

describe('echoing a foreign value', () => {
  it('drops our delimiters and what cannot be printed, cuts, and leaves no space at the end', () => {
    expect(echo('A*B:C^D~E', 99)).toBe('ABCDE');
    expect(echo('A\u0000\u0007\r\nB\u00e9\u4e2dC', 99)).toBe('ABC');
    expect(echo('ABC DEF', 4)).toBe('ABC');
    expect(echo('   ', 99)).toBe('');
  });

  it('gives something that can be written and read back, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 99 }), (value, maximum) => {
        const text = echo(value, maximum);
        expect(text.length).toBeLessThanOrEqual(maximum);
        expect(writeSegment('IK4', ['1', text, 'X'])).toBe(`IK4*1*${text}*X~`);
      }),
    );
  });
});

describe('writing an ISA', () => {
  it('is 106 bytes with every element at its place', () => {
    const text = writeInterchangeHeader(HEADER);
    expect(text).toBe(
      'ISA*00*          *00*          *ZZ*NLHP00042      *ZZ*PRCLINIC01     *261103*0917*^*00501*000005001*0*T*:~',
    );
    expect(text.length).toBe(106);
  });

  it('refuses an id, date or number that does not fit', () => {
    expect(() => writeInterchangeHeader({ ...HEADER, senderId: 'SIXTEENCHARACTER' })).toThrow(RangeError);
    expect(() => writeInterchangeHeader({ ...HEADER, date: '20261103', senderId: 'X'.repeat(13) })).toThrow(RangeError);
    expect(() => writeInterchangeHeader({ ...HEADER, receiverId: 'A*B' })).toThrow(RangeError);
    for (const controlNumber of [0, -1, 1.5, 1_000_000_000]) {
      expect(() => writeInterchangeHeader({ ...HEADER, controlNumber })).toThrow(RangeError);
    }
  });
});

describe('writing an interchange', () => {
  const group = {
    functionalIdentifier: 'FA',
    applicationSender: 'NLHP00042',
    applicationReceiver: 'PRCLINIC01',
    date: '20261103',
    time: '0917',
    controlNumber: 5001,
    version: '005010X231A1',
  };

  it('counts segments, sets and groups as they are written', () => {
    const writer = new InterchangeWriter(HEADER);
    const text = [
      writer.begin(),
      writer.beginGroup(group),
      writer.beginSet('999'),
      writer.segment('AK1', 'HI', '101'),
      writer.prepared('AK2*278*0001~IK5*A~', 2),
      writer.endSet(),
      writer.beginSet('999'),
      writer.endSet(),
      writer.endGroup(),
      writer.end(),
    ].join('');
    expect(text.slice(106).split('~')).toEqual([
      'GS*FA*NLHP00042*PRCLINIC01*20261103*0917*5001*X*005010X231A1',
      'ST*999*0001*005010X231A1',
      'AK1*HI*101',
      'AK2*278*0001',
      'IK5*A',
      'SE*5*0001',
      'ST*999*0002*005010X231A1',
      'SE*2*0002',
      'GE*2*5001',
      'IEA*1*000005001',
      '',
    ]);
  });

  it('refuses steps out of order', () => {
    const writer = new InterchangeWriter(HEADER);
    expect(() => writer.endGroup()).toThrow(RangeError);
    writer.begin();
    expect(() => writer.beginSet('999')).toThrow(RangeError);
    expect(() => writer.segment('AK1')).toThrow(RangeError);
    writer.end();
    expect(() => writer.end()).toThrow(RangeError);
  });
});
