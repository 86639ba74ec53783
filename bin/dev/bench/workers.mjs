/** Many files through one worker and through two: how much the second one brings. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { enlargeNewSpaceOfWorkers } from '../../../dist/gateway/workers/worker-memory.js';
import { examination, examiner } from './examination.mjs';
import { writeClaims } from './inputs/professional.mjs';

const FILE_MEGABYTES = 0.027;
/** Files each worker checks before the clock starts: as in a gateway, whose workers live long, all is compiled by then. */
const WARM_UP_ROUNDS = 2_000;

/** Files a second with `workers` threads over `count` claim files of 27 KB, all SNIP types, the workers warmed up. */
export async function filesPerSecond(count, workers) {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-bench-'));
  try {
    const sample = join(folder, 'sample');
    writeClaims(sample, FILE_MEGABYTES);
    const bytes = readFileSync(sample);
    for (let number = 0; number < count; number++) writeFileSync(join(folder, `${number}.x12`), bytes);
    rmSync(sample);
    enlargeNewSpaceOfWorkers();
    const files = readdirSync(folder).map((name) => join(folder, name));
    const threads = Array.from({ length: workers }, (_, index) => {
      const share = files.filter((_, at) => at % workers === index);
      return new Worker(new URL(import.meta.url), { workerData: { files: share } });
    });
    await Promise.all(threads.map((thread) => new Promise((done) => thread.once('message', done))));
    const start = performance.now();
    await Promise.all(
      threads.map((thread) => {
        const ended = new Promise((done, fail) => thread.once('exit', done).once('error', fail));
        thread.postMessage('go');
        return ended;
      }),
    );
    return count / ((performance.now() - start) / 1000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!isMainThread && workerData?.files !== undefined) {
  const { files } = workerData;
  const kept = examiner();
  const check = async (file) => (await examination(file, 'all', kept))(statSync(file).size);
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await check(files[0]);
  parentPort.once('message', async () => {
    for (const file of files) await check(file);
  });
  parentPort.postMessage('ready');
}
