import { readFileSync } from 'node:fs';

/** Which key a ledger was given last; kept beside it, so that a setting that was forgotten can be told from a wrong key. */
export interface KeyChange {
  /** Absolute; '' for none: the ledger is in the clear. */
  readonly keyFile: string;
  /** As `keyFile`, of the key before: it fits while the change was not carried to its end. */
  readonly previous: string;
  /** ISO instant. */
  readonly at: string;
}

/** Where the note about a ledger's key lies. It names a file and holds no key. */
export function keyChangeFile(ledgerFile: string): string {
  return `${ledgerFile}.key-change`;
}

/** The ledger written anew, before it takes the ledger's name; with whatever the database may leave beside it. */
export function rewrittenLedgerFiles(ledgerFile: string): readonly [copy: string, ...beside: string[]] {
  const copy = `${ledgerFile}.rekeyed`;
  return [copy, `${copy}-journal`, `${copy}-wal`, `${copy}-shm`];
}

/** undefined when the key was never changed, or the note says nothing. */
export function keyChangeOf(ledgerFile: string): KeyChange | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(keyChangeFile(ledgerFile), 'utf8'));
    const { keyFile, previous = keyFile, at } = found as Partial<Record<keyof KeyChange, unknown>>;
    const isWhole = typeof keyFile === 'string' && typeof previous === 'string' && typeof at === 'string';
    return isWhole ? { keyFile, previous, at } : undefined;
  } catch {
    return undefined;
  }
}
