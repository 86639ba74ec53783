import { SftpError } from './trouble.js';

/**
 * A promise that rejects with SftpError: `sftp-timeout` after a time, `sftp-ended` when the signal is aborted; it is no
 * unhandled rejection when nobody looks. `clear` when it is not needed any more.
 */
export function timeLimit(
  milliseconds: number,
  signal: AbortSignal,
  operation: string,
): { readonly passed: Promise<never>; readonly clear: () => void } {
  let fail: (error: SftpError) => void = () => {};
  const passed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  passed.catch(() => undefined);
  const end = (): void => fail(new SftpError('sftp-ended', operation));
  const timer = setTimeout(() => fail(new SftpError('sftp-timeout', operation)), milliseconds);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);
  const clear = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  };
  return { passed, clear };
}
