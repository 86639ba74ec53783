/** The fuzzer's thread: runs until its time is over and tells what failed. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { SETTING_NAMES, TARGETS } from './checks.mjs';
import { Fuzzer } from './fuzzer.mjs';
import { builtModule, loadLibrary } from './library.mjs';
import { allGuideIds } from './valid-files.mjs';
import { INPUT_START, LARGEST_INPUT } from './worker-memory.mjs';

/** Megabytes of memory beyond those after the first minute that count as a leak. */
const MOST_GROWTH = 400;
const TALK_EVERY = 30_000;

const { options, memory } = workerData;
const state = new Int32Array(memory, 0, 4);
const shown = new Uint8Array(memory, INPUT_START);

const library = await loadLibrary(builtModule);
const fuzzer = new Fuzzer(library, {
  seed: options.seed,
  guideIds: options.guide === undefined ? allGuideIds(library) : [options.guide],
  targets: options.target === undefined ? TARGETS : [options.target],
  onRun: (bytes) => {
    state[1] = Math.min(bytes.length, LARGEST_INPUT);
    shown.set(bytes.subarray(0, LARGEST_INPUT));
    Atomics.add(state, 0, 1);
  },
});
const start = performance.now();
const end = start + options.seconds * 1000;
let talked = start;
let settled = 0;

for (const input of inputs()) {
  const known = fuzzer.failures.size;
  await fuzzer.run(input);
  if (fuzzer.failures.size > known) tell();
  const now = performance.now();
  if (now - talked > TALK_EVERY) {
    talked = now;
    tell(`  ${Math.round((now - start) / 1000)} s: ${summary()}`);
    checkMemory(now);
  }
}
tell(summary());

function* inputs() {
  if (options.files.length > 0) {
    for (const file of options.files) {
      const bytes = readFileSync(file);
      for (const setting of SETTING_NAMES) yield { bytes, setting, isThorough: true, names: ['replayed'] };
    }
    return;
  }
  yield* fuzzer.validInputs();
  while (performance.now() < end) yield fuzzer.next();
}

function summary() {
  return `${fuzzer.inputs} inputs, ${fuzzer.features} findings in their places, ${fuzzer.kept} inputs kept, ${fuzzer.failures.size} kinds of failure`;
}

/** Memory must not grow with the number of inputs; what is kept as parents is bounded. */
function checkMemory(now) {
  const megabytes = process.memoryUsage().heapUsed / 1e6;
  if (now - start < 60_000) settled = Math.max(settled, megabytes);
  else if (megabytes > settled + MOST_GROWTH) {
    const message = `memory: ${Math.round(megabytes)} MB of heap, ${Math.round(settled)} MB after the first minute`;
    fuzzer.failures.set('memory', {
      kind: 'memory',
      message,
      input: { bytes: Buffer.alloc(0), names: [], setting: '' },
      count: 1,
    });
  }
}

function tell(talk) {
  const failures = [...fuzzer.failures.values()].map(({ kind, message, stack, input, count }) => {
    return {
      kind,
      message,
      stack,
      count,
      seed: options.seed,
      bytes: input.bytes,
      names: input.names,
      setting: input.setting,
    };
  });
  parentPort.postMessage({ talk, inputs: fuzzer.inputs, failures });
}
