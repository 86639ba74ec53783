import { openLedger } from '../../src/store/sqlite/open.js';

// A process of its own that adds lines to the audit trail of a ledger, several to a commit, and seals now and then.
const [path = '', actor = '', lines = ''] = process.argv.slice(2);
const ledger = openLedger(path);
for (let line = 0; line < Number(lines); line += 4) {
  await Promise.all(
    [0, 1, 2, 3].map((part) =>
      ledger.addAudit({
        at: '2031-03-01T12:00:00.000Z',
        actor,
        action: 'put-partner',
        subject: 'acme',
        details: { line: line + part },
      }),
    ),
  );
  if (line % 20 === 0) await ledger.sealAudit('2031-03-01T12:00:00.000Z', () => '');
}
ledger.close();
