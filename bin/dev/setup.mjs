/**
 * Sets a fresh clone up: checks Node, installs the packages when package-lock.json or Node changed, builds `dist` when
 * the sources changed. When nothing changed it says nothing and takes a moment. Started by `npm run quickstart` and `npm run verify`.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { installPackages } from './packages.mjs';
import { checkout, excerptOf, installedTool, runMain, runProgram, StepFailure, timed } from './steps.mjs';

const OLDEST_NODE = [20, 19];
const PACKAGES_STAMP = join(checkout, 'node_modules', '.x12gw-setup');
const BUILD_STAMP = join(checkout, 'dist', '.x12gw-build');
/** What `dist` depends on. */
const BUILD_INPUTS = [
  ...['src', 'schemas', 'bin/dev/compile-guides.mjs'],
  ...['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
];
/** The second half of the build. */
const COMPILE_GUIDES = join(checkout, 'bin', 'dev', 'compile-guides.mjs');

await runMain(async () => {
  requireNode();
  const packages = packagesFingerprint();
  if (stampOf(PACKAGES_STAMP) !== packages) {
    await timed('Installing packages (1 to 2 minutes where the SQLite addon has to compile)', () =>
      installPackages({
        cwd: checkout,
        nodeBinary: realpathSync(process.execPath),
        nodeMajor: Number(process.versions.node.split('.')[0]),
      }),
    );
    writeFileSync(PACKAGES_STAMP, packages);
  }
  const sources = sourcesFingerprint();
  if (stampOf(BUILD_STAMP) !== sources) {
    await timed('Building', build);
    writeFileSync(BUILD_STAMP, sources);
  }
});

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new StepFailure(
    `This is Node ${process.versions.node}; x12-gateway needs ${OLDEST_NODE.join('.')} or later.`,
    'Install a current Node from https://nodejs.org/ or your system, then run the same command again.',
  );
}

/** Changes when the packages must be installed anew: other lock file, or a Node that the addon was not built for. */
function packagesFingerprint() {
  const lock = createHash('sha256')
    .update(readFileSync(join(checkout, 'package-lock.json')))
    .digest('hex');
  return `${lock} ${process.platform}-${process.arch} abi-${process.versions.modules}\n`;
}

/** Changes with every byte, name, addition or removal among the build's inputs; clocks do not matter. */
function sourcesFingerprint() {
  const hash = createHash('sha256');
  for (const file of BUILD_INPUTS.flatMap(filesUnder))
    hash.update(`${file}\n`).update(readFileSync(join(checkout, file)));
  return `${hash.digest('hex')}\n`;
}

/** A file itself, or every file below a folder, in one order everywhere; paths relative to the checkout. */
function filesUnder(path) {
  if (!statSync(join(checkout, path)).isDirectory()) return [path];
  return readdirSync(join(checkout, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(checkout, join(entry.parentPath, entry.name)))
    .sort();
}

async function build() {
  rmSync(join(checkout, 'dist'), { recursive: true, force: true });
  const built = await runProgram(process.execPath, [installedTool('tsc'), '-p', 'tsconfig.build.json']);
  if (built.code !== 0) throw new StepFailure(`The build failed:\n\n${excerptOf(built.output)}`);
  const compiled = await runProgram(process.execPath, [COMPILE_GUIDES]);
  if (compiled.code !== 0) throw new StepFailure(`Compiling the guides failed:\n\n${excerptOf(compiled.output)}`);
}

function stampOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
