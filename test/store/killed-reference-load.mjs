// Completes one small reference file, then loads another batch by batch and prints the number of rows as each is committed. Never ends.
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , compiled, path] = process.argv;
const { openLedger } = await import(pathToFileURL(compiled).href);
const ledger = openLedger(path);
const now = '2031-03-01T12:00:00.000Z';

/** The row of the nth procedure. */
function service(n, reviewedBy) {
  const code = `A${String(n).padStart(4, '0')}`;
  return { from: code, to: code, needsAuthorization: true, isDrug: false, reviewedBy };
}

const before = await ledger.beginReference('services', 'ann', now);
await ledger.putReferenceRows(before, [service(0, 'before')]);
await ledger.completeReference(before, now);
const edition = await ledger.beginReference('services', 'ann', now);
for (let n = 0; ; n += 10) {
  const rows = Array.from({ length: 10 }, (_, at) => service(n + at, 'after'));
  await ledger.putReferenceRows(edition, rows);
  writeSync(1, `${n + 10} rows of the new edition\n`);
}
