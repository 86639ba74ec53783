// `node --import test/support/typescript.mjs reference-import-process.ts FOLDER FILE`: imports services into the ledger of
// the folder and tells each batch; the test kills it half-way.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { importReference } from '../../../src/operations/reference/reference-import.js';
import { openLedger } from '../../../src/store/sqlite/open.js';

const [, , folder = '', file = ''] = process.argv;
const ledger = openLedger(join(folder, 'ledger.db'));
const telling = {
  ...ledger,
  putReferenceRows: async (...given: Parameters<typeof ledger.putReferenceRows>) => {
    await ledger.putReferenceRows(...given);
    writeSync(1, 'batch\n');
  },
};
const anything = { location: /./u, memberId: undefined, states: new Set<string>(), assignments: new Map(), today: '' };
await importReference(
  { ledger: telling, lockFile: join(folder, 'reference-import.db'), rules: anything },
  { kind: 'services', file, isDryRun: false, allowSmaller: false, actor: 'killed', now: '2031-03-01T12:00:00.000Z' },
);
writeSync(1, 'done\n');
