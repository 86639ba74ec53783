/**
 * Makes invalid files from valid ones of every guide, and bytes from nothing, and holds what the gateway makes of them
 * against what must be true of any file. Works on `dist/`: build first.
 *
 *   npm run fuzz                                    one minute, everything
 *   npm run fuzz -- --seconds 600 --seed 7          longer, other choices
 *   npm run fuzz -- --guide 005010X222A1-837P       valid files of one guide only
 *   npm run fuzz -- --target convert                one of validate, html, convert, tree, tokenizer
 *   npm run fuzz -- --replay FILE...                stored inputs in every setting
 *
 * What fails is made smaller and written to `--out DIR` (default: a folder below the system's temporary one), with a
 * note on how it came about. Exit code 1 when anything failed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { INPUT_START, LARGEST_INPUT } from './fuzz/worker-memory.mjs';
import { runMain, StepFailure, say } from './steps.mjs';

/** Seconds after which an input counts as one that never ends. */
const HANG = 30;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    guide: { type: 'string' },
    target: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'x12gw-fuzz') },
    replay: { type: 'boolean', default: false },
  },
});

await runMain(async () => {
  const end = performance.now() + Number(values.seconds) * 1000;
  const failures = [];
  let seed = Number(values.seed);
  const sums = { inputs: 0, seconds: 0 };
  // After an input that never ended the work goes on with other choices, until the time is over.
  for (let isOver = false; !isOver; seed++) {
    const seconds = Math.max(1, (end - performance.now()) / 1000);
    const ended = await work({ ...values, seed, seconds, files: values.replay ? positionals : [] });
    failures.push(...ended.failures);
    sums.inputs += ended.inputs;
    sums.seconds += ended.seconds;
    isOver = !ended.hung || performance.now() >= end;
  }
  console.log(`${sums.inputs} inputs in ${Math.round(sums.seconds)} s, ${failures.length} kinds of failure`);
  return failures.length === 0 ? 0 : 1;
});

/** Runs the fuzzer in a thread of its own, which can be stopped from here when an input never ends. */
function work(options) {
  const memory = new SharedArrayBuffer(INPUT_START + LARGEST_INPUT);
  const state = new Int32Array(memory, 0, 4);
  const start = performance.now();
  let [last, since, told] = [-1, start, { failures: [], inputs: 0 }];
  return new Promise((done, fail) => {
    const worker = new Worker(new URL('./fuzz/worker.mjs', import.meta.url), { workerData: { options, memory } });
    const watch = setInterval(() => {
      const now = performance.now();
      const count = Atomics.load(state, 0);
      if (count !== last) [last, since] = [count, now];
      else if (count > 0 && now - since > HANG * 1000) {
        clearInterval(watch);
        const bytes = Buffer.from(new Uint8Array(memory, INPUT_START, state[1]));
        const hang = {
          kind: 'hang',
          message: `no end after ${HANG} s`,
          seed: options.seed,
          bytes,
          names: [],
          setting: '',
        };
        write(hang);
        worker
          .terminate()
          .then(() =>
            done({ inputs: count, seconds: (now - start) / 1000, failures: [...told.failures, hang], hung: true }),
          );
      }
    }, 1000);
    worker.on('message', (message) => {
      // The newest failures are at the end; each is written once, as soon as it is known.
      for (const failure of message.failures.slice(told.failures.length)) write(failure);
      told = message;
      if (message.talk !== undefined) say(message.talk);
    });
    worker.on('error', fail);
    worker.on('exit', (code) => {
      clearInterval(watch);
      if (code === 0) done({ ...told, seconds: (performance.now() - start) / 1000, hung: false });
      else if (code !== 1) fail(new StepFailure(`The fuzzer ended with ${code}`));
    });
  });
}

function write({ kind, message, stack, seed, bytes, names, setting, count }) {
  mkdirSync(values.out, { recursive: true });
  const name = kind
    .replace(/[^a-z]+/gi, '-')
    .slice(0, 60)
    .toLowerCase();
  const file = join(values.out, `${name}.x12`);
  writeFileSync(file, bytes);
  writeFileSync(
    join(values.out, `${name}.json`),
    `${JSON.stringify({ kind, message, setting, seed, names, count, stack }, null, 2)}\n`,
  );
  console.log(`\n${message}\n  ${count ?? 1} times, first with setting ${setting}, ${names.join(', ')}, seed ${seed}`);
  console.log(`  ${bytes.length} bytes in ${file}\n  again: npm run fuzz -- --replay ${file}`);
}
