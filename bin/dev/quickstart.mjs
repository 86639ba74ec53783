/**
 * A first result: makes a demo installation in `demo/`, runs the gateway on the sample files, and says what became of
 * each, where its answers lie and what to type next. An earlier demo is replaced. Exit code 1 when a verdict is not the
 * one the sample is made for.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout, excerptOf, runMain, StepFailure, say, timed } from './steps.mjs';

const GATEWAY = join(checkout, 'bin', 'x12gw.js');
const FOLDER = join(checkout, 'demo');
const MARK = join(FOLDER, '.made-by-quickstart');
const CONFIGURATION = join(FOLDER, 'gateway.yaml');
const PARTNER = 'demo-provider';

/** The samples in order, the usage each is sent with ('' where a file has none) and the disposition it must end in. */
const SAMPLES = [
  { file: '01-clean-278-batch.x12', usage: 'P', disposition: 'accepted' },
  { file: '02-837p-test.x12', usage: 'T', disposition: 'accepted' },
  { file: '03-isa06-of-14-characters.x12', usage: 'P', disposition: 'rejected' },
  { file: '04-iea-control-number-mismatch.x12', usage: 'P', disposition: 'rejected' },
  { file: '05-duplicate-of-01.x12', usage: 'P', disposition: 'duplicate' },
  { file: '06-one-bad-set-of-three.x12', usage: 'P', disposition: 'partially-accepted' },
  { file: '07-empty.x12', usage: '', disposition: 'rejected' },
];

await runMain(async () => {
  await timed('Making a demo installation in demo/', makeInstallation);
  const gateway = await timed('Starting the gateway', startGateway);
  let results;
  try {
    results = await timed(`Submitting ${SAMPLES.length} sample files`, submitSamples);
  } finally {
    await gateway.stop();
  }
  for (const result of results) print(result);
  tellNextSteps(results);
  const surprising = results.filter((result) => result.disposition !== result.expected);
  for (const { file, disposition, expected } of surprising)
    say(`${file} ended as ${disposition}, expected ${expected}`);
  return surprising.length === 0 ? 0 : 1;
});

async function makeInstallation() {
  if (existsSync(FOLDER) && !existsSync(MARK)) {
    throw new StepFailure('The folder demo/ is there and was not made by this command.', 'Move it away and try again.');
  }
  rmSync(FOLDER, { recursive: true, force: true });
  await gatewayCommand(['init', FOLDER, '--demo', '--json']);
  writeFileSync(MARK, '');
}

/** The gateway as a process of its own, as it runs in production; `stop` lets it finish what it has. */
async function startGateway() {
  const child = spawn(process.execPath, [GATEWAY, 'run', '--config', CONFIGURATION], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => {
      output += bytes;
    });
  }
  const ended = new Promise((done) => child.once('close', done));
  for (let waited = 0; !existsSync(join(FOLDER, 'ledger', 'runner.json')); waited += 50) {
    if (child.exitCode !== null || waited > 20_000) {
      child.kill();
      throw new StepFailure(`The gateway did not start:\n${excerptOf(output)}`);
    }
    await sleep(50);
  }
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** One after the other: the fifth is a duplicate only once the first has its verdict. */
async function submitSamples() {
  const results = [];
  for (const { file, usage, disposition: expected } of SAMPLES) {
    const path = join(checkout, 'fixtures', 'samples', file);
    const usageOption = usage === '' ? [] : ['--usage', usage];
    const [verdict] = await gatewayCommand(['submit', path, '--partner', PARTNER, ...usageOption, '--json']);
    const { submission, disposition, why } = verdict;
    const answers = await gatewayCommand(['downloads', '--submission', submission, '--json']);
    results.push({ file, expected, submission, disposition, why, answers: answers.map((answer) => answer.file) });
  }
  return results;
}

/**
 * Runs `x12gw` on the demo and gives the JSON documents it printed. Exit codes 0, 1 and 4 are verdicts; 2 and 3 stop
 * the script.
 */
async function gatewayCommand(commandArguments) {
  const child = spawn(process.execPath, [GATEWAY, ...commandArguments, '--config', CONFIGURATION], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let talk = '';
  child.stdout.on('data', (bytes) => {
    output += bytes;
  });
  child.stderr.on('data', (bytes) => {
    talk += bytes;
  });
  const code = await new Promise((done) => child.once('close', done));
  if (code === 2 || code === 3)
    throw new StepFailure(`x12gw ${commandArguments[0]} ended with ${code}:\n${excerptOf(talk)}`);
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function print({ file, submission, disposition, why, answers }) {
  const shown = answers.map((path) => relative(process.cwd(), path));
  process.stdout.write(
    [
      '',
      `${file.padEnd(38)}${disposition}`,
      `  why      ${why}`,
      ...shown.map((path, place) => `  ${place === 0 ? 'answers' : '       '}  ${path}`),
      `  next     ${shownCommand(`trace ${submission}`)}`,
      '',
    ].join('\n'),
  );
}

function tellNextSteps(results) {
  const refused = results.find((result) => result.disposition === 'rejected');
  say('\nTo go on:');
  say(`  ${shownCommand('pa list')}`);
  if (refused !== undefined) say('  node bin/x12gw.js explain 006');
  say(`  ${shownCommand('run')}   then copy a file into demo/partners/${PARTNER}/inbox/`);
}

/** A command as it can be typed from where the person stands. */
function shownCommand(command) {
  const path = (file) => relative(process.cwd(), file);
  return `node ${path(GATEWAY)} ${command} --config ${path(CONFIGURATION)}`;
}
