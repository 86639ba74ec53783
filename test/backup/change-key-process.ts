// `node --import test/support/typescript.mjs change-key-process.ts DATA compact|rekey [KEY [NEW KEY]]`: what the ledger
// commands do, in a process that the test kills.
import { changeLedgerKey, compactLedger } from '../../src/backup/change-key.js';
import { DataFolder } from '../../src/ingest/data-folder.js';

const [, , data = '', action = '', from = '', to = ''] = process.argv;
const order = { actor: 'ann', now: '2031-03-01T12:00:00.000Z' };
const key = (keyFile: string) => (keyFile === '' ? {} : { keyFile });
if (action === 'compact') await compactLedger(new DataFolder(data), key(from), order);
else await changeLedgerKey(new DataFolder(data), key(from), key(to), order);
