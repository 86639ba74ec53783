import { createRequire } from 'node:module';

/** The line of the optional driver with ciphers that runs on this Node. */
export const CIPHER_DRIVER_LINE = Number(process.versions.node.split('.', 1)[0]) >= 22 ? 13 : 12;

/**
 * Is that line installed? The one for Node 22 and later is among the development packages, since it brings its binaries
 * along; the one for Node 20 has to compile, so that there its absence is what is tested.
 */
export const HAS_CIPHER_DRIVER = installedLine() === CIPHER_DRIVER_LINE;

function installedLine(): number {
  try {
    const { version } = createRequire(import.meta.url)('better-sqlite3-multiple-ciphers/package.json');
    return Number(version.split('.', 1)[0]);
  } catch {
    return 0;
  }
}
