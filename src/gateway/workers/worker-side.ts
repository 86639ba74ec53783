import { parentPort } from 'node:worker_threads';
import { systemErrorCode } from '../../support/errors.js';
import { MESSAGE_WINDOW, type WorkerReply, type WorkerRequest } from './worker-pool.js';

/**
 * The other end of a WorkerPool, called once in a worker's script: runs each job it is sent with `work`, whose `send`
 * resolves as soon as the window allows another message.
 */
export function serveJobs<Job, Message>(
  work: (job: Job, send: (message: Message) => Promise<void>) => Promise<void>,
): void {
  const port = parentPort;
  if (port === null) throw new Error('This script runs in a worker thread only');
  let open = MESSAGE_WINDOW;
  let waiting: (() => void) | undefined;
  const reply = (message: WorkerReply<Message>): void => port.postMessage(message);

  const send = async (message: Message): Promise<void> => {
    if (open === 0) {
      await new Promise<void>((resolve) => {
        waiting = resolve;
      });
    }
    open--;
    reply({ kind: 'message', message });
  };

  port.on('message', (request: WorkerRequest<Job>) => {
    if (request.kind === 'continue') {
      open++;
      waiting?.();
      waiting = undefined;
      return;
    }
    work(request.job, send).then(
      () => reply({ kind: 'done' }),
      (error: unknown) => reply({ kind: 'failed', reason: reasonOf(error) }),
    );
  });
}

/** The kind of an error and where it was raised, without its message, which may hold data of the file. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const place = /at .*?([\w-]+\.[jt]s:\d+:\d+)/.exec(error.stack ?? '')?.[1] ?? '';
  return [systemErrorCode(error) || error.name, place].filter((part) => part !== '').join(' at ');
}
