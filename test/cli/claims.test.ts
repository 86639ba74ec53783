import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimRegistration, ClaimVerdict } from '../../src/domain/claims/model.js';
import { claim, line as claimLine } from '../domain/claims/material.js';
import { applied } from '../store/life-material.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

const CANARY = 'CANARY';
const NAME = { entityType: '1', last: CANARY, first: CANARY, middle: '', idQualifier: 'MI', id: CANARY };
const ACCEPTED: ClaimVerdict = {
  accepted: true,
  claimNumber: 'C1000000002',
  replaces: 'C1000000001',
  remarks: [{ reason: 'authorization-unknown', message: 'The number is not known.', mend: 'Enter it.', line: 2 }],
  authorizationUses: [{ authorizationNumber: CANARY, authorizationLine: 1, line: 1, units: '4' }],
};
const REFUSED: ClaimVerdict = {
  accepted: false,
  category: 'A7',
  status: '164',
  entity: 'IL',
  reason: 'member-id-form',
  message: 'The member id has another form.',
  mend: 'Correct it.',
  others: [{ category: 'A7', status: '178', entity: '', reason: 'total' }],
};

/** What may not be shown without being asked for is a canary. */
const PROTECTED: Partial<ClaimRegistration> = {
  submitterClaimId: CANARY,
  submission: { batchNumber: CANARY, submitter: NAME },
  billingProvider: NAME,
  billingProviderNpi: CANARY,
  renderingProviderNpi: CANARY,
  memberId: CANARY,
  patient: NAME,
  payerClaimControlNumber: CANARY,
  intermediaryClaimId: CANARY,
  priorAuthorizationNumber: CANARY,
  lines: [
    claimLine({ controlNumber: CANARY, priorAuthorizationNumber: CANARY }),
    claimLine({ number: 2, teeth: ['14'], procedureQualifier: 'AD', procedureCode: 'D2391', modifiers: ['U1'] }),
  ],
};

const put = (...all: readonly (readonly [Partial<ClaimRegistration>, ClaimVerdict])[]) =>
  line.withLedger((ledger) =>
    applied(
      ledger,
      all.map(([change, verdict], unit) => ({ kind: 'claim', unit, claim: claim(change), verdict })),
    ),
  );
const putAll = () =>
  put(
    [
      { submitterClaimId: 'A-1', serviceTo: '2031-02-05' },
      { accepted: true, claimNumber: 'C1000000001' },
    ],
    [{ ...PROTECTED, frequency: '7' }, ACCEPTED],
    [{ ...PROTECTED, kind: 'dental', billingProviderLocation: '' }, REFUSED],
  );

describe('x12gw claims list', () => {
  it('gives what its filters ask for', async () => {
    await putAll();
    const filters: readonly [readonly string[], readonly number[]][] = [
      [[], [1, 2, 3]],
      [['--refused'], [3]],
      [['--accepted'], [1, 2]],
      [['--kind', 'dental'], [3]],
      [['--submitter-claim', 'A-1'], [1]],
      [
        ['--member', CANARY],
        [2, 3],
      ],
      [
        ['--provider', '110012345A'],
        [1, 2],
      ],
      [
        ['--partner', 'acme', '--usage', 'P'],
        [1, 2, 3],
      ],
      [['--usage', 'T'], []],
      [['--submission', 's1', '--service-from', '2031-02-05'], [1]],
      [['--service-to', '2031-02-02'], []],
      [
        ['--from', '2031-03-01', '--to', '2031-03-01'],
        [1, 2, 3],
      ],
    ];
    for (const [words, claims] of filters) {
      const found = await line.documents('claims-list', 'claims', 'list', ...words);
      expect(
        found.map(({ place }) => (place as { claim: number }).claim),
        words.join(' '),
      ).toEqual(claims);
    }
  });

  it('tells in a table what became of each, ids only when asked for', async () => {
    await putAll();
    const { code, stdout } = await line.run('claims', 'list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/C1000000001 +ended by C1000000002/);
    expect(stdout).toMatch(/C1000000002 +accepted, authorization-unknown/);
    expect(stdout).toMatch(/- +refused A7:164:IL A7:178 +dental .* S00000001\/1\/3/);
    expect(stdout).not.toContain(CANARY);
    expect((await line.run('claims', 'list', '--show-values')).stdout).toContain(CANARY);
  });

  it('says so when nothing fits, and refuses days that are none', async () => {
    expect(await line.run('claims', 'list')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No claim fits'),
    });
    expect(await line.run('claims', 'list', '--service-from', '2031-02-30')).toMatchObject({ code: 2 });
    expect(await line.run('claims', 'list', '--submission', 'S9')).toMatchObject({ code: 2 });
  });
});

describe('x12gw claims show', () => {
  it('tells what the claim system said since, with the payment number masked', async () => {
    await putAll();
    const said = { category: 'F1', status: '65', entity: '', effectiveOn: '2031-03-04', paidAmount: '8.00' };
    const paid = { finalizedOn: '2031-03-04', paidOn: '2031-03-05', paymentNumber: CANARY };
    await line.withLedger((ledger) =>
      ledger.recordClaimStatuses([{ claimNumber: 'C1000000002', payerNumber: '', ...said, ...paid }], {
        source: 'statuses.csv',
        now: '2031-03-05T09:00:00.000Z',
      }),
    );
    const { stdout } = await line.run('claims', 'show', 'C1000000002');
    expect(stdout).toContain('status     F1:65 from 2031-03-04, paid 8.00 2031-03-05 •••');
    const [fact] = await line.documents('claims-show', 'claims', 'show', 'C1000000002', '--show-values');
    expect(fact).toMatchObject({ told: [{ status: 'F1:65', paidAmount: '8.00', paymentNumber: CANARY }] });
  });

  it('shows everything that is kept, with masks unless values are asked for', async () => {
    await putAll();
    const [fact] = await line.documents('claims-show', 'claims', 'show', 'C1000000002');
    expect(fact).toMatchObject({
      replaces: 'C1000000001',
      lines: [{ number: 1 }, { procedure: 'AD:D2391:U1', teeth: ['14'] }],
      remarks: [{ reason: 'authorization-unknown', line: 2 }],
    });
    expect(JSON.stringify(fact)).not.toContain(CANARY);
    const { stdout } = await line.run('claims', 'show', 'C1000000002');
    expect(stdout).toContain('Claim C1000000002  accepted, professional, frequency 7, production');
    expect(stdout).toContain('remark line 2: The number is not known. (authorization-unknown)');
    expect(stdout).toContain('4 units of line 1 of PA');
    expect(stdout).not.toContain(CANARY);
    expect((await line.run('claims', 'show', 'C1000000002', '--show-values')).stdout).toContain(`PA ${CANARY}`);
  });

  it('finds claims by what the payer or the submitter calls them, refused ones too', async () => {
    await putAll();
    await line.withLedger((ledger) =>
      ledger.recordPayerNumbers([{ claimNumber: 'C1000000001', payerNumber: 'ICN-1' }]),
    );
    const numbers = async (called: string) =>
      (await line.documents('claims-show', 'claims', 'show', called)).map(({ claimNumber }) => claimNumber);
    expect(await numbers('ICN-1')).toEqual(['C1000000001']);
    expect(await numbers(CANARY)).toEqual(['C1000000002', '']);
    expect((await line.run('claims', 'show', CANARY)).stdout).toContain('A7:164:IL The member id has another form.');
    const unknown = await line.run('claims', 'show', 'SECRET');
    expect(unknown).toMatchObject({ code: 1, stderr: expect.not.stringContaining('SECRET') });
  });
});
