/**
 * `npm run bench [-- --megabytes 1,10,100 --rounds 3 --files 500 --gigabyte --only claims,reviews --sftp 5000 --json FILE]`: how fast,
 * how much memory, beside what other programs do with the same bytes in the same run. Inputs are generated, the same
 * bytes every time; every contender has a process of its own; nothing here is asserted.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { smallFiles } from './bench/gateway.mjs';
import { writeFaulty } from './bench/inputs/faults.mjs';
import { writeInstitutionalClaims } from './bench/inputs/institutional.mjs';
import { writeMaximal } from './bench/inputs/maximal.mjs';
import { writeClaims } from './bench/inputs/professional.mjs';
import { writeReviews } from './bench/inputs/reviews.mjs';
import { sftpInbox } from './bench/sftp-inbox.mjs';
import { filesPerSecond } from './bench/workers.mjs';
import { checkout, runMain, runProgram, StepFailure, timed } from './steps.mjs';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1,10,100' },
    rounds: { type: 'string', default: '3' },
    files: { type: 'string', default: '500' },
    gigabyte: { type: 'boolean', default: false },
    only: { type: 'string' },
    sftp: { type: 'string' },
    json: { type: 'string' },
  },
});

const OURS = ['types 1 and 2', 'all types'];
const YARDSTICKS = ['sha256'];
const PEERS = ['byte loop', 'node-x12', 'x12-parser'];
/** Claims in one set when a file is to hold but one. */
const ONE_SET = Number.MAX_SAFE_INTEGER;

/** What is measured. `peers`: the other programs too, since they only parse and any input serves. */
const INPUTS = {
  claims: { title: '837P, sets of 5,000 claims', peers: true, write: (path, size) => writeClaims(path, size) },
  'one-set': {
    title: '837P, one set',
    write: (path, size) => writeClaims(path, size, { claimsPerSet: ONE_SET }),
  },
  'small-sets': {
    title: '837P, sets of 20 claims',
    write: (path, size) => writeClaims(path, size, { claimsPerSet: 20 }),
  },
  institutional: { title: '837I, sets of 5,000 claims', write: (path, size) => writeInstitutionalClaims(path, size) },
  reviews: { title: '278, one request a set', write: (path, size) => writeReviews(path, size) },
  maximal: { title: '837P, every loop and element', write: (path, size) => writeMaximal(path, size) },
  faults: {
    title: '837P, a fault in every tenth segment',
    async write(path, size) {
      writeClaims(`${path}.clean`, size);
      await writeFaulty(`${path}.clean`, path);
      rmSync(`${path}.clean`);
    },
  },
};

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-bench-'));
  const report = { node: process.versions.node, processor: cpus()[0]?.model, tables: [] };
  try {
    const sizes = values.megabytes.split(',').map(Number);
    const largest = Math.max(...sizes);
    for (const [name, input] of Object.entries(INPUTS)) {
      if (values.only !== undefined && !values.only.split(',').includes(name)) continue;
      for (const size of input.peers ? sizes : [largest]) report.tables.push(await table(folder, input, size));
    }
    if (values.gigabyte) {
      for (const size of [10, 1000]) report.tables.push(await table(folder, { ...INPUTS.claims, peers: false }, size));
    }
    console.log(`\nNode ${report.node}, ${report.processor} x ${cpus().length}; medians of ${values.rounds}`);
    for (const one of report.tables) print(one);
    if (values.only === undefined) {
      report.workers = await timed('One worker and two', () =>
        workers(Number(values.files) * 12, Number(values.rounds)),
      );
      report.gateway = await timed('Files through the whole gateway', () => gateway(Number(values.files)));
      console.log(`\nwhole gateway, ${report.gateway.bytes} bytes a file, durable, start-up included`);
      console.log(`one by one  ${report.gateway.oneByOne.toFixed(0)} files a second`);
      console.log(`together    ${report.gateway.together.toFixed(0)} files a second`);
      const { one, two } = report.workers;
      console.log(`\nchecking only, all types: one worker ${one.toFixed(0)} files a second, two ${two.toFixed(0)}`);
      console.log(`two are ${(two / one).toFixed(2)} times one`);
    }
    if (values.sftp !== undefined) {
      report.sftp = await timed('Files on a partner’s SFTP server', () => sftpInbox(Number(values.sftp)));
      const { files, answers, fetched, answered } = report.sftp;
      console.log(`\n${files} files on an SFTP server: fetched after ${fetched.toFixed(0)} s`);
      console.log(`all ${answers} answers put back there after ${answered.toFixed(0)} s`);
    }
    if (values.json) writeFileSync(values.json, JSON.stringify(report, null, 2));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function table(folder, input, size) {
  const file = join(folder, 'input.x12');
  const name = `${input.title}, ${size} MB`;
  await timed(`Writing: ${name}`, () => input.write(file, size));
  const rows = [];
  for (const contender of [...OURS, ...YARDSTICKS, ...(input.peers ? PEERS : [])]) {
    const runs = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      runs.push(await timed(`${contender}, round ${round + 1}`, () => contend(contender, file)));
    }
    runs.sort((a, b) => a.cpuSeconds - b.cpuSeconds);
    rows.push(runs[Math.floor(runs.length / 2)]);
  }
  return { title: name, megabytes: rows[0].megabytes, rows };
}

async function contend(name, file) {
  const bytes = statSync(file).size;
  const script = join(checkout, 'bin', 'dev', 'bench', 'contender.mjs');
  const { code, output } = await runProgram(process.execPath, [script, name, file, String(bytes)]);
  if (code !== 0) throw new StepFailure(`${name} failed:\n${output}`, 'Build first: npm run build');
  return { ...JSON.parse(output), megabytes: bytes / 1e6 };
}

function print({ title, megabytes, rows }) {
  const sha = rows.find((row) => row.name === 'sha256').cpuSeconds;
  console.log(`\n${title}\n`);
  console.log('contender          MB per CPU second   times SHA-256   peak MB   findings');
  for (const row of rows) {
    const speed = (megabytes / row.cpuSeconds).toFixed(1).padStart(18);
    const ratio = (row.cpuSeconds / sha).toFixed(1).padStart(15);
    const findings = row.findings === undefined ? '' : String(row.findings).padStart(10);
    console.log(`${row.name.padEnd(16)} ${speed} ${ratio} ${row.peakMegabytes.toFixed(0).padStart(9)} ${findings}`);
  }
}

/** One and two in turn, round after round; the round whose ratio is the median, since a busy machine slows the second most. */
async function workers(files, rounds) {
  const measured = [];
  for (let round = 0; round < rounds; round++) {
    measured.push({ one: await filesPerSecond(files, 1), two: await filesPerSecond(files, 2) });
  }
  measured.sort((a, b) => a.two / a.one - b.two / b.one);
  return measured[Math.floor(measured.length / 2)];
}

async function gateway(count) {
  const alone = await smallFiles(count, 1);
  const together = await smallFiles(count, 0);
  return { bytes: alone.bytes, oneByOne: count / alone.seconds, together: count / together.seconds };
}
