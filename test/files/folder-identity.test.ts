import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { folderIdentity } from '../../src/files/folder-identity.js';

it('of a folder made in the same moment as those above it is what it stays', async () => {
  const root = mkdtempSync(join(tmpdir(), 'x12gw-identity-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, 'partner', 'outbox');
  mkdirSync(folder, { recursive: true });
  const first = await folderIdentity(folder);
  await pause(20);
  writeFileSync(join(folder, 'answer'), '');
  expect(await folderIdentity(folder)).toBe(first);
});
