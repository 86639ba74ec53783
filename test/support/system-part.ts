import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

/** Programs some tests need beside Node, with what proves them present and the Debian package that brings them. */
const SYSTEM_PARTS = {
  chromium: { proof: ['chromium', '--version'], packageName: 'chromium' },
  gpg: { proof: ['gpg', '--version'], packageName: 'gnupg' },
  pdftotext: { proof: ['pdftotext', '-v'], packageName: 'poppler-utils' },
  sshd: { proof: ['/usr/sbin/sshd', '-V'], packageName: 'openssh-server' },
  strace: { proof: ['strace', '-V'], packageName: 'strace' },
} as const;

export type SystemPart = keyof typeof SYSTEM_PARTS;

const known = new Map<SystemPart, boolean>();

/**
 * Whether a system part is here: `describe.skipIf(!needs('strace'))(...)`. When it is not, says so with the line that
 * installs it, on stderr and in the file that `X12GW_MISSING_PARTS` names (`npm run verify` repeats it at its end).
 */
export function needs(part: SystemPart): boolean {
  const before = known.get(part);
  if (before !== undefined) return before;
  const { proof, packageName } = SYSTEM_PARTS[part];
  const [program, ...programArguments] = proof;
  const present = spawnSync(program, programArguments, { stdio: 'ignore' }).status === 0;
  known.set(part, present);
  if (!present) {
    const reason = `${part} is missing; its tests are skipped. Install it: apt-get install -y ${packageName}\n`;
    process.stderr.write(reason);
    if (process.env.X12GW_MISSING_PARTS) appendFileSync(process.env.X12GW_MISSING_PARTS, reason);
  }
  return present;
}
