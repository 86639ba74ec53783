import { join } from 'node:path';
import { GatewayError } from '../support/errors.js';

const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * True when a text may become one part of a path: 1 to 100 ASCII letters, digits, dots, hyphens and underscores,
 * beginning with a letter or digit, without two dots in a row. So never a separator, NUL, `..` or a hidden file.
 */
export function isSafeName(name: string): boolean {
  return SAFE_NAME.test(name) && !name.includes('..');
}

/**
 * Joins names below a root of ours, each checked with `isSafeName`; the way an id that came from outside becomes a path.
 * Raises GatewayError `unsafe-name` (the name itself is not repeated: it may be protected).
 */
export function safePath(root: string, ...names: readonly string[]): string {
  const unsafe = names.findIndex((name) => !isSafeName(name));
  if (unsafe >= 0) {
    throw new GatewayError(`Part ${unsafe + 1} of a path has characters that may not stand in one`, {
      code: 'unsafe-name',
      operation: 'make a path',
      subject: root,
      hint: 'Ids that become folder names may hold letters, digits, dots, hyphens and underscores only.',
      exitCode: 3,
    });
  }
  return join(root, ...names);
}
