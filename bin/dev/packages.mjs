/**
 * Installing the checkout's packages with npm, for a given Node. On Node 20 the one native addon (better-sqlite3 12)
 * fetches a prebuilt binary where its host can be reached, and else compiles against Node's headers, which are found here.
 * On newer Nodes version 13 brings its binaries along.
 */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { excerptOf, runProgram, StepFailure } from './steps.mjs';

/** Nodes below this major version use the driver whose addon may have to compile, as `src/store/sqlite/driver.ts` does. */
const COMPILED_BELOW = 22;

/** Major version that the headers in a Node folder are for; 0 when there are none. */
export function headersMajor(nodeFolder) {
  const file = join(nodeFolder, 'include', 'node', 'node_version.h');
  if (!existsSync(file)) return 0;
  return Number(/#define NODE_MAJOR_VERSION (\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
}

/**
 * Folder whose `include/node` holds the headers of this Node: what `npm_config_nodedir` names, else the folder above
 * the binary's. '' when neither fits (wrong major version counts as not fitting): node-gyp then downloads them.
 */
export function headersFolder(nodeBinary, nodeMajor, configured = process.env.npm_config_nodedir ?? '') {
  const beside = dirname(dirname(nodeBinary));
  return [configured, beside].find((folder) => folder !== '' && headersMajor(folder) === nodeMajor) ?? '';
}

/** The environment in which npm and install scripts use this very Node and its headers. */
export function environmentFor(nodeBinary, nodeMajor) {
  const environment = { ...process.env, PATH: `${dirname(nodeBinary)}${delimiter}${process.env.PATH ?? ''}` };
  delete environment.npm_config_nodedir;
  const folder = headersFolder(nodeBinary, nodeMajor);
  if (folder !== '') environment.npm_config_nodedir = folder;
  return environment;
}

/** Runs npm under a given Node: the npm that started us when there is one, else the one on the path. */
export function runNpm(npmArguments, { cwd, env, nodeBinary }) {
  const npmScript = process.env.npm_execpath ?? '';
  return npmScript.endsWith('.js')
    ? runProgram(nodeBinary, [npmScript, ...npmArguments], { cwd, env })
    : runProgram('npm', npmArguments, { cwd, env });
}

/**
 * `npm ci` in a folder that holds package.json and package-lock.json, then a try of the addon.
 * Throws StepFailure naming a missing compiler and the line that installs it, or showing npm's last lines.
 */
export async function installPackages({ cwd, nodeBinary, nodeMajor }) {
  const env = environmentFor(nodeBinary, nodeMajor);
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // The driver of newer Nodes brings its binaries along, so that nothing has to run or compile there.
  const scripts = nodeMajor < COMPILED_BELOW ? [] : ['--ignore-scripts'];
  const installed = await runNpm(['ci', '--include=dev', ...scripts, ...quiet], { cwd, env, nodeBinary });
  if (installed.code !== 0) throw await installationFailure(installed.output, env);
  const addon = await tryAddon({ cwd, nodeBinary, nodeMajor });
  if (addon.code === 0) return;
  // Install scripts may be switched off in the user's npm configuration; the addon is the one package that needs its own.
  const rebuilt = await runNpm(['rebuild', 'better-sqlite3', '--ignore-scripts=false', ...quiet], {
    cwd,
    env,
    nodeBinary,
  });
  const again = rebuilt.code === 0 ? await tryAddon({ cwd, nodeBinary, nodeMajor }) : rebuilt;
  if (again.code !== 0) throw await installationFailure(`${rebuilt.output}${again.output}`, env);
}

/** Opens a database in memory with the addon, in a process of its own (a wrong build may crash). */
export function tryAddon({ cwd, nodeBinary, nodeMajor }) {
  const driver = nodeMajor < COMPILED_BELOW ? 'better-sqlite3' : 'better-sqlite3-node-api';
  return runProgram(nodeBinary, ['-e', `new (require('${driver}'))(':memory:').close()`], { cwd });
}

/** Programs that compiling a native addon needs, with the command that proves each. */
const COMPILER_PARTS = [
  { name: 'make', proof: ['make', '--version'] },
  {
    name: 'a C++ compiler',
    proof: [process.env.CXX || (process.platform === 'darwin' ? 'clang++' : 'g++'), '--version'],
  },
  { name: 'python3', proof: ['python3', '--version'] },
];

const INSTALL_LINES = {
  'Debian, Ubuntu': 'apt-get install -y make g++ python3',
  'Fedora, RHEL': 'dnf install -y make gcc-c++ python3',
  Alpine: 'apk add make g++ python3',
  macOS: 'xcode-select --install',
};

async function installationFailure(output, env) {
  const missing = [];
  for (const part of COMPILER_PARTS) {
    const proof = await runProgram(part.proof[0], part.proof.slice(1), { env });
    if (proof.code !== 0) missing.push(part.name);
  }
  if (missing.length > 0) {
    return new StepFailure(
      `No prebuilt SQLite addon could be fetched, and compiling it needs what is not here: ${missing.join(', ')}.`,
      `Install it, then run the same command again:\n${installLines()}`,
    );
  }
  const hint =
    env.npm_config_nodedir === undefined
      ? `Node's headers do not lie beside its binary. If npm could not download them either, name their folder:\n  npm_config_nodedir=/path/to/node npm run ...   (the folder that holds include/node/node_version.h)`
      : 'The compiler and the headers are there; the lines above come from npm.';
  return new StepFailure(`Installing the packages failed:\n\n${excerptOf(output)}`, hint);
}

function installLines() {
  return Object.entries(INSTALL_LINES)
    .filter(([system]) => (system === 'macOS') === (process.platform === 'darwin'))
    .map(([system, line]) => `  ${line}   (${system})`)
    .join('\n');
}
