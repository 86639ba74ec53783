import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachmentNamesIn, claimedAttachmentName, numberOfAttachment } from '../../src/ingest/attachment-names.js';
import { DropFolder } from '../../src/ingest/drop-folder.js';
import { installationId } from '../../src/ingest/installation.js';
import { Intake } from '../../src/ingest/intake.js';
import { concurrencyLimit } from '../../src/ingest/limit.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { Installation } from '../gateway/installation.js';

const NUMBER = '1000000042';

let installation: Installation;
let ledger: Ledger;
let attachments: string;
let now = Date.parse('2026-01-05T12:00:00Z');
const clock = { now: () => new Date(now) };

beforeEach(async () => {
  installation = await new Installation().prepare();
  ledger = openLedger(installation.folder.ledgerFile);
  ({ attachments } = installation.folder.partner(installation.partner));
  mkdirSync(join(attachments, NUMBER), { recursive: true });
});
afterEach(async () => {
  ledger.close();
  await installation.remove();
});

async function documentFolder(name = installation.folder.installationFile): Promise<DropFolder> {
  const { folder, partner, log } = installation;
  const claims = { folder, installation: await installationId(name), lane: 'attachments' as const };
  return new DropFolder({
    partnerId: partner,
    inbox: attachments,
    namesIn: attachmentNamesIn,
    claimedName: claimedAttachmentName,
    intake: new Intake({ ...claims, ledger, clock, observe: () => undefined }),
    times: { quiet: 1_000, cutOff: 5_000 },
    clock,
    logger: log,
    limit: concurrencyLimit(16),
    onReceived: () => undefined,
  });
}

/** Scans twice with the quiet time between. */
async function settle(...folders: readonly DropFolder[]): Promise<void> {
  for (const folder of folders) await folder.scan();
  now += 1_000;
  await Promise.all(folders.map((folder) => folder.scan()));
  await Promise.all(folders.map((folder) => folder.idle()));
}

/** A file in the folder of the PA. */
function lay(name: string | Buffer, content = 'content'): Buffer {
  const path = Buffer.concat([Buffer.from(`${join(attachments, NUMBER)}/`), Buffer.from(name)]);
  writeFileSync(path, content);
  return path;
}

const received = () => ledger.unfinished().map((submission) => submission.senderFileName);

describe('the document folder of a partner', () => {
  it.each([
    ['bytes that are no UTF-8', Buffer.from([0xe9, 0x2e, 0x70, 0xff])],
    ['a line end', 'one\ntwo.pdf'],
    ['255 bytes', `${'x'.repeat(251)}.pdf`],
    ['255 bytes that are no UTF-8', Buffer.alloc(255, 0xe9)],
    ['characters of three bytes up to 255', '\u20ac'.repeat(85)],
    ['dots and what leads elsewhere in other systems', 'x..\\..%2f..'],
    ['the separator of ours', '~1000000099~.pdf'],
  ])('takes a name of %s, and its PA stays known', async (_what, name) => {
    lay(name);
    await settle(await documentFolder());
    expect(received()).toHaveLength(1);
    expect(numberOfAttachment(received()[0]!)).toBe(NUMBER);
    expect(readdirSync(join(attachments, NUMBER))).toEqual([]);
  });

  it('follows no link, opens no pipe, and says so once without a name', async () => {
    writeFileSync(join(installation.root, 'elsewhere'), 'not for us');
    symlinkSync(join(installation.root, 'elsewhere'), join(attachments, NUMBER, 'SECRET-link.pdf'));
    symlinkSync(installation.root, join(attachments, '1000000043'));
    expect(spawnSync('mkfifo', [join(attachments, NUMBER, 'SECRET-pipe')]).status).toBe(0);
    mkdirSync(join(attachments, NUMBER, 'SECRET-folder'));
    const folder = await documentFolder();
    await settle(folder);
    await settle(folder);
    expect(received()).toEqual([]);
    expect(existsSync(join(installation.root, 'elsewhere'))).toBe(true);
    expect(installation.log.lines.filter((line) => line.includes('not-a-regular-file'))).toHaveLength(4);
    expect(installation.log.lines.join()).not.toContain('SECRET');
  });

  it('takes a file with a second name elsewhere, which keeps its bytes and cannot change ours', async () => {
    const elsewhere = join(installation.root, 'elsewhere');
    writeFileSync(elsewhere, 'before');
    linkSync(elsewhere, join(attachments, NUMBER, 'linked.pdf'));
    await settle(await documentFolder());
    writeFileSync(elsewhere, 'after');
    const [submission] = ledger.unfinished();
    expect(readFileSync(installation.folder.inside(submission!.originalPath), 'utf8')).toBe('before');
  });

  it('waits anew for a document that is replaced between two looks', async () => {
    const path = lay('lab.pdf', 'first');
    const folder = await documentFolder();
    await folder.scan();
    writeFileSync(join(installation.root, 'second'), 'other');
    renameSync(join(installation.root, 'second'), path);
    now += 1_000;
    await folder.scan();
    await folder.idle();
    expect(received()).toEqual([]);
    await settle(folder);
    const [submission] = ledger.unfinished();
    expect(readFileSync(installation.folder.inside(submission!.originalPath), 'utf8')).toBe('other');
  });

  it('shared by two gateways gives each document to exactly one of them', async () => {
    for (let at = 0; at < 40; at++) lay(`${at}.pdf`, `document ${at}`);
    const other = join(installation.root, 'other-installation');
    await settle(await documentFolder(), await documentFolder(other));
    expect(received()).toHaveLength(40);
    expect(new Set(received()).size).toBe(40);
  });

  it('goes on with the others when one folder must not be read, and says so once', async () => {
    lay('lab.pdf');
    const closed = join(attachments, '1000000043');
    mkdirSync(closed);
    writeFileSync(join(closed, 'hidden.pdf'), 'content');
    await installation.asOrdinaryUser(async () => {
      chmodSync(closed, 0);
      const folder = await documentFolder();
      await settle(folder);
      await settle(folder);
      expect(received()).toEqual([`${NUMBER}~lab.pdf`]);
      expect(installation.log.lines.filter((line) => line.includes('left in the inbox'))).toHaveLength(1);
      chmodSync(closed, 0o750);
      await settle(folder);
    });
    expect(received()).toContain('1000000043~hidden.pdf');
  });

  it('that must not be read is said once, and read as soon as it may be', async () => {
    lay('lab.pdf');
    await installation.asOrdinaryUser(async () => {
      chmodSync(attachments, 0);
      const folder = await documentFolder();
      await settle(folder);
      await settle(folder);
      expect(installation.log.lines.filter((line) => line.includes('inbox-unreadable'))).toHaveLength(1);
      chmodSync(attachments, 0o750);
      await settle(folder);
    });
    expect(received()).toEqual([`${NUMBER}~lab.pdf`]);
  });

  it('takes documents out of a folder that is called by no number, as those of no PA', async () => {
    mkdirSync(join(attachments, 'for dr smith'));
    writeFileSync(join(attachments, 'for dr smith', 'lab.pdf'), 'content');
    await settle(await documentFolder());
    expect(received()).toEqual(['~lab.pdf']);
    expect(installation.log.lines.join()).not.toContain('smith');
  });

  it('leaves folders in folders alone, and says so once', async () => {
    mkdirSync(join(attachments, NUMBER, 'deeper'), { recursive: true });
    writeFileSync(join(attachments, NUMBER, 'deeper', 'lab.pdf'), 'content');
    const folder = await documentFolder();
    await settle(folder);
    await settle(folder);
    expect(received()).toEqual([]);
    expect(installation.log.lines.filter((line) => line.includes('not-a-regular-file'))).toHaveLength(1);
  });

  it('names ten thousand documents in a second', async () => {
    for (let at = 0; at < 100; at++) {
      const folder = join(attachments, String(1_000_001_000 + at));
      mkdirSync(folder);
      for (let file = 0; file < 90; file++) writeFileSync(join(folder, `${file}.pdf`), '');
    }
    for (let at = 0; at < 1_000; at++) writeFileSync(join(attachments, `${at}.pdf`), '');
    const started = performance.now();
    expect(await attachmentNamesIn(attachments)).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(1_000);
    rmSync(attachments, { recursive: true });
  });
});
