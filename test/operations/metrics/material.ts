import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Watched } from '../../../src/operations/metrics/watched.js';
import type { Ledger } from '../../../src/store/ledger.js';

export const NOW = new Date('2031-03-01T12:00:00.000Z');

/** A gateway in which all is well, over a real ledger and real folders. */
export function watched(ledger: Ledger, folder: string, change: Partial<Watched> = {}): Watched {
  const at = NOW.getTime();
  return {
    ledger,
    clock: { now: () => NOW },
    version: '9.9.9',
    dataDirectory: folder,
    partners: () =>
      ledger.partners().map(({ id }) => ({ id, inbox: join(folder, id, 'inbox'), outbox: join(folder, id, 'outbox') })),
    sftpServers: () => [],
    loops: () => ['inboxes', 'delivery'].map((loop) => ({ loop, beatAt: at - 1_000, roundAt: at - 2_000 })),
    troubles: () => [],
    alertCounts: () => [],
    holdsLock: async () => true,
    scanMilliseconds: () => 60_000,
    ...change,
  };
}

export function makeFolders(folder: string, partner: string, ...names: string[]): void {
  for (const name of names) mkdirSync(join(folder, partner, name), { recursive: true });
}

/** Samples by name and labels as written, such as `x12gw_info{version="9.9.9"}`. Every line must be one or a comment. */
export function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([a-z_0-9]+(?:\{[^{}]*\})?) (\S+)$/.exec(line);
    if (match === null) throw new Error(`no sample: ${line}`);
    samples.set(match[1]!, Number(match[2]));
  }
  return samples;
}
