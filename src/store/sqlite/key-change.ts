import { readFileSync } from 'node:fs';

/** Which key a ledger was given last; kept beside it, so that a setting that was forgotten can be told from a wrong key. */
export interface KeyChange {
  /** Absolute; '' for none: the ledger is in the clear. */
  readonly keyFile: string;
  /** ISO instant. */
  readonly at: string;
}

/** Where the note about a ledger's key lies. It names a file and holds no key. */
export function keyChangeFile(ledgerFile: string): string {
  return `${ledgerFile}.key-change`;
}

/** undefined when the key was never changed, or the note says nothing. */
export function keyChangeOf(ledgerFile: string): KeyChange | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(keyChangeFile(ledgerFile), 'utf8'));
    const { keyFile, at } = found as Partial<Record<keyof KeyChange, unknown>>;
    return typeof keyFile === 'string' && typeof at === 'string' ? { keyFile, at } : undefined;
  } catch {
    return undefined;
  }
}
