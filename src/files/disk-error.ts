import { GatewayError, systemErrorCode } from '../support/errors.js';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * Turns a system error into a GatewayError: `disk-full` (ENOSPC, EDQUOT), `disk-denied` (EACCES, EPERM, EROFS) or
 * `disk-failed` (anything else from the system); a GatewayError or a programming error comes back as it is.
 * The system error itself is not kept as the cause: its message holds the path, which may hold a sender's file name.
 * `subject` is a path of ours or left out.
 */
export function diskError(error: unknown, operation: string, subject?: string): unknown {
  const systemCode = systemErrorCode(error);
  if (error instanceof GatewayError || !/^E[A-Z0-9]+$/.test(systemCode)) return error;
  const facts = { operation, exitCode: 3 as const, ...(subject === undefined ? {} : { subject }) };
  if (FULL.has(systemCode)) {
    return new GatewayError(`Cannot ${operation}: the disk is full (${systemCode})`, {
      ...facts,
      code: 'disk-full',
      hint: 'Free space on this file system or raise the quota; nothing was lost, and the work goes on by itself.',
    });
  }
  if (DENIED.has(systemCode)) {
    return new GatewayError(`Cannot ${operation}: not permitted (${systemCode})`, {
      ...facts,
      code: 'disk-denied',
      hint: "Give the gateway's operating system user write access to this folder, then try again.",
    });
  }
  return new GatewayError(`Cannot ${operation}: ${systemCode}`, {
    ...facts,
    code: 'disk-failed',
    hint: 'Look at the disk and its mount (`dmesg`, `df`), then run `x12gw doctor`.',
  });
}
