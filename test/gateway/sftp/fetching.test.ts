import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fetching } from '../../../src/gateway/sftp/fetching.js';
import { LedgerMemory } from '../../../src/gateway/sftp/memory.js';
import { FetchedSource } from '../../../src/ingest/fetched-source.js';
import { checkEndpoint } from '../../../src/sftp/endpoint.js';
import { remoteFileKey } from '../../../src/sftp/remote-file.js';
import type { Ledger } from '../../../src/store/ledger.js';
import { openLedger } from '../../../src/store/sqlite/open.js';
import { systemClock } from '../../../src/support/clock.js';
import { bytesOf, errorOf, IN_A_HURRY } from '../../sftp/remote-side.js';
import { type Asked, RudeServer, STATUS } from '../../sftp/rude-server.js';
import { Installation } from '../installation.js';

let server: RudeServer;
let installation: Installation;
let ledger: Ledger;
beforeEach(async () => {
  server = await RudeServer.start();
  installation = await new Installation().prepare();
  ledger = openLedger(installation.folder.ledgerFile);
});
afterEach(async () => {
  await server.close();
  ledger.close();
  await installation.remove();
});

/** What fetches from the server into the installation, as in a gateway that has just started. */
function begin(settings: object = {}): Fetching {
  const { folder, partner: partnerId, log: logger } = installation;
  const checked = checkEndpoint(server.settings(settings));
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  const observe = async () => undefined;
  const gateway = { ledger, folder, clock: systemClock, logger, observe, outgoing: undefined as never };
  return new Fetching({
    gateway,
    partnerId,
    endpoint: checked.endpoint,
    server: server.partner(settings, {
      memory: new LedgerMemory(ledger, partnerId),
      resilience: { ...IN_A_HURRY, retries: 0, failuresToRest: 1_000 },
    }),
    isOver: () => false,
    memory: new LedgerMemory(ledger, partnerId),
    source: new FetchedSource({ folder, ledger, clock: systemClock, observe }),
    onReceived: () => undefined,
  });
}

/** Several rounds, each at once and with everything due; gives the error codes they ended with. */
async function rounds(fetching: Fetching, count: number): Promise<(string | undefined)[]> {
  const codes: (string | undefined)[] = [];
  for (let round = 0; round < count; round++) {
    fetching.troubles.tryNow();
    codes.push((await errorOf(fetching.round())).code);
  }
  return codes;
}

const received = (): string[] =>
  ledger
    .submissions({}, 0, 1_000)
    .rows.map(({ senderFileName }) => senderFileName)
    .sort();
const digests = (): string[] => ledger.submissions({}, 0, 1_000).rows.map(({ sha256 }) => sha256);
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const logged = (event: string) =>
  installation.log.lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);
/** Has requests of one file, or of all, answered with FAILURE. */
const refuse =
  (request: string, path?: string) =>
  (asked: Asked): boolean => {
    if (asked.request !== request || (path !== undefined && asked.path !== path)) return false;
    asked.channel.status(asked.id, STATUS.FAILURE);
    return true;
  };

describe('a file that the server answers with FAILURE', () => {
  it.each(['OPEN', 'LSTAT', 'READ'])('at %s rests, told of once, while the others are fetched', async (request) => {
    for (const name of ['bad.x12', 'a.x12', 'b.x12', 'c.x12']) server.put(name, `ISA ${name}`);
    server.answer = refuse(request, '/in/bad.x12');
    const fetching = begin({ parallelTransfers: 1 });
    expect(await rounds(fetching, 4)).toEqual([undefined, undefined, undefined, undefined]);
    expect(received()).toEqual(['a.x12', 'b.x12', 'c.x12']);
    expect(server.names('/in')).toEqual(['bad.x12']);
    expect(logged('file not fetched')).toMatchObject([{ error: 'sftp-remote-refused' }]);
    expect(installation.log.lines.join()).not.toContain('bad.x12');
    expect(fetching.troubles.all()).toMatchObject([{ error: 'sftp-remote-refused', files: 1 }]);
    // While it rests it is not asked for.
    const before = server.count(request, '/in/bad.x12');
    const key = remoteFileKey({ name: 'bad.x12', bytes: 11, modified: 1_700_000_000 });
    for (let failure = 0; failure < 10; failure++) fetching.troubles.failed(key, 'sftp-remote-refused', '');
    for (let round = 0; round < 3; round++) await fetching.round();
    expect(server.count(request, '/in/bad.x12')).toBe(before);
    server.answer = () => false;
    await rounds(fetching, 2);
    expect(received()).toContain('bad.x12');
    expect(fetching.troubles.all()).toEqual([]);
  });

  it('is the server’s trouble when all are, which does not go on to the next file, and loses none', async () => {
    for (let file = 0; file < 40; file++) server.put(`${file}.x12`, `ISA ${file}`);
    server.answer = refuse('OPEN');
    const fetching = begin({ parallelTransfers: 1 });
    expect(await rounds(fetching, 3)).toEqual([undefined, 'sftp-remote-failed', 'sftp-remote-failed']);
    expect(server.count('OPEN')).toBeLessThan(10);
    expect(received()).toEqual([]);
    expect(server.names('/in')).toHaveLength(40);
    server.answer = () => false;
    expect((await rounds(fetching, 3)).at(-1)).toBeUndefined();
    expect(received()).toHaveLength(40);
    expect(server.names('/in')).toEqual([]);
  });

  it('when it is removed rests, and is neither fetched nor read again', async () => {
    server.put('stays.x12', 'ISA');
    server.answer = refuse('REMOVE');
    const fetching = begin();
    await rounds(fetching, 6);
    expect(received()).toEqual(['stays.x12']);
    expect(logged('fetched file not settled')).toMatchObject([{ error: 'sftp-remote-refused' }]);
    expect(server.count('OPEN')).toBe(1);
    server.answer = () => false;
    await rounds(fetching, 1);
    expect(server.names('/in')).toEqual([]);
    expect(ledger.fetchedKeys(installation.partner)).toEqual([]);
  });
});

describe('a file', () => {
  it('comes to its turn behind more files that rest than are looked at in one poll', async () => {
    for (const name of ['bad 1', 'bad 2', 'bad 3', 'good']) server.put(name, `ISA ${name}`);
    server.answer = (asked) => {
      if (asked.request !== 'OPEN' || !asked.path.includes('bad')) return false;
      asked.channel.status(asked.id, STATUS.DENIED);
      return true;
    };
    const fetching = begin({ mostFiles: 2 });
    // Here the rests last: each round takes what is left.
    for (let round = 0; round < 6; round++) {
      await fetching.round();
      for (const name of ['bad 1', 'bad 2', 'bad 3']) {
        const key = remoteFileKey({ name, bytes: 9, modified: 1_700_000_000 });
        if (!fetching.troubles.isResting(key)) continue;
        for (let failure = 0; failure < 10; failure++) fetching.troubles.failed(key, 'sftp-remote-denied', '');
      }
    }
    expect(received()).toEqual(['good']);
    expect(fetching.troubles.all()).toMatchObject([{ error: 'sftp-remote-denied', files: 3 }]);
  });

  it('larger than the endpoint allows stays on the server, unread and told of once', async () => {
    server.put('large.x12', bytesOf(2_000));
    server.put('good.x12', 'ISA');
    const fetching = begin({ largestFileBytes: 1_999 });
    await rounds(fetching, 4);
    expect(received()).toEqual(['good.x12']);
    expect(server.names('/in')).toEqual(['large.x12']);
    expect(server.count('OPEN', '/in/large.x12')).toBe(0);
    expect(logged('file not fetched')).toMatchObject([{ error: 'sftp-file-too-large' }]);
    expect(fetching.troubles.all()).toMatchObject([{ error: 'sftp-file-too-large', files: 1 }]);
    // When the partner has taken it away, nobody is told of it any more.
    server.files.clear();
    await rounds(fetching, 1);
    expect(fetching.troubles.all()).toEqual([]);
  });

  it('that gives more than was listed is not taken for whole, and stays', async () => {
    const attributes = { mode: 0o100644, size: 3, mtime: 1, atime: 1 };
    server.put('longer.x12', 'ISA and more', { attributes });
    await rounds(begin(), 4);
    expect(received()).toEqual([]);
    expect(server.names('/in')).toEqual(['longer.x12']);
  });

  it('that the server does not tell the size of is left there, and told of once', async () => {
    server.put('untold.x12', 'ISA', { attributes: { mode: 0o100644, mtime: 1, atime: 1 } });
    await rounds(begin(), 4);
    expect(server.names('/in')).toEqual(['untold.x12']);
    expect(logged('files left alone')).toMatchObject([{ reason: 'untold', files: 1 }]);
  });

  it('whose transfer ends the connection each time does not keep the others from being fetched', async () => {
    for (const name of ['bad.x12', 'a.x12', 'b.x12']) server.put(name, `ISA ${name}`);
    server.answer = ({ request, path, channel }) => {
      if (request !== 'READ' || path !== '/in/bad.x12') return false;
      channel.end();
      return true;
    };
    const fetching = begin({ parallelTransfers: 1 });
    const codes = [];
    for (let round = 0; round < 3; round++) codes.push((await errorOf(fetching.round())).code);
    expect(codes).toEqual([undefined, 'sftp-connection-lost', undefined]);
    expect(received()).toEqual(['a.x12', 'b.x12']);
    await rounds(fetching, 6);
    expect(logged('file not fetched')).toMatchObject([{ error: 'sftp-connection-lost' }]);
  });
});

describe('a file that stays on the server', () => {
  it('is fetched once, restarts included, and read no more', async () => {
    server.put('kept.x12', 'ISA');
    for (let start = 0; start < 3; start++) await rounds(begin({ afterDownload: 'keep' }), 4);
    expect(received()).toEqual(['kept.x12']);
    expect(server.names('/in')).toEqual(['kept.x12']);
    expect(server.count('OPEN')).toBe(1);
  });
});

describe('a file that an earlier run had fetched', () => {
  const LOOKS = { name: 'daily.x12', bytes: 3, modified: 1_700_000_000 };

  /** The receipt of an earlier run that was cut off before it had noted the settling. */
  async function fetchedEarlier(content: string): Promise<void> {
    const receipt = {
      arrivalId: 'earlier',
      channel: 'sftp' as const,
      partnerId: installation.partner,
      sha256: digestOf(content),
      bytes: content.length,
      originalPath: 'originals/earlier',
      senderFileName: LOOKS.name,
      receivedAt: '2026-01-01T00:00:00.000Z',
      actor: '',
    };
    await ledger.recordFetched(receipt, remoteFileKey(LOOKS));
  }

  it.each(['delete', 'archive'])('is settled (%s) without being fetched again when it is the same', async (after) => {
    await fetchedEarlier('one');
    server.put(LOOKS.name, 'one');
    server.files.set('/done', { content: Buffer.alloc(0), modified: 1, attributes: { mode: 0o040755 } });
    await rounds(begin({ afterDownload: after, archive: '/done' }), 2);
    expect(digests()).toEqual([digestOf('one')]);
    expect(server.files.has('/in/daily.x12')).toBe(false);
    expect(server.files.has('/done/daily.x12')).toBe(after === 'archive');
    expect(ledger.fetchedKeys(installation.partner)).toEqual([]);
  });

  it.each(['delete', 'archive'])(
    'is fetched before it is settled (%s) when only its looks are the same',
    async (after) => {
      await fetchedEarlier('one');
      server.put(LOOKS.name, 'two');
      server.files.set('/done', { content: Buffer.alloc(0), modified: 1, attributes: { mode: 0o040755 } });
      let removedUnfetched = 0;
      server.answer = ({ request, path }) => {
        const isSettled = (request === 'REMOVE' || request === 'RENAME') && path === '/in/daily.x12';
        if (isSettled && !digests().includes(digestOf('two'))) removedUnfetched++;
        return false;
      };
      await rounds(begin({ afterDownload: after, archive: '/done' }), 4);
      expect(removedUnfetched).toBe(0);
      expect(digests().sort()).toEqual([digestOf('one'), digestOf('two')].sort());
      expect(server.files.has('/in/daily.x12')).toBe(false);
      expect(ledger.fetchedKeys(installation.partner)).toEqual([]);
    },
  );

  it('is read anew after a look that failed, since it may have been replaced meanwhile', async () => {
    server.put(LOOKS.name, 'one');
    server.answer = refuse('REMOVE');
    const fetching = begin();
    await rounds(fetching, 3);
    expect(digests()).toEqual([digestOf('one')]);
    server.answer = refuse('OPENDIR');
    expect(await rounds(fetching, 1)).toEqual(['sftp-remote-failed']);
    server.put(LOOKS.name, 'two');
    server.answer = () => false;
    await rounds(fetching, 4);
    expect(digests().sort()).toEqual([digestOf('one'), digestOf('two')].sort());
    expect(server.names('/in')).toEqual([]);
  });
});
