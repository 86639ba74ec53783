import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PriorAuthorizationCommand } from '../../src/domain/prior-authorization/command.js';
import { priorAuthorizationTables } from '../../src/gateway/handlers.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { carryOut } from '../../src/review/carry-out.js';
import { systemClock } from '../../src/support/clock.js';
import { documentsFile, membersOf, requestsFile } from '../crash/requests.js';
import { receipt } from '../store/material.js';
import { SmallDisk } from '../support/small-disk.js';
import { Installation, until } from './installation.js';

const NEEDS_MOUNT = 'needs the right to mount a small file system';

let installation: Installation;
let disk: SmallDisk | undefined;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(async () => {
  disk?.free();
  // A gateway that still runs has files open there.
  await installation.stop();
  disk?.unmount();
  disk = undefined;
  await installation.remove();
});

const logged = (text: string) => installation.log.lines.filter((line) => line.includes(text));

/** Mounts a disk of its own at a folder; false when nobody may mount here. */
function smallDiskAt(folder: string): boolean {
  disk = new SmallDisk(folder);
  return disk.isMounted;
}

/** Files below a folder, hidden ones and the disk's ballast left out. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && entry.name !== 'ballast')
    .map(({ name }) => name);
}

function lay(name: string, content: string): void {
  const { attachments } = installation.folder.partner(installation.partner);
  mkdirSync(attachments, { recursive: true });
  writeFileSync(join(attachments, name), content);
}

describe('a document that comes while the disk of documents is full', () => {
  const ways = [
    ['as a file', () => lay('note.txt', 'Walks again. '.repeat(20_000))],
    ['in a 275', () => installation.drop('documents.x12', documentsFile())],
  ] as const;
  for (const [how, bring] of ways) {
    it(`${how} waits, counts as no attempt, and is taken once when there is room`, async (test) => {
      if (!smallDiskAt(installation.folder.documents)) return test.skip(NEEDS_MOUNT);
      disk!.leave(8);
      bring();
      const gateway = await installation.start();
      await until(() => logged('"disk-full"').length > 0);
      await installation.withLedger((ledger) => {
        const [submission] = ledger.unfinished();
        expect(submission).toMatchObject({ failures: 0 });
        expect(ledger.documents({}, 0, 10).rows).toEqual([]);
      });
      expect(filesBelow(installation.folder.documents)).toEqual([]);
      disk!.free();
      await until(() => installation.withLedger((ledger) => ledger.unfinished().length === 0));
      await gateway.stop();
      await installation.withLedger((ledger) => {
        const [submission] = ledger.submissions({}, 0, 10).rows;
        expect(submission).toMatchObject({ state: 'applied', failures: 0 });
        const stored = ledger.documents({}, 0, 10).rows.filter(({ state }) => state !== 'refused');
        expect(filesBelow(installation.folder.documents).sort()).toEqual(
          stored.map(({ document }) => document.sha256).sort(),
        );
        expect(ledger.check()).toEqual([]);
      });
    }, 60_000);
  }
});

describe('what was being written when the power failed', () => {
  it('is removed from the document store at the start, though no document comes', async () => {
    const { documents } = installation.folder;
    mkdirSync(documents, { recursive: true });
    // No process has so high a number.
    writeFileSync(join(documents, '.x12gw-99999999-0123abcd-00000000-0000-4000-8000-000000000000.part'), 'half');
    await installation.runOnce();
    expect(readdirSync(documents)).toEqual([]);
  });
});

describe('a letter that is made while the disk of the mail hand-off is full', () => {
  /** Carries out a command on the first request. */
  async function order(command: PriorAuthorizationCommand): Promise<void> {
    await installation.withLedger(async (ledger) => {
      const number = ledger.priorAuthorizations({}, 0, 1).rows[0]!.trackingNumber;
      const tables = priorAuthorizationTables(loadSchemas(defaultSchemasRoot()), 'neutral');
      const desk = { ledger, tables, payer: installation.configuration.payer, clock: systemClock };
      const result = await carryOut(desk, { number, command, actor: 'reviewer', channel: 'command' });
      expect(result.kind).toBe('done');
    });
  }

  it('holds up no other answer, and lies there once with its three files when there is room', async (test) => {
    const now = new Date().toISOString();
    await installation.withLedger(async (ledger) => {
      const edition = await ledger.beginReference('members', 'test', now);
      await ledger.putReferenceRows(edition, membersOf([requestsFile()]));
      await ledger.completeReference(edition, now);
    });
    installation.drop('requests.x12', requestsFile());
    await installation.runOnce();
    await order({ kind: 'take' });
    await order({ kind: 'decide', decisions: [{ lineNumber: 1, outcome: 'approved' }] });
    if (!smallDiskAt(installation.folder.letters)) return test.skip(NEEDS_MOUNT);
    disk!.leave(0);
    await installation.runOnce();
    expect(logged('answer not written')).toHaveLength(1);
    expect(filesBelow(installation.folder.letters)).toEqual([]);
    expect(installation.outboxNames().filter((name) => name.includes('.notice.'))).toHaveLength(2);
    disk!.free();
    await installation.runOnce();
    expect(filesBelow(installation.folder.letters).sort()).toEqual(
      ['json', 'pdf', 'txt'].map((extension) => `S00000001.letter.${extension}`),
    );
    await installation.withLedger((ledger) => expect(ledger.reconcile()).toEqual([]));
  }, 60_000);
});

describe('a document of a partner that is not registered any more', () => {
  it.each(['attachments', 'inbox'] as const)(
    'goes into quarantine from the %s, and the others are taken',
    async (channel) => {
      await installation.withLedger((ledger) =>
        ledger.recordReceipt(receipt({ partnerId: 'gone', channel, senderFileName: '~note.txt' })),
      );
      lay('note.txt', 'Walks again.');
      await installation.runOnce();
      await installation.withLedger((ledger) => {
        const states = ledger.submissions({}, 0, 10).rows.map(({ partnerId, state }) => [partnerId, state]);
        expect(states).toEqual([
          ['gone', 'quarantined'],
          [installation.partner, 'applied'],
        ]);
      });
    },
    60_000,
  );
});
