import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway');
  await line.run(
    ...['partner', 'add', 'northside', '--name', 'Northside Clinic', '--kind', 'provider'],
    ...['--interchange-id', '110054321A'],
  );
});
afterEach(() => line.remove());

const partner = (words: string, ...more: string[]) => line.run('partner', ...words.split(' '), ...more);
const allowances = async () => (await line.documents('partner', 'partner', 'show', 'northside'))[0]!.allowances;
const audited = () =>
  line.withLedger(async (ledger) => ledger.approvals('northside').map(({ waiver, usage }) => [usage, waiver]));

describe('x12gw partner approve', () => {
  it('refuses without evidence, says what is missing and what to type next', async () => {
    const { code, stderr } = await partner('approve northside --transaction 278');
    expect(code).toBe(1);
    expect(stderr).toContain('278 production of northside is not approved: no test file (ISA15 T)');
    expect(stderr).toContain('Next: x12gw partner allow northside --transaction 278 --usage T --state testing');
    expect(await allowances()).toEqual([]);
  });

  it('records a waiver with its reason, once', async () => {
    const waived = await partner('approve northside --transaction 278 --waive', 'known from the old system');
    expect(waived.code).toBe(0);
    expect(waived.stderr).toContain('approved without evidence: known from the old system');
    expect((await partner('approve northside --transaction 278 --waive again')).stderr).toContain('approved already');
    expect(await audited()).toEqual([['P', 'known from the old system']]);
    const [report] = await line.documents('partner-evidence', 'partner', 'evidence', 'northside');
    expect(report).toMatchObject({
      transaction: '278',
      evidence: null,
      missing: 'test-file',
      approvals: [{ usage: 'P', waiver: 'known from the old system', submission: '' }],
      next: '',
    });
  });

  it.each([
    ['a waiver without a reason', ['approve', '--waive', ' '], 'needs a reason'],
    ['a transaction the gateway does not process', ['approve', '--transaction', '270'], 'one of: 275, 276, 278, 837'],
    ['to approve with allow', ['allow', '--usage', 'P', '--state', 'approved'], 'partner approve northside'],
    ['to suspend with allow', ['allow', '--usage', 'P', '--state', 'suspended'], 'partner suspend northside'],
    ['a suspension without a reason', ['suspend', '--reason', ''], 'needs a reason'],
  ])('refuses %s with exit code 2', async (_, [command, ...options], words) => {
    const transaction = options.includes('--transaction') ? [] : ['--transaction', '278'];
    const { code, stderr } = await line.run('partner', command!, 'northside', ...transaction, ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(await allowances()).toEqual([]);
  });
});

describe('x12gw partner suspend and resume', () => {
  it('stop a transaction for a reason, and take it back to where it stood', async () => {
    await partner('allow northside --transaction 278 --usage T --state testing');
    await partner('approve northside --transaction 278 --waive known');
    const suspended = await partner('suspend northside --transaction 278 --reason', 'wrong files');
    expect(suspended.stdout).toContain('278 production: suspended (wrong files)');
    expect(await allowances()).toEqual([
      { transactionSet: '278', usage: 'P', state: 'suspended', suspendedFrom: 'approved', reason: 'wrong files' },
      { transactionSet: '278', usage: 'T', state: 'suspended', suspendedFrom: 'testing', reason: 'wrong files' },
    ]);
    const again = await partner('approve northside --transaction 278 --waive known');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('it can only be resumed, to approved');
    expect((await partner('resume northside --transaction 278')).code).toBe(0);
    expect(await allowances()).toEqual([
      { transactionSet: '278', usage: 'P', state: 'approved' },
      { transactionSet: '278', usage: 'T', state: 'testing' },
    ]);
    expect((await partner('resume northside --transaction 278')).code).toBe(1);
  });
});

describe('x12gw partner hold', () => {
  it('is shown by show, list, status and doctor until it is released', async () => {
    expect((await partner('hold northside --reason', 'called them')).stdout).toContain(': called them');
    expect((await line.documents('partner', 'partner', 'show', 'northside'))[0]).toMatchObject({
      hold: { reason: 'called them' },
    });
    expect((await partner('list')).stdout).toContain('Northside Clinic (held)');
    expect((await line.run('status')).stdout).toMatch(/HELD PARTNER[\s\S]*northside .*called them/);
    expect((await line.documents('status', 'status'))[0]!.waiting).toMatchObject([{ hold: { reason: 'called them' } }]);
    const warnings = (await line.documents('doctor', 'doctor')).filter(({ severity }) => severity === 'warning');
    expect(warnings).toContainEqual(expect.objectContaining({ check: 'partner northside' }));
    expect((await partner('release-hold northside')).code).toBe(0);
    expect((await partner('release-hold northside')).code).toBe(1);
    expect((await line.run('status')).stdout).not.toContain('HELD');
  });
});

describe('x12gw partner link', () => {
  it('takes transactions and days, and unlink keeps what the link was', async () => {
    const linked = await partner(
      'link northside 110067890B --npi 1876543210 --transaction 278 275 --from 2026-01-01 --to 2026-12-31',
    );
    expect(linked.stdout).toContain('NPI 1876543210, for 278, 275, from 2026-01-01 to 2026-12-31');
    await partner('unlink northside 110067890B');
    expect((await line.documents('partner', 'partner', 'show', 'northside'))[0]).toMatchObject({
      providers: [{ location: '110054321A' }],
      endedLinks: [{ location: '110067890B', transactions: ['278', '275'], to: '2026-12-31' }],
    });
    expect((await partner('show northside')).stdout).toContain('unlinked   110067890B, NPI 1876543210');
  });

  it('names everything that is wrong at once', async () => {
    const words = 'link northside 110067890B --transaction 270 --from 2026-02-30 --to 2026-01-01';
    const { code, stderr } = await partner(words);
    expect(code).toBe(2);
    for (const part of ['does not process 270', '2026-02-30 is no day', 'before it begins']) {
      expect(stderr).toContain(part);
    }
    expect((await partner('link northside 110054321A --to 2026-12-31')).stderr).toContain('counts always');
  });
});
