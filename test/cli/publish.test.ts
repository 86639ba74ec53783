import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine, NOW } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
  mkdirSync(join(line.folder, 'gateway', 'publish'), { recursive: true });
});
afterEach(() => line.remove());

const list = (...argv: string[]) => line.documents('publish-list', 'publish', 'list', ...argv);

describe('x12gw publish', () => {
  it('shows what was refused until somebody settles it, as do status, trace and doctor', async () => {
    writeFileSync(join(line.folder, 'gateway', 'publish', 'status.csv'), 'claim,status\n');
    expect(await line.documents('status', 'status')).toMatchObject([{ publish: { inbox: 1, claimed: 0 } }]);
    expect((await line.run('status')).stdout).toMatch(/publish\/ +1 +0/);
    await line.withLedger(async (ledger) => {
      const { id: submissionId } = await ledger.recordReceipt({
        ...{ arrivalId: '20261102T143000000-0123456789ab', channel: 'publish', partnerId: '', actor: '', bytes: 0 },
        ...{ sha256: '0'.repeat(64), originalPath: 'originals/a', senderFileName: 'status.csv', receivedAt: NOW },
      });
      const attempt = await ledger.beginAttempt(submissionId, { now: NOW, alone: false, digests: {} });
      await ledger.completeExamination({
        submissionId,
        attempt,
        disposition: 'rejected',
        findings: [],
        answers: [],
        publication: {
          ...{ interchange: -1, outcome: 'refused', reason: 'no-x12', type: '', usage: 'unknown', partnerId: '' },
          ...{ location: '', senderId: '', controlNumber: 0, sha256: '0'.repeat(64), groups: [], references: [] },
        },
        now: NOW,
        folderDate: '2026-11-02',
      });
      await ledger.completeApplication(submissionId, NOW);
    });
    expect(await list()).toMatchObject([{ id: 1, interchange: 0, outcome: 'refused', reason: 'no-x12' }]);
    expect((await line.run('publish', 'list')).stdout).toMatch(/1 +S00000001 +0 +0 +refused: no-x12/);
    expect(await list('--submission', 's1')).toHaveLength(1);
    expect((await line.run('publish', 'list', '--submission', 'S9')).code).toBe(1);
    const events = (await line.documents('trace', 'trace', 'S1')).map(({ what }) => what);
    expect(events).toEqual(expect.arrayContaining(['publication refused']));
    const warnings = (await line.documents('doctor', 'doctor')).filter(({ severity }) => severity === 'warning');
    expect(warnings).toContainEqual(expect.objectContaining({ check: 'publish' }));
    expect((await line.documents('reconcile', 'reconcile')).map(({ kind }) => kind)).toEqual(['publication-refused']);
    const settled = await line.documents('publish-settle', 'publish', 'settle', '1', '--note', 'told them');
    expect(settled).toEqual([{ id: 1, settled: true }]);
    expect(await list()).toEqual([]);
    expect((await line.run('replay', 'S1')).stderr).toContain('Publish the same file again');
    for (const id of ['1', 'x']) expect((await line.run('publish', 'settle', id)).code).toBe(2);
  });
});
