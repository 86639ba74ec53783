import { serveJobs } from '../../src/gateway/workers/worker-side.js';

/** A worker that does what its job says, good or bad. */
serveJobs<string, string>(async (job, send) => {
  const [what, name] = job.split(' ');
  if (what === 'exit') process.exit(7);
  if (what === 'throw') throw new TypeError('member JONES is not a function');
  if (what === 'spin') for (;;);
  if (what === 'exhaust') {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(100_000).fill(name));
  }
  const messages = what === 'count' ? 20 : 1;
  for (let at = 0; at < messages; at++) await send(`${name} ${at}`);
  // What goes wrong after the job was done, while the worker waits for the next.
  if (what === 'say-then-exit') setTimeout(() => process.exit(7), 100);
  if (what === 'say-then-throw') {
    setTimeout(() => {
      throw new RangeError('late');
    }, 100);
  }
});
