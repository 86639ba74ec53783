/**
 * The long version of the crash tests: every spot instead of an even sample. Hours on a small machine; tells how far it
 * is. Prints a table at the end; exit code 1 when anything broke.
 *
 *   npm run crash                      everything
 *   npm run crash -- --seconds 120     an even sample: so many seconds for each kind of fault
 *   npm run crash -- --seed 7          other random choices
 *   npm run crash -- power-loss        one test file of test/crash
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installedTool, runMain, runProgram, say } from './steps.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, seed: { type: 'string' } },
});

await runMain(async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'x12gw-crash-results-'));
  const results = join(scratch, 'results');
  try {
    const files = positionals.length > 0 ? positionals.map((name) => `test/crash/${name}`) : ['test/crash/'];
    const env = {
      ...process.env,
      X12GW_CRASH_RESULTS: results,
      ...(values.seconds === undefined ? { X12GW_CRASH_ALL: '1' } : { X12GW_CRASH_SECONDS: values.seconds }),
      ...(values.seed === undefined ? {} : { X12GW_CRASH_SEED: values.seed }),
    };
    // One file after the other: each already runs two gateways side by side.
    const { code } = await runProgram(installedTool('vitest'), ['run', '--no-file-parallelism', ...files], {
      show: true,
      env,
    });
    process.stdout.write(table(readResults(results)));
    return code === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

function readResults(file) {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse);
  } catch {
    say('No kind of fault came to its end.');
    return [];
  }
}

/** A Markdown table, as docs/crash-safety.md holds it. */
function table(lines) {
  const columns = ['kind', 'spots', 'runs', 'lost', 'double', 'other'];
  const rows = [
    ['kind of fault', ...columns.slice(1)],
    ...lines.map((line) => columns.map((name) => String(line[name]))),
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  const shown = rows.map(
    (row) =>
      `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return `${[shown[0], rule, ...shown.slice(1)].join('\n')}\n`;
}
