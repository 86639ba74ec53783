/**
 * `npm run scaling [-- --only WORDS]`: CPU time of files that grow in one direction, at n, 10 n and 100 n. What grows
 * faster than the file is a bug: a sender could keep the gateway busy with one file. Works on `dist/`: build first.
 *
 * For each step the table says how much the time per n grew: 1.0 is linear, 10 quadratic. Exit code 1 when a step grew
 * more than 1.5 times as much as the input and took long enough to be told from chance.
 */
import { parseArgs } from 'node:util';
import { answersOf } from './fuzz/check-acknowledgments.mjs';
import { jsonOf, x12Of } from './fuzz/check-conversion.mjs';
import { reportsOf } from './fuzz/check-reports.mjs';
import { builtModule, loadLibrary } from './fuzz/library.mjs';
import { Judge } from './fuzz/settings.mjs';
import { INPUTS } from './scaling/inputs.mjs';
import { runMain } from './steps.mjs';

const STEP = 10;
const MOST_GROWTH = 1.5;
/** Milliseconds below which a measurement says nothing. */
const SURE = 150;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

await runMain(async () => {
  const library = await loadLibrary(builtModule);
  const plain = new Judge(library, 'plain');
  const strict = new Judge(library, 'strict');
  const works = {
    plain: (bytes) => plain.judge(bytes),
    'all types': (bytes) => strict.judge(bytes),
    answers: async (_bytes, { record }) => answersOf(library, record, plain.setting.options),
    page: async (bytes, { record }) => reportsOf(library, record, bytes, plain.setting.options),
    'to JSON': (bytes) => jsonOf(library, bytes, 1 << 16).catch(refused(library)),
    'from JSON': (_bytes, { json }) => json && x12Of(library, json, 1 << 16),
  };
  let slow = 0;
  console.log(
    `${'input'.padEnd(34)} ${'work'.padEnd(10)} ${['n', 'KB', 'ms', 'ms', 'ms', 'growth', 'growth'].map((one) => one.padStart(8)).join('')}`,
  );
  for (const [name, { start, make }] of Object.entries(INPUTS)) {
    if (!name.includes(values.only)) continue;
    const files = [];
    for (const count of [start, start * STEP, start * STEP * STEP]) {
      const bytes = Buffer.from(make(count), 'latin1');
      const record = await plain.judge(bytes);
      files.push({ bytes, record, json: await jsonOf(library, bytes, 1 << 16).catch(refused(library)) });
    }
    for (const [work, run] of Object.entries(works)) {
      const times = [];
      for (const file of files) times.push(await cpuOf(() => run(file.bytes, file)));
      const sizes = files.map(({ bytes }) => bytes.length);
      const growths = [1, 2].map((at) => times[at] / times[at - 1] / (sizes[at] / sizes[at - 1]));
      const isSlow = growths.some(
        (growth, at) => growth > MOST_GROWTH && times[at] > SURE / STEP && times[at + 1] > SURE,
      );
      if (isSlow) slow++;
      const numbers = [
        String(start),
        (sizes[0] / 1000).toFixed(0),
        ...times.map((time) => time.toFixed(times[0] < 10 ? 1 : 0)),
        ...growths.map((growth) => growth.toFixed(2)),
      ];
      console.log(
        `${name.padEnd(34)} ${work.padEnd(10)} ${numbers.map((one) => one.padStart(8)).join('')}${isSlow ? '  grows faster' : ''}`,
      );
    }
  }
  return slow === 0 ? 0 : 1;
});

/** Milliseconds of CPU, the least of a few runs: what one run took more is other work of the machine. */
async function cpuOf(work) {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0, spent = 0; run < 5 && spent < 1000; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    const milliseconds = (user + system) / 1000;
    least = Math.min(least, milliseconds);
    spent += milliseconds;
  }
  return least;
}

/** A refused conversion took its time too. */
function refused({ ConversionRefused }) {
  return (error) => {
    if (!(error instanceof ConversionRefused)) throw error;
    return undefined;
  };
}
