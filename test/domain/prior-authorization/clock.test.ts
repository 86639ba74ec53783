import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockFacts, deadlineOf } from '../../../src/domain/prior-authorization/clock.js';
import { localDay } from '../../../src/support/wall-clock.js';
import { reviewSettings } from '../../support/prior-authorization.js';

const settings = { ...reviewSettings().clock, holidays: ['2026-01-19', '2026-12-25', '2027-01-01'] };

const deadline = (receivedAt: string, changes: Partial<ClockFacts> = {}) =>
  deadlineOf({ receivedAt, classification: 'standard', deferredAt: '', ...changes }, settings);

describe('a standard request', () => {
  it.each([
    ['in the morning', '2026-01-12T14:00:00Z', '2026-01-20T04:59:59.999Z'],
    ['late in the evening, when it is the next day in Greenwich', '2026-01-13T04:30:00Z', '2026-01-20T04:59:59.999Z'],
    ['before the clocks go forward in March', '2026-03-06T15:00:00Z', '2026-03-14T03:59:59.999Z'],
    ['before the clocks go back in November', '2026-10-30T15:00:00Z', '2026-11-07T04:59:59.999Z'],
    ['at the end of a year', '2026-12-28T15:00:00Z', '2027-01-05T04:59:59.999Z'],
    ['before a leap day', '2028-02-24T15:00:00Z', '2028-03-03T04:59:59.999Z'],
  ])('received %s is due at the end of the seventh day in New York', (_when, receivedAt, dueAt) => {
    expect(deadline(receivedAt)).toMatchObject({ clock: 'standard', dueAt, outerLimitAt: '' });
  });
});

describe('a request to expedite', () => {
  it.each([
    ['on an ordinary day', '2026-01-12T14:00:00Z', '2026-01-15T14:00:00.000Z'],
    ['over the change to summer time: hours are hours', '2026-03-07T15:00:00Z', '2026-03-10T15:00:00.000Z'],
    ['over the change to winter time', '2026-10-31T14:00:00Z', '2026-11-03T14:00:00.000Z'],
  ])('received %s is due after 72 hours', (_when, receivedAt, dueAt) => {
    expect(deadline(receivedAt, { classification: 'request-to-expedite' })).toMatchObject({ clock: 'expedite', dueAt });
  });

  it('is not extended by a deferral', () => {
    const facts = { classification: 'request-to-expedite', deferredAt: '2026-01-13T14:00:00Z' } as const;
    expect(deadline('2026-01-12T14:00:00Z', facts)).toMatchObject({
      clock: 'expedite',
      dueAt: '2026-01-15T14:00:00.000Z',
      outerLimitAt: '',
    });
  });
});

describe('a deferred request', () => {
  it('is due fourteen days after the deferral, with day 21 after receipt beside it', () => {
    expect(deadline('2026-03-02T15:00:00Z', { deferredAt: '2026-03-05T20:00:00Z' })).toMatchObject({
      clock: 'deferral',
      dueAt: '2026-03-20T03:59:59.999Z',
      outerLimitAt: '2026-03-24T03:59:59.999Z',
    });
  });
});

describe('a first answer', () => {
  it.each([
    ['on a Monday', '2026-01-12T14:00:00Z', '2026-01-15T04:59:59.999Z'],
    ['on a Thursday, over the weekend', '2026-01-08T14:00:00Z', '2026-01-13T04:59:59.999Z'],
    ['on a Saturday', '2026-01-10T14:00:00Z', '2026-01-14T04:59:59.999Z'],
    ['before a weekend and a holiday', '2026-01-16T14:00:00Z', '2026-01-22T04:59:59.999Z'],
    ['before Christmas', '2026-12-24T14:00:00Z', '2026-12-30T04:59:59.999Z'],
    ['on the Friday before the clocks change', '2026-03-06T15:00:00Z', '2026-03-11T03:59:59.999Z'],
  ])('to what came %s is due at the end of the second business day', (_when, receivedAt, firstAnswerDueAt) => {
    expect(deadline(receivedAt).firstAnswerDueAt).toBe(firstAnswerDueAt);
  });
});

describe('any deadline', () => {
  const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });

  it('of days ends with a day where the payer is, just so many days later', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 60 }), (received, standardDays) => {
        const facts = { receivedAt: received.toISOString(), classification: 'standard', deferredAt: '' } as const;
        const { dueAt, firstAnswerDueAt } = deadlineOf(facts, { ...settings, standardDays });
        const nextMoment = new Date(Date.parse(dueAt) + 1);
        const [first, last] = [localDay(received, settings.timeZone), localDay(new Date(dueAt), settings.timeZone)];
        expect((Date.parse(last) - Date.parse(first)) / 86_400_000).toBe(standardDays);
        expect(localDay(nextMoment, settings.timeZone)).not.toBe(last);
        expect(firstAnswerDueAt > received.toISOString()).toBe(true);
      }),
    );
  });
});
