import { describe, expect, it } from 'vitest';
import { DATE_FORMATS, dateFormatAt, isDate } from '../../src/validate/values.js';

/** The check of a value that stands between other bytes. */
function within<T>(value: string, check: (bytes: Uint8Array, start: number, end: number) => T): T {
  const bytes = Buffer.from(`D8*${value}*D8`, 'latin1');
  return check(bytes, 3, 3 + value.length);
}

describe('a date', () => {
  it.each(['20240229', '20000229', '19991231', '240229', '20261122'])('%s is a calendar day', (value) => {
    expect(within(value, isDate)).toBe(true);
  });

  it.each(['20230229', '19000229', '20261131', '20261301', '20260001', '20261100', '230229', '261301'])(
    '%s is no calendar day',
    (value) => expect(within(value, isDate)).toBe(false),
  );

  it.each(['', '2026112', '202611220', '2026112A', '2026-1-1', '2O261122', '26 122'])(
    '%s is not written as one',
    (value) => expect(within(value, isDate)).toBe(false),
  );
});

describe('a date format qualifier', () => {
  it.each(Object.keys(DATE_FORMATS))('%s is known by its bytes', (qualifier) => {
    expect(within(qualifier, dateFormatAt)).toBe(qualifier);
  });

  it.each(['', 'D', 'D9', 'D88', 'RD', 'RD6', 'RD88', 'TD', 'TT', 'MD8', 'd8', 'CC'])('"%s" is none', (qualifier) => {
    expect(within(qualifier, dateFormatAt)).toBe('');
  });
});
