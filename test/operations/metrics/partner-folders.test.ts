import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderIdentity } from '../../../src/files/folder-identity.js';
import { PartnerFolders } from '../../../src/operations/metrics/partner-folders.js';
import { temporaryFolder } from '../../store/material.js';

describe('a look at partners’ folders', () => {
  it('finds an outbox down while another folder stands in its place', async () => {
    const [inbox, outbox] = ['inbox', 'outbox'].map((name) => join(temporaryFolder(), name)) as [string, string];
    for (const folder of [inbox, outbox]) mkdirSync(folder);
    const partner = { id: 'acme', inbox, outbox, outboxFolder: await folderIdentity(outbox) };
    const look = async () => (await new PartnerFolders().look([partner]))[0];
    expect(await look()).toEqual({ id: 'acme', inbox: true, outbox: true });
    renameSync(outbox, `${outbox}.mounted`);
    mkdirSync(outbox);
    expect(await look()).toEqual({ id: 'acme', inbox: true, outbox: false });
  });
});
