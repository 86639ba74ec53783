import { describe, expect, it } from 'vitest';
import { conversationOf, laterResponse } from '../../../src/transactions/278/conversation.js';
import { ResponseEcho } from '../../../src/transactions/278/response-echo.js';
import { contextOf, MemoryTransaction, payer, profile } from '../../support/applying.js';
import { changed, unitsOf } from '../../support/units.js';
import { carryOut, later } from './life.js';
import { answer, CANCELLATION, IMAGING, REQUEST_GUIDE, tables } from './sets.js';

describe('what is kept to answer a request again', () => {
  it('is plain JSON that a file is not needed beside, whatever the file separated with', () => {
    const delimiters = { element: 0x7c, repetition: 0x5e, component: 0x3e, segment: 0x0a };
    const segments = IMAGING.map((segment) => segment.replaceAll('*', '|').replaceAll(':', '>'));
    const [unit] = unitsOf(REQUEST_GUIDE, segments, delimiters);
    const kept = conversationOf(unit!, contextOf());
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
    expect(kept.channel).toBe('278');
  });

  it('answers to where the request came from, as the interchange of the answer says', () => {
    const transaction = new MemoryTransaction();
    answer(IMAGING, transaction);
    carryOut(transaction, { kind: 'take' });
    const { interchange } = later(transaction);
    expect(interchange[0]).toContain('*ZZ*NLHP00042      *ZZ*110099999Z     *250403*1000*');
    expect(interchange[1]).toBe('GS*HI*NLHP00042*110099999Z*20250403*1000*2*X*005010X217');
    expect(interchange.at(-1)).toBe('IEA*1*000000002');
  });

  it('is of the last request that made or changed the PA; a cancellation is not answered again', () => {
    const transaction = new MemoryTransaction();
    answer(IMAGING, transaction);
    const amendment = changed(IMAGING, {
      'BHT*': 'BHT*0007*13*RVN20250403-09*20250403*0900',
      'UM*': 'UM*HS*S*1*22:B~REF*NT*1000000001',
      'SE*': 'SE*32*0001',
    });
    answer(amendment, transaction);
    answer(CANCELLATION, transaction);
    expect(later(transaction).set[1]).toBe('BHT*0007*11*RVN20250403-09*20250403*1000*18');
  });

  it('in a form of another version is refused with what to do', () => {
    const transaction = new MemoryTransaction();
    answer(IMAGING, transaction);
    const facts = { payer, now: new Date(), controlNumber: 1, location: profile.location, interchange: 0 };
    const read = () =>
      laterResponse(
        { channel: '278', body: { form: 99 } },
        transaction.priorAuthorizations[0]!,
        facts,
        new ResponseEcho(tables.responseGuide),
      );
    expect(read).toThrow(expect.objectContaining({ code: 'conversation-unreadable' }));
  });
});
