/**
 * Sets up, then every check and test: types, lint, the whole test suite, and the unit tests once more on a current Node.
 * Ends with the line `N passed, N failed`, and `, N skipped` when tests were skipped: tests of all suite runs together,
 * a check that fails counted as one failed. Exit code 1 when anything failed, or when CI=true and a test was skipped.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCurrentNode } from './current-node.mjs';
import { checkout, excerptOf, installedTool, runMain, runProgram, StepFailure, say, secondsSince } from './steps.mjs';
import { readReport } from './test-report.mjs';

/**
 * Left out on the current Node, for time: what exercises the system around the gateway (but for one short crash test),
 * and what only computes, which another Node does not change. What runs again is what meets Node: ledger, files, workers.
 */
const NOT_ON_CURRENT_NODE = [
  'test/{architecture,documentation,independent-reader}.test.ts',
  'test/end-to-end/**',
  'test/crash/!(smoke).test.ts',
  'test/gateway/{kill,partner-life,canary,canary-claims,end-to-end}.test.ts',
  'test/gateway/sftp/**',
  'test/sftp/**',
  'test/review/*.test.ts',
  'test/cli/{pa-*,claims-walk,handoff,roles}.test.ts',
  'test/{convert,domain,envelope,examination,findings,fuzz,guides,partners,report,respond,route,rules,transactions,validate,x12}/**',
];

const totals = { passed: 0, failed: 0, skipped: 0 };
const times = [];
const scratch = mkdtempSync(join(tmpdir(), 'x12gw-verify-'));
/** `test/support/system-part.ts` appends a line for each missing system part. */
const missingParts = join(scratch, 'missing-system-parts');

await runMain(async () => {
  try {
    if (!(await setUp())) return summary();
    await check('types', () => runProgram(process.execPath, [installedTool('tsc'), '-p', 'tsconfig.json', '--noEmit']));
    await check('lint', () => runProgram(process.execPath, [installedTool('biome'), 'ci', '--colors=off', '.']));
    await suite('tests', { node: process.execPath, exclude: [] });
    await suiteOnCurrentNode();
    return summary();
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/**
 * Starts the set-up script. One that fails counts as one failed; false when there is nothing to go on with then. After a
 * build that failed there is: the checks say where it is wrong.
 */
async function setUp() {
  await step('set-up', async () => {
    const { code } = await runProgram(process.execPath, [join(checkout, 'bin', 'dev', 'setup.mjs')], { show: true });
    if (code !== 0) totals.failed++;
  });
  return existsSync(installedTool('vitest'));
}

/** A check passes or fails as a whole; its output is shown only when it fails. */
async function check(name, work) {
  await step(name, async () => {
    const { code, output } = await work();
    if (code === 0) return;
    totals.failed++;
    say(excerptOf(output, 200));
    say(`Check failed: ${name}`);
  });
}

/** One run of the suite, its counts added to the totals. */
async function suite(name, { node, exclude, cwd }) {
  await step(name, async () => {
    const report = join(scratch, `${name.replace(/\W+/g, '-')}.json`);
    const { code } = await runProgram(
      node,
      [
        installedTool('vitest', cwd),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...exclude.flatMap((pattern) => ['--exclude', pattern]),
      ],
      { cwd, show: true, env: { ...process.env, X12GW_MISSING_PARTS: missingParts } },
    );
    const counts = readReport(report, code);
    for (const key of Object.keys(totals)) totals[key] += counts[key];
  });
}

async function suiteOnCurrentNode() {
  const name = 'unit tests on a current Node';
  await step(name, async () => {
    try {
      const current = await prepareCurrentNode(scratch);
      if (current === undefined) return say('This Node is a current one already: nothing to repeat.');
      await suite(`unit tests on Node ${current.version}`, { ...current, exclude: NOT_ON_CURRENT_NODE });
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error;
      totals.failed++;
      say(`${error.message}\n${error.hint}`);
    }
  });
}

async function step(name, work) {
  const start = performance.now();
  say(`\n== ${name}`);
  await work();
  times.push(`${secondsSince(start).padStart(9)}  ${name}`);
}

/** Prints the times, the reasons of skips and the counts; gives the exit code. */
function summary() {
  say(`\n${times.join('\n')}`);
  const reasons = [...new Set(readLines(missingParts))];
  if (reasons.length > 0) say(`\nSkipped, because a part of the system is missing:\n${reasons.join('\n')}`);
  const skipsFail = process.env.CI === 'true' && totals.skipped > 0;
  if (skipsFail) say('\nUnder CI=true a skipped test is a failure.');
  const { passed, failed, skipped } = totals;
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed > 0 || skipsFail ? 1 : 0;
}

function readLines(file) {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
