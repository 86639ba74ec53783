/**
 * `npm run bench [-- --megabytes 100 --files 500 --json FILE]`: how fast, how much memory, beside what other programs
 * do with the same bytes in the same run. Every contender has a process of its own; nothing here is asserted.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { smallFiles } from './bench/gateway.mjs';
import { writeClaims } from './bench/generate.mjs';
import { checkout, runMain, runProgram, StepFailure, timed } from './steps.mjs';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '100' },
    files: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});

const CONTENDERS = ['validate', 'sha256', 'byte loop', 'node-x12 stream'];

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-bench-'));
  try {
    const file = join(folder, 'claims.x12');
    const { bytes, claims } = await timed('Writing the claim file', () => writeClaims(file, Number(values.megabytes)));
    const rows = [];
    for (const name of CONTENDERS) {
      const runs = [];
      for (let round = 0; round < Number(values.rounds); round++) {
        runs.push(await timed(`${name}, round ${round + 1}`, () => contend(name, file, bytes)));
      }
      runs.sort((a, b) => a.cpuSeconds - b.cpuSeconds);
      rows.push(runs[Math.floor(runs.length / 2)]);
    }
    const sha = rows.find((row) => row.name === 'sha256').cpuSeconds;
    console.log(`\nNode ${process.versions.node}, ${cpus()[0]?.model} x ${cpus().length}`);
    console.log(`${(bytes / 1e6).toFixed(0)} MB of professional claims (${claims}), medians of ${values.rounds}\n`);
    console.log('contender          MB per CPU second   times SHA-256   peak MB');
    for (const row of rows) {
      const speed = (bytes / 1e6 / row.cpuSeconds).toFixed(0).padStart(18);
      const ratio = (row.cpuSeconds / sha).toFixed(1).padStart(15);
      console.log(`${row.name.padEnd(16)} ${speed} ${ratio} ${row.peakMegabytes.toFixed(0).padStart(9)}`);
    }
    const count = Number(values.files);
    const alone = await timed(`${count} files one by one`, () => smallFiles(count, 1));
    const together = await timed(`${count} files together`, () => smallFiles(count, 0));
    console.log(`\n${count} files of ${alone.bytes} bytes, durable end to end, start-up included`);
    console.log(`one by one  ${(count / alone.seconds).toFixed(0)} a second`);
    console.log(`together    ${(count / together.seconds).toFixed(0)} a second`);
    if (values.json) writeFileSync(values.json, JSON.stringify({ bytes, claims, rows, alone, together }, null, 2));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function contend(name, file, bytes) {
  const script = join(checkout, 'bin', 'dev', 'bench', 'contender.mjs');
  const { code, output } = await runProgram(process.execPath, [script, name, file, String(bytes)]);
  if (code !== 0) throw new StepFailure(`${name} failed:\n${output}`, 'Build first: npm run build');
  return JSON.parse(output);
}
