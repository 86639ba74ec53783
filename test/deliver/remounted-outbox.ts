/** Says how an outbox is once another file system is mounted in its place; runs where it may mount. Its folder: argument 1. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outboxState, requireOutbox } from '../../src/deliver/outbox-folder.js';

const outbox = process.argv[2]!;
let known = '';
const ledger = {
  outboxFolder: () => known,
  keepOutbox: async (_partnerId: string, folder: string) => {
    known = folder;
  },
};
const require = () => requireOutbox({ ledger, outboxOf: () => outbox }, 'acme');
const mount = () => execFileSync('mount', ['-t', 'tmpfs', 'outbox', outbox]);

mount();
await require();
writeFileSync(join(outbox, 'answer'), '');
await require();
const states = [(await outboxState(outbox, known)).state];
execFileSync('umount', [outbox]);
mount();
states.push((await outboxState(outbox, known)).state);
writeFileSync(join(outbox, 'other'), '');
states.push((await outboxState(outbox, known)).state);
process.stdout.write(JSON.stringify(states));
