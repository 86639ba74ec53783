import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { periodBegin, periodOf, periodText } from '../../src/config/retention-settings.js';

const PAYER = 'payer: { name: P, id: PAYER1, timeZone: America/New_York }\n';

function load(retention: string) {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, PAYER + retention);
  return loadConfiguration(file).retention;
}

describe('retention in the configuration', () => {
  it('is absent, and nothing has a period, unless the operator writes it', () => {
    expect(load('')).toBeUndefined();
  });

  it('gives downloads six months and keeps everything else that is not named', () => {
    expect(load('retention: {}\n')).toEqual({
      downloads: { count: 6, unit: 'month' },
      outbox: 'keep',
      originals: 'keep',
      quarantined: 'keep',
      documents: 'keep',
      letters: 'keep',
      ledger: 'keep',
    });
  });

  it('tells everything that is wrong at once', () => {
    expect(() => load('retention: { downloads: soon, originals: 0 days, answers: 1 year }\n')).toThrow(
      /3 problems[\s\S]*downloads[\s\S]*originals/,
    );
    expect(() => load('retention: { downloads: 2000 months, documents: 101 years }\n')).toThrow(
      /2 problems[\s\S]*downloads: is more than 100 years[\s\S]*documents/,
    );
  });

  it('gives the ledger six years at least, unless it says that less is meant', () => {
    for (const short of ['5 years', '71 months', '2191 days']) {
      expect(() => load(`retention: { ledger: ${short} }\n`)).toThrow(/retention.*ledger.*is less than 6 years/s);
      expect(load(`retention: { ledger: ${short}, ledgerMayBeShorter: true }\n`)?.ledger).toEqual(periodOf(short));
    }
    for (const long of ['6 years', '72 months', '2192 days', 'keep']) {
      expect(load(`retention: { ledger: ${long} }\n`)?.ledger).toEqual(periodOf(long));
    }
    expect(load('retention: { ledgerMayBeShorter: true }\n')).not.toHaveProperty('ledgerMayBeShorter');
  });
});

describe('a period', () => {
  const begin = (text: string, now: string) => periodBegin(periodOf(text), new Date(now))?.toISOString();

  it('counts back by the calendar, to the last day of a shorter month', () => {
    expect(begin('6 months', '2027-08-31T10:00:00.000Z')).toBe('2027-02-28T10:00:00.000Z');
    expect(begin('1 year', '2028-02-29T10:00:00.000Z')).toBe('2027-02-28T10:00:00.000Z');
    expect(begin('6 years', '2033-01-05T10:00:00.000Z')).toBe('2027-01-05T10:00:00.000Z');
    expect(begin('1 day', '2027-03-01T00:00:00.000Z')).toBe('2027-02-28T00:00:00.000Z');
    expect(begin('keep', '2027-03-01T00:00:00.000Z')).toBeUndefined();
  });

  it('is written as it is read', () => {
    for (const text of ['keep', '1 day', '6 months', '7 years']) expect(periodText(periodOf(text))).toBe(text);
  });
});
