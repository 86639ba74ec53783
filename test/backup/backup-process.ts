// `node --import test/support/typescript.mjs backup-process.ts DATA TARGET`: makes a backup and tells each file; the test
// kills it half-way.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeBackup } from '../../src/backup/make-backup.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { openLedger } from '../../src/store/sqlite/open.js';

const [, , data = '', target = ''] = process.argv;
const folder = new DataFolder(data);
await makeBackup({
  folder,
  configurationFile: join(data, 'gateway.yaml'),
  ledgerKey: {},
  ledger: openLedger(folder.ledgerFile),
  target,
  recipients: [],
  verify: true,
  clock: { now: () => new Date() },
  onStep: () => undefined,
  onFile: () => void writeSync(1, 'file\n'),
});
writeSync(1, 'done\n');
