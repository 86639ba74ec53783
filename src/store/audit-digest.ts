import { createHash, createHmac } from 'node:crypto';
import type { AuditRow, AuditSeal } from './audit-values.js';

/** What stands for the digest of the line before the first one. */
export const NO_DIGEST = '0'.repeat(64);

/**
 * The digest of a line of the audit trail: SHA-256, hexadecimal, over the line before's digest, then id, at, actor,
 * action, subject and details, each as its length in UTF-8 bytes, a colon, its bytes and a comma. With the lengths no two
 * lines give the same bytes, and no language's way to write JSON matters. docs/audit.md has an example to recompute.
 */
export function auditDigest(previous: string, row: Omit<AuditRow, 'digest'>): string {
  const { id, at, actor, action, subject, details } = row;
  return createHash('sha256')
    .update(lengthed([previous, String(id), at, actor, action, subject, details]))
    .digest('hex');
}

/** The signature of a seal: HMAC-SHA-256 with the key, hexadecimal, over seal, rows, digest and at, in the same form. */
export function sealSignature(key: string, { seal, rows, digest, at }: Omit<AuditSeal, 'signature'>): string {
  return createHmac('sha256', key)
    .update(lengthed([String(seal), String(rows), digest, at]))
    .digest('hex');
}

function lengthed(values: readonly string[]): string {
  return values.map((value) => `${Buffer.byteLength(value)}:${value},`).join('');
}
