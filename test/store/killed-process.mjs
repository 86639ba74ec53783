// Commits receipts, several at a time, and prints the number of each as soon as its promise has resolved. Never ends.
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , compiled, path] = process.argv;
const { openLedger } = await import(pathToFileURL(compiled).href);
const ledger = openLedger(path);
for (let n = 0; ; n++) {
  const receipts = [0, 1, 2, 3].map((part) => ({
    arrivalId: `${n}-${part}`,
    channel: 'inbox',
    partnerId: 'acme',
    sha256: 'f'.repeat(64),
    bytes: 1,
    originalPath: 'originals/x',
    senderFileName: 'x',
    receivedAt: '2031-03-01T12:00:00.000Z',
    actor: '',
  }));
  await Promise.all(
    receipts.map(async (receipt) => {
      await ledger.recordReceipt(receipt);
      writeSync(1, `${receipt.arrivalId}\n`);
    }),
  );
}
