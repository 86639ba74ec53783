import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { run } from '../../src/cli/main.js';
import type { PriorAuthorization } from '../../src/domain/prior-authorization/model.js';
import { arrival, change, entry, LETTER, paWith, serviceLine, submitted } from '../store/life-material.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  line.now = new Date('2031-03-08T12:00:00.000Z');
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

const numbered = (sequence: number) => String(1_000_000_000 + sequence);
const CANARY = 'CANARY';

type Request = Partial<PriorAuthorization['request']>;

/** A PA that is due at an instant by the standard clock. */
function due(sequence: number, dueAt: string, more: Partial<PriorAuthorization> = {}, request: Request = {}) {
  const deadline = { clock: 'standard', dueAt, outerLimitAt: '', firstAnswerDueAt: dueAt } as const;
  return paWith({ trackingNumber: numbered(sequence), deadline, lines: [serviceLine()], ...more }, request);
}

const LATE = due(1, '2031-03-08T04:59:59.999Z');
const SOON = due(2, '2031-03-09T04:59:59.999Z', { status: 'in-review', reviewer: 'ann' });
const LATER = due(3, '2031-03-15T03:59:59.999Z', { status: 'deferred' }, { assignment: 'oxygen' });
const CLOSED = due(4, '', { status: 'adjudicated', paNumber: 'P31060AAAA' });
const MEMBERS = due(
  5,
  '2031-03-20T03:59:59.999Z',
  {},
  {
    member: {
      memberId: CANARY,
      name: { last: CANARY, first: CANARY, middle: '' },
      birthDate: '1990-01-01',
      gender: 'F',
    },
    requestingProvider: { npi: '1234567893', location: '110012345B', name: CANARY, taxonomy: '' },
  },
);

const put = (...all: readonly PriorAuthorization[]) => line.withLedger((ledger) => submitted(ledger, all));
const listed = async (...words: readonly string[]) =>
  (await line.documents('pa-list', 'pa', 'list', ...words)).map(({ trackingNumber }) => Number(trackingNumber) % 100);

describe('x12gw pa list', () => {
  beforeEach(() => put(MEMBERS, CLOSED, LATER, SOON, LATE));

  it('is the review queue, what is due first above', async () => {
    expect(await listed()).toEqual([1, 2, 3, 5]);
  });

  it('gives what its filters ask for', async () => {
    const filters: readonly [readonly string[], readonly number[]][] = [
      [['--all'], [5, 4, 3, 2, 1]],
      [['--status', 'deferred'], [3]],
      [['--status', 'adjudicated'], [4]],
      [['--assignment', 'oxygen'], [3]],
      [['--reviewer', 'ann'], [2]],
      [
        ['--classification', 'standard', '--all'],
        [5, 4, 3, 2, 1],
      ],
      [['--classification', 'request-to-expedite'], []],
      [['--provider', '110012345B'], [5]],
      [['--provider', '110012345A', '--member', 'M1', '--status', 'adjudicated'], [4]],
      [
        ['--member', 'M1'],
        [4, 3, 2, 1],
      ],
      [['--member', CANARY], [5]],
      [['--overdue'], [1]],
      [
        ['--due-before', '2031-03-09'],
        [1, 2],
      ],
      [
        ['--due-before', '2031-03-15'],
        [1, 2, 3],
      ],
      [
        ['--usage', 'P'],
        [1, 2, 3, 5],
      ],
      [['--usage', 'T'], []],
      [
        ['--submission', 'S1'],
        [5, 4, 3, 2, 1],
      ],
      [
        ['--from', '2031-03-01', '--to', '2031-03-01'],
        [5, 4, 3, 2, 1],
      ],
      [['--from', '2031-03-02'], []],
      [['--to', '2031-02-28'], []],
    ];
    for (const [words, expected] of filters) {
      expect([words, await listed(...words)]).toEqual([words, expected]);
    }
    expect((await line.run('pa', 'list', '--reviewer', 'ann')).code).toBe(0);
    expect((await line.run('pa', 'list', '--usage', 'T')).code).toBe(1);
  });

  it('tells due times in the payer’s time zone, and what is late', async () => {
    const { stdout, stderr } = await line.run('pa', 'list');
    expect(stdout).toMatch(/^1000000001 .* 2031-03-07 23:59 LATE/m);
    expect(stdout).toMatch(/^1000000002 .* 2031-03-08 23:59 /m);
    expect(stderr).toContain('America/New_York');
  });

  it('colors what is late and what is due within a day, on a terminal', async () => {
    let stdout = '';
    // Node asks the process too whether it may color.
    vi.stubEnv('FORCE_COLOR', '1');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await run(['pa', 'list'], {
      stdout: { write: (text) => (stdout += text), isTTY: true },
      stderr: { write: () => undefined },
      environment: { X12GW_CONFIG: 'gateway/gateway.yaml' },
      workingDirectory: line.folder,
      clock: { now: () => line.now },
    });
    const colorOf = (number: string) =>
      stdout
        .split('\n')
        .find((text) => text.includes(number))
        ?.slice(0, 5);
    expect(colorOf('1000000001')).toBe('\u001b[31m');
    expect(colorOf('1000000002')).toBe('\u001b[33m');
    expect(colorOf('1000000003')).not.toContain('\u001b');
  });

  it('shows members only when asked', async () => {
    for (const words of [['--member', CANARY], ['--all'], ['--member', `${CANARY}X`]]) {
      const { stdout, stderr } = await line.run('pa', 'list', ...words);
      expect(stdout + stderr).not.toContain(CANARY);
    }
    expect((await line.run('pa', 'list', '--show-values')).stdout).toMatch(/M1 +ANN DOE$/m);
    expect((await line.documents('pa-list', 'pa', 'list', '--member', CANARY, '--show-values'))[0]).toMatchObject({
      memberId: CANARY,
    });
  });

  it.each([
    [['--status', 'ready'], 'ready-for-review'],
    [['--from', '2031-02-30'], 'yyyy-mm-dd'],
    [['--due-before', 'tomorrow'], 'yyyy-mm-dd'],
    [['--overdue', '--all'], 'cannot be used'],
    [['--submission', 'S99'], 'no submission'],
  ])('exits 2 for %s', async (words, message) => {
    const { code, stderr } = await line.run('pa', 'list', ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('says that it looked at open ones only', async () => {
    expect((await line.run('pa', 'list', '--reviewer', 'nobody')).stderr).toContain('--all');
  });
});

describe('x12gw pa show', () => {
  const DECIDED = due(
    7,
    '',
    {
      status: 'adjudicated',
      paNumber: 'P31060BBBB',
      deadline: { clock: 'none', dueAt: '', outerLimitAt: '', firstAnswerDueAt: '' },
      decidedAt: '2031-03-05T15:00:00.000Z',
      expiresOn: '2031-04-30',
      possibleDuplicates: [numbered(3)],
      flags: ['member-unverified'],
      appeal: {
        outcome: 'overturned',
        decidedOn: '2031-05-01',
        reference: CANARY,
        recordedAt: '2031-05-02T12:00:00.000Z',
        recordedBy: 'ann',
      },
      lines: [
        serviceLine({
          status: 'modified',
          message: CANARY,
          serviceProvider: { npi: '1234567893', location: '110012345C', name: CANARY, taxonomy: '' },
          decision: {
            outcome: 'modified',
            authorizedUnits: '5',
            unitBasis: 'UN',
            authorizedFrom: '2031-04-01',
            authorizedTo: '2031-04-30',
            authorizedProcedureCode: '',
            authorizedModifiers: [],
            authorizedDeliveryPattern: '',
            reasons: ['0L'],
            message: CANARY,
            cause: '',
            duplicateOf: '',
            decidedAt: '2031-03-05T15:00:00.000Z',
            decidedBy: 'ann',
          },
        }),
      ],
      attachments: [
        {
          controlNumber: 'CN1000000007',
          reportType: '77',
          transmission: 'EL',
          externalReference: CANARY,
          description: CANARY,
          lineNumber: 1,
          state: 'received',
          at: '2031-03-02T12:00:00.000Z',
          answers: '',
          document: { sha256: 'd'.repeat(64), bytes: 2_000, mediaType: 'application/pdf' },
        },
      ],
    },
    {
      member: { memberId: CANARY, name: { last: CANARY, first: CANARY, middle: '' }, birthDate: CANARY, gender: 'F' },
      dependent: { name: { last: CANARY, first: '', middle: '' }, birthDate: CANARY, gender: 'F', relationship: '19' },
      requestingProvider: { npi: '1234567893', location: '110012345A', name: CANARY, taxonomy: '' },
      contactName: CANARY,
      contactPhone: CANARY,
      clinicalRationale: CANARY,
      diagnoses: [{ version: 'ICD-10', code: CANARY, role: 'principal' }],
      traces: [{ number: CANARY, originator: '9PAYER', originatorDivision: '' }],
    },
  );

  it('tells everything but what is protected', async () => {
    await line.withLedger((ledger) => submitted(ledger, [DECIDED], { letters: [LETTER] }));
    for (const number of [numbered(7), 'P31060BBBB']) {
      const { code, stdout, stderr } = await line.run('pa', 'show', number);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(CANARY);
      for (const words of [
        'PA 1000000007 (PA number P31060BBBB)  adjudicated, production',
        'decided    2031-03-05 10:00, authorized until 2031-04-30',
        'flags      member-unverified',
        'duplicate? 1000000003',
        'modified 5 UN, 2031-04-01 to 2031-04-30, reason 0L by ann',
        'document   CN1000000007 77 received for line 1, application/pdf 2000 bytes',
        'decision to provider: due',
        'appeal     overturned on 2031-05-01',
      ]) {
        expect(stdout).toContain(words);
      }
    }
    const [fact] = await line.documents('pa-show', 'pa', 'show', numbered(7));
    expect(JSON.stringify(fact)).not.toContain(CANARY);
    expect(fact).toMatchObject({ lines: [{ decision: { reasons: ['0L'] } }], letters: [{ state: 'due' }] });
  });

  it('shows protected values when asked', async () => {
    await put(DECIDED);
    const [fact] = await line.documents('pa-show', 'pa', 'show', numbered(7), '--show-values');
    expect(fact).toMatchObject({
      member: { memberId: CANARY, birthDate: CANARY },
      contact: { name: CANARY },
      diagnoses: [{ code: CANARY }],
      lines: [{ message: CANARY, decision: { message: CANARY } }],
      attachments: [{ description: CANARY }],
      traces: [CANARY],
    });
  });

  it('tells an open one’s deadline, reviewer and what can be done with it', async () => {
    const deadline = {
      clock: 'deferral',
      dueAt: '2031-03-08T04:59:59.999Z',
      outerLimitAt: '2031-03-23T03:59:59.999Z',
      firstAnswerDueAt: '2031-03-05T04:59:59.999Z',
    } as const;
    await put(due(8, '', { status: 'deferred', deadline, reviewer: 'ann', deferredAt: '2031-03-02T15:00:00.000Z' }));
    const { stdout } = await line.run('pa', 'show', numbered(8));
    expect(stdout).toContain('2031-03-07 23:59 (deferral clock; outer limit 2031-03-22 23:59), LATE');
    expect(stdout).toContain(`possible   x12gw pa answer ${numbered(8)}`);
    expect(stdout).not.toContain('pa take');
    expect(stdout).not.toContain('pa reclassify');
  });

  it('exits 1 for a number nothing has', async () => {
    expect((await line.run('pa', 'show', '1999999999')).code).toBe(1);
  });
});

describe('x12gw pa letters', () => {
  it('lists letters by state and by prior authorization, and what waits for an address', async () => {
    await line.withLedger(async (ledger) => {
      await submitted(ledger, [LATE], { letters: [LETTER, { ...LETTER, recipient: 'member' }] });
      await submitted(ledger, [SOON], { letters: [LETTER] });
      const member = ledger.letters({}, 0, 10).rows.find(({ recipient }) => recipient === 'member')!;
      await ledger.storeLetter(member.id, { needs: 'address' }, line.now.toISOString(), '2031-03-08');
    });
    expect(await line.documents('pa-letters', 'pa', 'letters')).toHaveLength(3);
    expect(await line.documents('pa-letters', 'pa', 'letters', numbered(2))).toMatchObject([
      { trackingNumber: numbered(2), kind: 'decision', recipient: 'provider', state: 'due', namesAppeal: true },
    ]);
    const { code, stdout, stderr } = await line.run('pa', 'letters', '--state', 'needs-address');
    expect(code).toBe(0);
    expect(stdout).toMatch(/1000000001 +decision +member +1 +yes +needs-address/);
    expect(stderr).toContain('reference import members');
    expect((await line.run('pa', 'letters', '--state', 'made')).code).toBe(1);
    expect((await line.run('pa', 'letters', numbered(9))).code).toBe(1);
  });
});

describe('x12gw pa due', () => {
  it('lists what is late or due, counts by clock, and exits 1 when something is late', async () => {
    await put(LATE, SOON, LATER, CLOSED, MEMBERS);
    const { code, stdout } = await line.run('pa', 'due');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^1000000001 +ready-for-review +standard +2031-03-07 23:59 LATE/m);
    expect(stdout).toMatch(/^1000000002 +in-review +standard +2031-03-08 23:59 +- +ann$/m);
    expect(stdout).not.toContain(numbered(3));
    expect(stdout).toMatch(/^standard +1 +1$/m);
    expect((await line.documents('pa-due', 'pa', 'due', '--days', '30')).at(-1)).toEqual({
      kind: 'summary',
      days: 30,
      clocks: [
        { clock: 'expedite', late: 0, due: 0 },
        { clock: 'standard', late: 1, due: 3 },
        { clock: 'deferral', late: 0, due: 0 },
      ],
    });
  });

  it('exits 0 when nothing is late', async () => {
    expect(await line.run('pa', 'due')).toMatchObject({ code: 0 });
    await put(SOON);
    expect(await line.run('pa', 'due')).toMatchObject({ code: 0 });
    expect(await line.documents('pa-due', 'pa', 'due', '--days', '0')).toHaveLength(1);
  });

  it.each(['-1', 'x', '1.5', '400'])('exits 2 for --days=%s', async (days) => {
    expect((await line.run('pa', 'due', `--days=${days}`)).code).toBe(2);
  });
});

describe('x12gw trace', () => {
  it('finds a prior authorization by each of its numbers, and repeats none of the sender’s', async () => {
    const traced = due(
      6,
      '',
      {
        paNumber: 'P31060CCCC',
        status: 'adjudicated',
        attachments: [
          {
            controlNumber: 'CN1000000006',
            reportType: '77',
            transmission: 'EL',
            externalReference: '',
            description: '',
            lineNumber: 0,
            state: 'announced',
            at: '2031-03-02T12:00:00.000Z',
            answers: '',
          },
        ],
      },
      { traces: [{ number: CANARY, originator: '9PAYER', originatorDivision: '' }] },
    );
    await line.withLedger(async (ledger) => {
      await submitted(ledger, [traced]);
      await ledger.changePriorAuthorization(
        change(numbered(6), {
          with: { history: [entry({ event: 'finish' })], documents: [arrival({ trackingNumber: numbered(6) })] },
        }),
      );
    });
    for (const number of [numbered(6), 'P31060CCCC', CANARY, 'CN1000000006']) {
      const { code, stdout, stderr } = await line.run('trace', number);
      expect({ number, code }).toEqual({ number, code: 0 });
      expect(stdout + stderr).not.toContain(CANARY);
      expect(stdout).toMatch(/ submit +1000000006/);
      expect(stdout).toMatch(/ finish +1000000006/);
      await line.documents('trace', 'trace', number);
    }
    const { code, stderr } = await line.run('trace', `${CANARY}-2`);
    expect(code).toBe(1);
    expect(stderr).not.toContain(CANARY);
  });
});
