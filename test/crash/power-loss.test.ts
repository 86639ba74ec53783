import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { forgetOutboxes } from '../support/forget-outboxes.js';
import { needs } from '../support/system-part.js';
import { CrashLab, campaign, IS_LONG, randomFrom, SECONDS, SEED } from './crash-lab.js';
import { type Chance, type DiskModel, type DiskTree, materialise } from './disk-model.js';
import { DiskRecorder } from './disk-recorder.js';
import { runGateway } from './run-gateway.js';
import { readTrace, recordingOptions } from './trace-reader.js';
import { filesOf, isVisibleAnswer } from './workload.js';

const TIMEOUT = IS_LONG ? 3 * 3_600_000 : SECONDS * 1_000 + 90_000;

const ONLY_NAMES: Chance = { keepsName: () => true, keepsWrites: () => 0 };

describe.skipIf(!needs('strace'))('After a power cut', () => {
  const lab = new CrashLab();
  let model: DiskModel;

  beforeAll(async () => {
    await lab.open();
    const folder = lab.newRun();
    const recording = lab.newPath();
    const recorder = new DiskRecorder(folder);
    const end = await runGateway(folder, { strace: recordingOptions(recording) });
    expect(end.code).toBe(0);
    model = recorder.follow(readTrace(recording));
    const finished = model.visibleAt(model.syncMoments.at(-1)!);
    // The recording must account for every byte, or what follows proves nothing.
    expect(withoutVolatile(finished)).toEqual(withoutVolatile(filesOf(folder)));
    rmSync(folder, { recursive: true });
    rmSync(recording);
  });
  afterAll(() => lab.close());

  async function cutAt(
    kind: string,
    moments: readonly number[],
    chanceAt: (moment: number) => Chance | undefined,
  ): Promise<void> {
    const broken = await campaign(kind, moments, String, async (moment) => {
      const folder = lab.newPath();
      materialise(model.cutAt(moment, chanceAt(moment)), folder);
      forgetOutboxes(new DataFolder(join(folder, 'data')).ledgerFile);
      return lab.restart(folder, toldAt(model, moment));
    });
    expect(broken).toEqual([]);
  }

  it(
    'that loses everything unsynced, nothing promised is lost and nothing is double',
    () => cutAt('power cut, everything unsynced lost', model.syncMoments, () => undefined),
    TIMEOUT,
  );

  it(
    'that keeps new names and loses unsynced content, nothing promised is lost and nothing is double',
    () => cutAt('power cut, names kept, content lost', model.syncMoments, () => ONLY_NAMES),
    TIMEOUT,
  );

  it(
    'that keeps a random part of what was unsynced, nothing promised is lost and nothing is double',
    () => {
      const moments = [...model.syncMoments, ...model.nameMoments].sort((a, b) => a - b);
      return cutAt('power cut, a random part kept', moments, (moment) => {
        const random = randomFrom(SEED + moment);
        return { keepsName: () => random() < 0.5, keepsWrites: (pending) => random() * (pending + 1) };
      });
    },
    TIMEOUT,
  );
});

/** What anybody outside could read at that moment, though it may not have been safe yet. */
function toldAt(model: DiskModel, moment: number): Map<string, Buffer> {
  const told = new Map<string, Buffer>();
  for (const [path, { isFolder, content }] of model.visibleAt(moment)) {
    if (!isFolder && isVisibleAnswer(path)) told.set(path, content);
  }
  return told;
}

/** Paths with their bytes, without the files SQLite maps into memory. */
function withoutVolatile(tree: DiskTree | ReadonlyMap<string, Buffer>): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, entry] of tree) {
    if (path.endsWith('-shm') || ('isFolder' in entry && entry.isFolder)) continue;
    files.set(path, (Buffer.isBuffer(entry) ? entry : entry.content).toString('base64'));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
