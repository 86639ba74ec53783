/** What a command ends with when it fails (docs/cli.md): 2 usage or configuration, 3 environment. */
export type ErrorExitCode = 2 | 3;

export interface GatewayErrorFacts {
  /** Stable name, kebab-case, such as `runner-already-running`. */
  readonly code: string;
  /** What was being done, in words: `open the ledger`. */
  readonly operation: string;
  /** What it was done to: a path of ours, a partner id, a submission number. Never a sender's file name or data. */
  readonly subject?: string;
  /** What to do next, for the person at the terminal. */
  readonly hint: string;
  readonly exitCode: ErrorExitCode;
  readonly cause?: unknown;
}

/** Our own trouble: configuration, disk, database, misuse. What is wrong in a sender's file is a Finding, never this. */
export class GatewayError extends Error {
  readonly code: string;
  readonly operation: string;
  readonly subject: string | undefined;
  readonly hint: string;
  readonly exitCode: ErrorExitCode;

  constructor(message: string, facts: GatewayErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'GatewayError';
    this.code = facts.code;
    this.operation = facts.operation;
    this.subject = facts.subject;
    this.hint = facts.hint;
    this.exitCode = facts.exitCode;
  }
}

/** The `code` of a Node system error (`ENOSPC`), '' for anything else. */
export function systemErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
