import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHeader } from '../../src/envelope/header-checks.js';
import { headerFacts } from '../../src/envelope/header-facts.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { is999Due, render999 } from '../../src/respond/acknowledgment-999.js';
import { isAddressed, replyAddress, replyTime } from '../../src/respond/reply-envelope.js';
import { isTa1Due, renderTa1 } from '../../src/respond/ta1.js';
import { ISA_LENGTH, readHeader } from '../../src/x12/header.js';
import { finding, group, header, options } from './builders.js';

const at = { date: '20261103', time: '0917' };
const channel = {
  payer: { qualifier: 'ZZ', id: 'NLHP00042' },
  profile: { interchangeQualifier: '30', interchangeId: 'PRCLINIC01' },
};

describe('the time of an answer', () => {
  it('is the wall clock of the payer, on both sides of a daylight saving change and of midnight', () => {
    expect(replyTime(new Date('2026-11-01T05:30:00Z'), 'America/New_York')).toEqual({ date: '20261101', time: '0130' });
    expect(replyTime(new Date('2026-11-01T07:30:00Z'), 'America/New_York')).toEqual({ date: '20261101', time: '0230' });
    expect(replyTime(new Date('2026-11-03T05:00:00Z'), 'America/New_York')).toEqual({ date: '20261103', time: '0000' });
  });
});

describe('the address of an answer', () => {
  it('exchanges the received ids and copies the usage', () => {
    expect(replyAddress(header(), '000', channel)).toEqual({
      senderQualifier: 'ZZ',
      senderId: 'NLHP00042      ',
      receiverQualifier: 'ZZ',
      receiverId: 'PRCLINIC01     ',
      usageIndicator: 'T',
    });
    expect(replyAddress(header({ usage: 'P' }), '000', channel).usageIndicator).toBe('P');
    expect(replyAddress(header({ usage: 'unknown' }), '020', channel).usageIndicator).toBe('P');
  });

  it('goes from our id to the registered partner when the header names somebody else', () => {
    for (const note of ['006', '009']) {
      expect(
        replyAddress(header({ senderId: 'SOMEONEELSE    ', receiverId: 'NOTUS          ' }), note, channel),
      ).toEqual({
        senderQualifier: 'ZZ',
        senderId: 'NLHP00042      ',
        receiverQualifier: '30',
        receiverId: 'PRCLINIC01     ',
        usageIndicator: 'T',
      });
    }
  });

  it('echoes the received ids, padded or cut to 15, when no channel told who is speaking', () => {
    const address = replyAddress(header({ senderId: 'SHORT', receiverId: 'A-VERY-LONG-RECEIVER-ID' }), '006');
    expect(address.receiverId).toBe('SHORT          ');
    expect(address.senderId).toBe('A-VERY-LONG-REC');
  });

  it('holds no delimiter of ours, whatever the header held', () => {
    const address = replyAddress(header({ senderId: 'A*B~C^D:E      ', senderQualifier: '*1' }), '000');
    expect(address.receiverId).toBe('ABCDE          ');
    expect(address.receiverQualifier).toBe('ZZ');
  });

  it('never repeats a qualifier that is none', () => {
    const address = replyAddress(header({ senderQualifier: 'XX', receiverQualifier: '30' }), '005');
    expect(address).toMatchObject({ senderQualifier: '30', receiverQualifier: 'ZZ' });
  });

  it.each(['               ', '', '*~^:           ', '\u00a0\u0001'])(
    'is none when an id is %j and no channel is known',
    (id) => {
      expect(isAddressed(replyAddress(header({ senderId: id }), '006'))).toBe(false);
      expect(isAddressed(replyAddress(header({ receiverId: id }), '008'))).toBe(false);
      expect(isAddressed(replyAddress(header({ senderId: id }), '006', channel))).toBe(true);
    },
  );
});

describe('when a TA1 is due', () => {
  const outcome = {
    header: header(),
    acknowledgment: 'A',
    groups: [group()],
    receivedAcknowledgments: [],
    isAcknowledgmentOnly: false,
  } as const;
  const asking = header({ acknowledgmentRequested: true });

  it('is due on E and R always, on A when asked or when the partner wants it always', () => {
    expect(isTa1Due(outcome, options())).toBe(false);
    expect(isTa1Due({ ...outcome, header: asking }, options())).toBe(true);
    expect(isTa1Due(outcome, options({ ta1OnAccept: 'always' }))).toBe(true);
    expect(isTa1Due({ ...outcome, acknowledgment: 'E' }, options())).toBe(true);
    expect(isTa1Due({ ...outcome, acknowledgment: 'R' }, options())).toBe(true);
    const quiet = options({ ta1OnError: 'on-request' });
    expect(isTa1Due({ ...outcome, acknowledgment: 'R' }, quiet)).toBe(false);
    expect(isTa1Due({ ...outcome, acknowledgment: 'R', header: asking }, quiet)).toBe(true);
  });

  it('never answers TA1s alone, and 999s alone only when asked', () => {
    const inbound = { ...outcome, isAcknowledgmentOnly: true };
    const always = options({ ta1OnAccept: 'always' });
    const alone = { ...inbound, groups: [], receivedAcknowledgments: [['000000101', '261103', '0915', 'A', '000']] };
    expect(isTa1Due({ ...alone, header: asking, acknowledgment: 'R' }, always)).toBe(false);
    // A refused interchange of 999s lists no groups.
    expect(isTa1Due({ ...inbound, groups: [], header: asking, acknowledgment: 'R' }, always)).toBe(true);
    expect(isTa1Due({ ...inbound, acknowledgment: 'R' }, always)).toBe(false);
    expect(isTa1Due({ ...inbound, header: asking }, options())).toBe(true);
  });

  it('is not due for a header nobody can read', () => {
    const unreadable = header({ form: 'unreadable' });
    expect(isTa1Due({ ...outcome, header: unreadable, acknowledgment: 'R' }, options())).toBe(false);
  });
});

describe('a TA1', () => {
  it('echoes number, date and time as they came', () => {
    const text = renderTa1({
      header: header(),
      acknowledgment: 'R',
      note: '018',
      address: replyAddress(header(), '018', channel),
      controlNumber: 7,
      at,
    });
    const { controlNumber, date, time } = header();
    expect(text.slice(106)).toBe(`TA1*${controlNumber}*${date}*${time}*R*018~IEA*0*000000007~`);
  });

  it.each([
    ['number', { controlNumber: '00000A101' }],
    ['date', { date: '26*103' }],
    ['time', { time: '9:15' }],
  ])('is not due when it could not echo the %s', (_what, broken) => {
    const outcome = {
      header: header(broken),
      acknowledgment: 'R',
      groups: [],
      receivedAcknowledgments: [],
      isAcknowledgmentOnly: false,
    } as const;
    expect(isTa1Due(outcome, options())).toBe(false);
  });
});

describe('a TA1 without a channel', () => {
  const { findings } = loadSchemas(defaultSchemasRoot());
  const received =
    'ISA*00*          *00*          *ZZ*PRCLINIC01     *ZZ*NLHP00042      *261103*0915*^*00501*000000101*0*T*:~GS*';
  const values = { header: header(), acknowledgment: 'R', note: '006', controlNumber: 1, at } as const;

  /** The header with bytes put elsewhere, or something put between two elements. */
  const mutated = fc
    .array(
      fc.record({
        at: fc.integer({ min: 32, max: 105 }),
        byte: fc.integer({ min: 0, max: 255 }),
        isAdded: fc.boolean(),
      }),
      {
        maxLength: 25,
      },
    )
    .map((changes) => {
      const bytes = [...Buffer.from(received, 'latin1')];
      for (const { at: place, byte, isAdded } of changes) bytes.splice(place, isAdded ? 0 : 1, byte);
      return Uint8Array.from(bytes);
    });

  it('has a header that our own checks pass, whatever the header it answers held', () => {
    let written = 0;
    fc.assert(
      fc.property(mutated, (bytes) => {
        const token = readHeader(bytes, 0, 0);
        if (token.form === 'unreadable') return;
        const answered = headerFacts(token);
        const address = replyAddress(answered, '006');
        const facts = {
          acknowledgment: 'R',
          groups: [],
          receivedAcknowledgments: [],
          isAcknowledgmentOnly: false,
        } as const;
        if (!isTa1Due({ ...facts, header: answered }, options()) || !isAddressed(address)) return;
        const text = renderTa1({ ...values, header: answered, address });
        const own = readHeader(Buffer.from(text, 'latin1'), 0, 0);
        expect(own).toMatchObject({ form: 'strict', byteLength: ISA_LENGTH });
        expect(checkHeader(own, findings)).toEqual([]);
        expect(text.slice(ISA_LENGTH)).toMatch(/^TA1\*\d{9}\*\d{6}\*\d{4}\*R\*006~IEA\*0\*000000001~$/);
        written++;
      }),
      { numRuns: 2000 },
    );
    expect(written).toBeGreaterThan(100);
  });

  it.each([
    ['a space before the id', ' PRCLINIC01    '],
    ['a delimiter and a space before the id', '* PRCLINIC01   '],
  ])('has an id that begins at once, for %s', (_what, senderId) => {
    const text = renderTa1({ ...values, address: replyAddress(header({ senderId }), '006') });
    expect(checkHeader(readHeader(Buffer.from(text, 'latin1'), 0, 0), findings)).toEqual([]);
    expect(text).toContain('*ZZ*PRCLINIC01     *');
  });
});

describe('a 999', () => {
  const accepted = { acknowledgment: { text: 'AK2*278*0001*005010X217~IK5*A~', segments: 2 } };
  const request = {
    options: options(),
    address: replyAddress(header(), '000', channel),
    controlNumber: 42,
    at,
    setsOf: () => [accepted],
  };

  it('has one ST for each answered group, in one FA group, and counts them', () => {
    const groups = [
      group(),
      group({ index: 1, functionalIdentifier: 'FA', isAcknowledged: false }),
      group({ index: 2, controlNumber: '102' }),
    ];
    const segments = [...render999({ ...request, groups })].join('').split('~');
    expect(segments.slice(1, -1)).toEqual([
      'GS*FA*NLHP00042*PRCLINIC01*20261103*0917*42*X*005010X231A1',
      'ST*999*0001*005010X231A1',
      'AK1*HI*101*005010X217',
      'AK2*278*0001*005010X217',
      'IK5*A',
      'AK9*A*1*1*1',
      'SE*6*0001',
      'ST*999*0002*005010X231A1',
      'AK1*HI*102*005010X217',
      'AK2*278*0001*005010X217',
      'IK5*A',
      'AK9*A*1*1*1',
      'SE*6*0002',
      'GE*2*42',
      'IEA*1*000000042',
    ]);
  });

  it('asks for the sets of each group by its place in the interchange', () => {
    const asked: number[] = [];
    const setsOf = (index: number) => {
      asked.push(index);
      return [];
    };
    [...render999({ ...request, setsOf, groups: [group({ index: 3 }), group({ index: 5 })] })];
    expect(asked).toEqual([3, 5]);
  });

  it('has no AK2 loop for a group that a finding refuses', () => {
    const refused = group({ status: 'R', codes: ['1'], setsAccepted: 0, findings: [finding('group', '1')] });
    const text = [...render999({ ...request, groups: [refused] })].join('');
    expect(text).toContain('AK1*HI*101*005010X217~AK9*R*1*1*0*1~SE*4*0001~');
  });

  it('grows its set control numbers past 9999', () => {
    const groups = Array.from({ length: 10_001 }, (_, index) => group({ index }));
    const text = [...render999({ ...request, groups })].join('');
    expect(text).toContain('SE*6*9999~ST*999*10000*005010X231A1~');
    expect(text).toContain('SE*6*10001~GE*10001*42~');
  });

  it('streams a set at a time and never asks for the next before it is wanted', () => {
    let taken = 0;
    function* endless(): Generator<typeof accepted> {
      for (;;) {
        taken++;
        yield accepted;
      }
    }
    const parts = render999({ ...request, setsOf: endless, groups: [group()] });
    for (let n = 0; n < 5; n++) parts.next();
    expect(taken).toBe(3);
  });

  it('writes the interchange id where the received application code is unusable', () => {
    const text = [
      ...render999({ ...request, groups: [group({ applicationSender: '', applicationReceiver: '*' })] }),
    ].join('');
    expect(text).toContain('~GS*FA*NLHP00042*PRCLINIC01*');
  });

  it('repeats an application code without the spaces around it', () => {
    const text = [
      ...render999({ ...request, groups: [group({ applicationSender: ' CLINIC', applicationReceiver: '*PAYER ' })] }),
    ].join('');
    expect(text).toContain('~GS*FA*PAYER*CLINIC*');
  });

  it('is due only for an interchange that stands and holds more than acknowledgments', () => {
    expect(is999Due({ acknowledgment: 'E', groups: [group()] })).toBe(true);
    expect(is999Due({ acknowledgment: 'R', groups: [group()] })).toBe(false);
    expect(is999Due({ acknowledgment: 'A', groups: [group({ isAcknowledged: false })] })).toBe(false);
  });
});
