import { appendFileSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partnerView } from '../../src/cli/partner-view.js';
import type { Ledger } from '../../src/store/ledger.js';
import { NOW, receive } from './command-line.js';
import { ReviewLine, twoLineRequest } from './review-line.js';

let line: ReviewLine;
let numbers: readonly string[];
beforeAll(async () => {
  line = await new ReviewLine().prepare();
  await line.submit(twoLineRequest(701));
  numbers = await line.submit(twoLineRequest(702));
  const other = ['partner', 'add', 'other', '--name', 'Other', '--kind', 'provider', '--location', '110012346B'];
  await line.run(...other, '--npi', '1234567893');
  const users = {
    [userInfo().username]: 'operator',
    dora: { partner: 'demo-provider' },
    emil: { partner: 'other' },
  };
  appendFileSync(join(line.folder, 'gateway', 'gateway.yaml'), `\nroles: ${JSON.stringify({ users })}\n`);
});
afterAll(() => line.remove());

function as(person: string): void {
  line.environment = { SUDO_USER: person, SUDO_UID: '54321' };
}

describe("a partner's prior authorizations and answers", () => {
  it('are not there for the user of another partner', async () => {
    as('emil');
    const [number = ''] = numbers;
    const unknown = await line.run('pa', 'void', '1999999999', '--as-provider');
    const answer = await line.run('pa', 'void', number, '--as-provider');
    expect(answer).toEqual({ ...unknown, stderr: unknown.stderr.replaceAll('1999999999', number) });
    expect((await line.run('pa', 'answer', number)).code).toBe(1);
    expect(await line.run('trace', number)).toMatchObject({ code: 1, stdout: '' });
    expect(await line.run('downloads')).toMatchObject({ code: 1, stdout: '' });
    line.environment = {};
    expect((await line.row(number)).status).toBe('ready-for-review');
  });

  it('are there for its own, who fetches answers and withdraws a request', async () => {
    as('dora');
    const [number = ''] = numbers;
    expect((await line.run('trace', number)).stdout).toContain('submit');
    const found = await line.documents('downloads', 'downloads', '--type', '999');
    expect(found.map(({ partner }) => partner)).toEqual(['demo-provider', 'demo-provider']);
    expect((await line.run('downloads', '--submission', 'S1', '--get', 'answers')).code).toBe(0);
    expect(readdirSync(join(line.folder, 'answers')).some((name) => name.endsWith('.999.x12'))).toBe(true);
    expect((await line.run('pa', 'void', number, '--as-provider')).code).toBe(0);
    line.environment = {};
    expect((await line.row(number)).status).toBe('cancelled-by-provider');
    const [audited] = await line.documents('audit-list', 'audit', 'list', '--subject', number);
    expect(audited).toMatchObject({ actor: `dora (as ${userInfo().username})`, action: 'pa void' });
  });
});

describe('the view of one partner', () => {
  it('refuses what it does not list, whatever command asks', async () => {
    await line.withLedger(async (ledger) => {
      const view = partnerView(ledger, 'demo-provider');
      for (const operation of [
        'submissions',
        'claims',
        'reviewQueue',
        'auditRows',
        'settleQuarantine',
        'close',
      ] as const) {
        expect(() => view[operation], operation).toThrow(expect.objectContaining({ code: 'role-not-allowed' }));
      }
      expect(view.partner('other')).toBeUndefined();
      expect(view.partner('demo-provider')?.id).toBe('demo-provider');
    });
  });

  it('shows what came out of a packed file of its own', async () => {
    await line.withLedger(async (ledger) => {
      const { id } = await receive(ledger);
      const attempt = await ledger.beginAttempt(id, { now: NOW, alone: false, digests: {} });
      const { partnerId, channel, sha256, bytes, receivedAt, actor } = ledger.submission({ id })!;
      const facts = { partnerId, channel, sha256, bytes, receivedAt, actor, senderFileName: '' };
      const member = { ...facts, arrivalId: 'member', originalPath: 'originals/member' };
      await ledger.recordUnpacked({ submissionId: id, attempt, members: [member], now: NOW });
      expect(partnerView(ledger, 'demo-provider').unpackedFrom(id)).toHaveLength(1);
      expect(partnerView(ledger, 'other').unpackedFrom(id)).toEqual([]);
    });
  });

  it('holds nothing of an earlier partner of its id', async () => {
    await line.withLedger(async (ledger) => {
      const since: Ledger = { ...ledger, submissionsBefore: () => 1 };
      const view = partnerView(since, 'demo-provider');
      expect(partnerView(ledger, 'demo-provider').submission({ id: 1 })?.id).toBe(1);
      expect(view.submission({ id: 1 })).toBeUndefined();
      expect(view.trace('S00000001')).toEqual([]);
      expect(view.submission({ id: 2 })?.id).toBe(2);
      expect(view.downloads({}, 0, 100).rows.every(({ submissionId }) => submissionId > 1)).toBe(true);
      const { row } = ledger.priorAuthorization(numbers[0]!)!;
      const sooner = partnerView({ ...ledger, submissionsBefore: () => row.submissionId - 1 }, 'demo-provider');
      expect(sooner.priorAuthorization(row.trackingNumber)).toBeDefined();
      const later = partnerView({ ...ledger, submissionsBefore: () => row.submissionId }, 'demo-provider');
      expect(later.priorAuthorization(row.trackingNumber)).toBeUndefined();
    });
  });

  it('does not look up what senders call things, which may be the same with others', async () => {
    await line.withLedger(async (ledger) => {
      const trace = ledger.priorAuthorization(numbers[0]!)!.row.request.traces[0]?.number ?? '';
      expect(ledger.trace(trace).length).toBeGreaterThan(0);
      expect(partnerView(ledger, 'demo-provider').trace(trace)).toEqual([]);
    });
  });
});
