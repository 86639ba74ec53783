import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/store/ledger.js';
import { openLedger } from '../../../src/store/sqlite/open.js';
import { type Asked, RudeServer, STATUS } from '../../sftp/rude-server.js';
import { caseInput, Installation, numbered, until } from '../installation.js';
import { startCalling } from './sftp-side.js';

let server: RudeServer;
let installation: Installation;
/** What the tests look into while they wait. */
let opened: Ledger | undefined;
const ledgerOf = (): Ledger => {
  opened ??= openLedger(installation.folder.ledgerFile);
  return opened;
};
beforeEach(async () => {
  server = await RudeServer.start();
  installation = await new Installation().prepare();
  mkdirSync(installation.folder.sftp, { recursive: true });
  writeFileSync(join(installation.folder.sftp, 'password'), 'any', { mode: 0o600 });
  const endpoint = server.settings({ password: { file: 'password' }, pollSeconds: 1 });
  writeFileSync(join(installation.folder.sftp, `${installation.partner}.yaml`), JSON.stringify(endpoint));
});
afterEach(async () => {
  await installation.stop();
  opened?.close();
  opened = undefined;
  await installation.remove();
  await server.close();
});

const logged = (event: string) =>
  installation.log.lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);
const waiting = () =>
  ledgerOf()
    .answersToUpload(installation.partner, 0, 100)
    .map(({ type }) => type);
const resting = () => ledgerOf().sftpFileTroubles(installation.partner);
const submissions = () => ledgerOf().submissions({}, 0, 100).rows.length;
const uploaded = () => server.names('/out').filter((name) => !name.startsWith('.'));

/** Refuses to open what is to be written, where the name says so. */
const refusing =
  (isMeant: (path: string) => boolean) =>
  ({ request, path, channel, id }: Asked): boolean => {
    if (request !== 'OPEN' || !path.startsWith('/out/') || !isMeant(path)) return false;
    channel.status(id, STATUS.FAILURE);
    return true;
  };

describe('answers for a server that answers FAILURE', () => {
  it('to one of them go out but for that one, which is seen, kept, and uploaded once it is taken', async () => {
    server.answer = refusing((path) => path.includes('.999.'));
    installation.drop('dropped.x12', caseInput('278-clean'));
    const running = await startCalling(installation);
    await until(() => uploaded().length > 0 && waiting().length === 1 && resting().length > 0);
    expect(waiting()).toEqual(['999']);
    expect(resting()).toMatchObject([{ direction: 'out', error: 'sftp-remote-refused', files: 1 }]);
    expect(logged('answer not uploaded')).toMatchObject([{ type: '999', error: 'sftp-remote-refused' }]);
    expect(logged('sftp server in trouble')).toEqual([]);
    server.answer = () => false;
    await running.reload();
    await until(() => waiting().length === 0 && resting().length === 0);
    expect(uploaded().some((name) => name.includes('.999.'))).toBe(true);
    await running.stop();
  });

  it('to all of them, as with a full disk, wait without a hot loop, are told of as the server’s, and lose nothing', async () => {
    server.answer = ({ request, channel, id }) => {
      if (request === 'WRITE') channel.status(id, STATUS.FAILURE);
      return request === 'WRITE';
    };
    for (let file = 1; file <= 3; file++) installation.drop(`${file}.x12`, numbered(caseInput('278-clean'), file));
    const running = await startCalling(installation);
    await until(() => logged('sftp server in trouble').length > 0);
    expect(logged('sftp server in trouble')).toMatchObject([{ error: 'sftp-remote-failed' }]);
    const answers = waiting().length;
    expect(answers).toBeGreaterThanOrEqual(6);
    expect(uploaded()).toEqual([]);
    // Four at a time and one round after another, with growing pauses.
    expect(server.count('WRITE')).toBeLessThan(40);
    expect(ledgerOf().sftpServer(installation.partner)).toMatchObject({
      state: 'working',
      error: 'sftp-remote-failed',
    });
    // What is fetched meanwhile says nothing of what cannot be put there.
    server.put('theirs.x12', numbered(caseInput('278-clean'), 9));
    await until(() => submissions() === 4);
    expect(logged('sftp server works')).toEqual([]);
    server.answer = () => false;
    await running.reload();
    await until(() => waiting().length === 0 && resting().length === 0);
    expect(uploaded().length).toBeGreaterThan(answers);
    await running.stop();
  });
});

describe('a server that talks nonsense', () => {
  it('ends no gateway: the partner’s own inbox goes on, and its server when it has come to its senses', async () => {
    let nonsense = 0;
    server.answer = ({ request, channel, id }) => {
      if (request === 'CLOSE') return false;
      nonsense++;
      if (nonsense % 3 === 0) channel.name(id, []);
      else if (nonsense % 3 === 1) channel.status(id, STATUS.OK);
      else channel.end();
      return true;
    };
    server.put('theirs.x12', caseInput('278-clean'));
    const running = await startCalling(installation);
    installation.drop('dropped.x12', numbered(caseInput('278-clean'), 7));
    await until(() => submissions() === 1 && logged('sftp server in trouble').length > 0 && nonsense > 6);
    server.answer = () => false;
    await running.reload();
    await until(() => submissions() === 2 && waiting().length === 0);
    await running.stop();
  });
});
