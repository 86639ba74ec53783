import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LineOutcome, PriorAuthorization, ServiceLine } from '../../src/domain/prior-authorization/model.js';
import { paWith, serviceLine, submitted } from '../store/life-material.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  line.now = new Date('2032-02-01T12:00:00.000Z');
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

const METRICS = ['pa', 'metrics', '--year', '2031'];
let sequence = 0;

function decidedLine(number: number, outcome: LineOutcome, decidedAt: string, procedureCode: string): ServiceLine {
  const decision = {
    outcome,
    authorizedUnits: '',
    unitBasis: '',
    authorizedFrom: '',
    authorizedTo: '',
    authorizedProcedureCode: '',
    authorizedModifiers: [],
    authorizedDeliveryPattern: '',
    reasons: [],
    message: '',
    cause: '',
    duplicateOf: '',
    decidedAt,
    decidedBy: 'ann',
  } as const;
  return serviceLine({ number, status: outcome, procedureCode, decision });
}

/** A PA received on 1 March 2031 at noon UTC and decided some hours later. */
function decided(
  hours: number,
  outcomes: readonly (LineOutcome | 'drug')[],
  more: Partial<PriorAuthorization> = {},
): PriorAuthorization {
  const receivedAt = more.receivedAt ?? '2031-03-01T12:00:00.000Z';
  const decidedAt = new Date(Date.parse(receivedAt) + hours * 3_600_000).toISOString();
  const lines = outcomes.map((outcome, at) =>
    decidedLine(at + 1, outcome === 'drug' ? 'denied' : outcome, decidedAt, outcome === 'drug' ? 'J0135' : '97110'),
  );
  sequence++;
  return paWith({
    trackingNumber: String(1_000_000_000 + sequence),
    paNumber: `P31060${String(sequence).padStart(4, '0')}`,
    status: 'adjudicated',
    receivedAt,
    decidedAt,
    lines,
    ...more,
  });
}

const OVERTURNED = {
  outcome: 'overturned',
  decidedOn: '2031-06-01',
  reference: '',
  recordedAt: '2031-06-02T12:00:00.000Z',
  recordedBy: 'ann',
} as const;
const EXPEDITE = { classification: 'request-to-expedite' } as const;

async function aYear() {
  writeFileSync(
    join(line.folder, 'services.csv'),
    'from,to,needs_authorization,drug,reviewed_by\n97110,,yes,no,\nE0424,E0447,yes,no,"=cmd"\nJ0135,,yes,yes,\nA0100,,no,no,\n',
  );
  await line.run('reference', 'import', 'services', 'services.csv');
  await line.withLedger((ledger) =>
    submitted(ledger, [
      decided(24, ['approved']),
      decided(48, ['approved', 'modified']),
      decided(96, ['approved', 'denied']),
      decided(120, ['denied'], { appeal: OVERTURNED }),
      decided(240, ['approved'], { deferredAt: '2031-03-02T12:00:00.000Z' }),
      decided(30, ['approved'], EXPEDITE),
      decided(50, ['denied'], EXPEDITE),
      decided(72, ['approved', 'drug']),
      // These do not count: drugs alone, cancelled, another year in the payer's time zone, still open.
      decided(1, ['drug']),
      decided(1, ['cancelled']),
      decided(1, ['approved'], { receivedAt: '2032-01-01T05:30:00.000Z' }),
      decided(1, ['denied'], { receivedAt: '2031-01-01T03:30:00.000Z' }),
      decided(1, ['approved'], { status: 'deferred', decidedAt: '' }),
    ]),
  );
}

const GOLDEN = `year,figure,title,count,of,percent,hours
2031,standard_approved,"Standard, approved",4,6,66.67,
2031,standard_denied,"Standard, denied",2,6,33.33,
2031,standard_approved_after_appeal,"Standard, approved after appeal",1,6,16.67,
2031,approved_after_extension,"Time extended, and approved",1,8,12.50,
2031,expedited_approved,"Expedited, approved",1,2,50.00,
2031,expedited_denied,"Expedited, denied",1,2,50.00,
2031,standard_mean_time,"Standard, mean time to the decision",,,,100.0
2031,standard_median_time,"Standard, median time to the decision",,,,84.0
2031,expedited_mean_time,"Expedited, mean time to the decision",,,,40.0
2031,expedited_median_time,"Expedited, median time to the decision",,,,40.0
`;

describe('x12gw pa metrics', () => {
  it('counts a year of decisions, drugs left out, as a table and as CSV', async () => {
    await aYear();
    const { code, stdout } = await line.run(...METRICS, '--csv', 'metrics.csv');
    expect(code).toBe(0);
    expect(readFileSync(join(line.folder, 'metrics.csv'), 'utf8')).toBe(GOLDEN);
    expect(stdout).toContain('Prior authorizations decided in 2031: 8');
    expect(stdout).toMatch(/^Standard, approved +66\.67 % +4 +6$/m);
    expect(stdout).toMatch(/^Standard, median time to the decision +84\.0 hours \(3\.5 days\)$/m);
    expect(stdout).toContain('drugs left out: 2 codes and ranges');
    expect(stdout).toContain('31 March');
    expect(await line.documents('pa-metrics', ...METRICS)).toMatchObject([
      { year: 2031, decided: 8, standard: { approved: { count: 4, of: 6 } }, services: { needed: 2 } },
    ]);
  });

  it('lists the services that need a prior authorization, and no formula among them', async () => {
    await aYear();
    await line.run(...METRICS, '--services', 'services-list.csv');
    expect(readFileSync(join(line.folder, 'services-list.csv'), 'utf8')).toBe(
      `from,to,reviewed_by\n97110,97110,\nE0424,E0447,'=cmd\n`,
    );
  });

  it('replaces a file of an earlier run, and says so when it cannot write', async () => {
    await aYear();
    writeFileSync(join(line.folder, 'metrics.csv'), 'old');
    await line.run(...METRICS, '--csv', 'metrics.csv');
    expect(readFileSync(join(line.folder, 'metrics.csv'), 'utf8')).toBe(GOLDEN);
    expect((await line.run(...METRICS, '--csv', 'nowhere/metrics.csv')).code).toBe(3);
  });

  it('says that services are unknown, and exits 1 for a year without decisions', async () => {
    const { code, stdout } = await line.run(...METRICS);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Standard, approved +- +0 +0$/m);
    expect(stdout).toContain('no file of\nservices is loaded');
    expect(await line.documents('pa-metrics', ...METRICS)).toMatchObject([{ decided: 0, services: null }]);
  });

  it.each(['31', '2024', '2033', 'last'])('exits 2 for --year %s', async (year) => {
    expect((await line.run('pa', 'metrics', '--year', year)).code).toBe(2);
  });
});
