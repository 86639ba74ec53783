import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replayFile } from '../../src/gateway/submit.js';
import { KeptLog, SOURCE_WORKER } from '../gateway/installation.js';
import { ReviewLine, twoLineRequest } from './review-line.js';

let line: ReviewLine;
beforeEach(async () => {
  line = await new ReviewLine().prepare();
  await line.submit();
});
afterEach(() => line.remove());

/** What `--confirm` does after its questions, with the workers of these tests. */
const again = (number: string) =>
  replayFile(line.configuration, number, {
    waitSeconds: 60,
    actor: 'tester',
    logger: new KeptLog(),
    worker: SOURCE_WORKER,
    clock: { now: () => line.now },
  });
const suspend = (word: string) => line.run(...`partner ${word} demo-provider --transaction 278`.split(' '));

describe('x12gw replay', () => {
  it('says that a file comes out as it did', async () => {
    const { code, stdout } = await line.run('replay', 's1');
    expect(stdout).toBe('S00000001 (accepted) comes out today as it did: 1 interchange, 1 set.\n');
    expect(code).toBe(0);
    expect(await line.documents('replay', 'replay', 'S1')).toEqual([
      { kind: 'compared', submission: 'S00000001', disposition: 'accepted', interchanges: 1, sets: 1, changes: 0 },
    ]);
  });

  it('shows what comes out otherwise, and changes nothing', async () => {
    expect((await line.run('partner', 'suspend', 'demo-provider', '--transaction', '278', '--reason', 'x')).code).toBe(
      0,
    );
    const facts = await line.documents('replay', 'replay', 'S1');
    expect(facts).toMatchObject([
      { kind: 'change', interchange: 1, group: 1, set: 0, controlNumber: '101', then: 'A', now: 'R 1' },
      { kind: 'compared', changes: 1 },
    ]);
    const { code, stdout, stderr } = await line.run('replay', 'S1');
    expect(stdout).toMatch(/1\.1 .* A +R 1/);
    expect(stderr).toContain('x12gw replay S00000001 --confirm S00000001');
    expect(code).toBe(1);
    expect(await line.withLedger(async (ledger) => ledger.counts().submissions)).toBe(1);
  });

  it('never registers twice what was taken: handed in again it is a duplicate with copies of its answers', async () => {
    const before = await line.withLedger(async (ledger) => ledger.counts());
    const { submission, isComplete } = await again('S00000001');
    expect({ isComplete, ...submission }).toMatchObject({
      isComplete: true,
      number: 'S00000002',
      disposition: 'duplicate',
      channel: 'replay',
      actor: 'tester',
    });
    const after = await line.withLedger(async (ledger) => ledger.counts());
    expect(after['priorAuthorizations']).toBe(before['priorAuthorizations']);
    expect(line.responses()).toHaveLength(2);
    expect(line.responses()[1]).toBe(line.responses()[0]);
  });

  it('gives what was refused its new answer once the reason is gone', async () => {
    await line.run('partner', 'suspend', 'demo-provider', '--transaction', '278', '--reason', 'x');
    await expect(line.submit(twoLineRequest(102))).rejects.toThrow('rejected');
    await suspend('resume');
    const changes = (await line.documents('replay', 'replay', 'S2')).filter(({ kind }) => kind === 'change');
    expect(changes).toContainEqual(expect.objectContaining({ group: 1, set: 0, then: 'R 1', now: 'A' }));
    expect((await again('S00000002')).submission.disposition).toBe('accepted');
    expect((await again('S00000002')).submission.disposition).toBe('duplicate');
    expect(await line.withLedger(async (ledger) => ledger.priorAuthorizations({}, 0, 9).rows.length)).toBe(2);
  });

  it.each([
    ['of nobody', ['S77'], 'There is no such file'],
    ['confirmed with another number', ['S1', '--confirm', 'S2'], '--confirm names another file'],
  ])('of a file %s is refused', async (_what, given, message) => {
    const { code, stderr } = await line.run('replay', ...given);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('of a file whose original is gone is refused', async () => {
    const path = await line.withLedger(async (ledger) => ledger.submission({ number: 'S00000001' })!.originalPath);
    rmSync(`${line.configuration.dataDirectory}/${path}`);
    const { code, stderr } = await line.run('replay', 'S1');
    expect(code).toBe(2);
    expect(stderr).toContain('original is not kept');
  });
});
