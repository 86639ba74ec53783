import { GatewayError, systemErrorCode } from '../../support/errors.js';

/** Errors after which no statement of the same commit may be trusted: the whole group is rolled back. */
const FATAL = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM|CORRUPT|READONLY|CANTOPEN|PROTOCOL|NOTADB|INTERRUPT)/;

/** True for an error of the disk or the database itself, as against one of the single operation. */
export function isFatalToCommit(error: unknown): boolean {
  return FATAL.test(systemErrorCode(error));
}

/**
 * Turns what the database raised into a GatewayError: `ledger-full`, `ledger-busy`, `ledger-damaged`,
 * `ledger-not-a-database` or `ledger-failed`. Anything else (a GatewayError, a programming error in a `render`) comes back as it is.
 */
export function ledgerError(error: unknown, operation: string): unknown {
  const databaseCode = systemErrorCode(error);
  if (error instanceof GatewayError || !databaseCode.startsWith('SQLITE_')) return error;
  const [code, text, hint] = kindOf(databaseCode);
  return new GatewayError(`Cannot ${operation}: ${text} (${databaseCode})`, {
    code,
    operation,
    hint,
    exitCode: 3,
    cause: error,
  });
}

function kindOf(databaseCode: string): [code: string, text: string, hint: string] {
  // The second: the index of the write-ahead log, a file of its own, could not grow.
  if (/^SQLITE_(FULL|IOERR_SHMSIZE)/.test(databaseCode)) {
    return [
      'ledger-full',
      'the disk that holds the ledger is full',
      'Free space on that disk; nothing has moved, and the work goes on by itself.',
    ];
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(databaseCode)) {
    return [
      'ledger-busy',
      'another process holds the ledger',
      'Nothing has moved. Try again; if it stays so, look for a long command or a backup that holds the ledger open.',
    ];
  }
  if (databaseCode.startsWith('SQLITE_NOTADB')) {
    return [
      'ledger-not-a-database',
      'the file is no ledger, or the key is not the one it was made with',
      'Check `dataDirectory` and `ledger.keyFile` in the configuration.',
    ];
  }
  if (databaseCode.startsWith('SQLITE_CORRUPT')) {
    return [
      'ledger-damaged',
      'the ledger is damaged',
      'Stop the gateway, keep a copy of the ledger folder, and restore the ledger from the backup.',
    ];
  }
  return [
    'ledger-failed',
    'the database refused it',
    'Run `x12gw doctor`; if it finds the ledger damaged, restore it from the backup.',
  ];
}
