import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureFolder } from '../../../src/files/durable-folder.js';
import type { Ledger } from '../../../src/store/ledger.js';
import { openLedger } from '../../../src/store/sqlite/open.js';
import { claimFile, inquiryFile, statusFile } from '../../gateway/claim-files.js';
import { Installation, until } from '../../gateway/installation.js';
import { publishFile } from '../../gateway/published-files.js';
import { findingsOf } from '../../support/units.js';

const OTHER = 'ferncreek';
let installation: Installation;
/** Kept open: opening it again and again would be in the gateway's way. */
let reader: Ledger;
let asked = 400;

/** One gateway runs for all tests: a clinic with claims in production and test that may ask, and another without either. */
beforeAll(async () => {
  installation = await new Installation().prepare();
  const now = new Date().toISOString();
  await installation.withLedger(async (ledger) => {
    const { providers: _providers, allowances: _allowances, ...clinic } = ledger.partner(installation.partner)!;
    const ids = { id: OTHER, interchangeId: 'FERNCREE02', applicationIds: ['FERNCREE02'], npis: ['1234567893'] };
    const location = { id: 'FERNCREE02', providerId: 'FERNCREE', serviceLocation: '02' };
    await ledger.putPartner({ ...clinic, ...ids, location }, 'test', now);
    for (const usage of ['T', 'P'] as const) {
      const allowance = { transactionSet: '276', usage, state: 'approved' } as const;
      await ledger.putAllowance(installation.partner, allowance, 'test', now);
      if (usage === 'P') await ledger.putAllowance(OTHER, allowance, 'test', now);
    }
  });
  for (const path of Object.values(folderOf(OTHER))) await ensureFolder(path);
  reader = openLedger(installation.folder.ledgerFile);
  await installation.start();
  await send(installation.partner, claimFile(201, 'P'));
  await send(installation.partner, claimFile(202, 'T'));
});
afterAll(async () => {
  reader.close();
  await installation.remove();
});

function folderOf(partner: string): { readonly inbox: string; readonly outbox: string } {
  const { inbox, outbox } = installation.folder.partner(partner);
  return { inbox, outbox };
}

/** Puts a file into an inbox, waits until it has ended, and gives the answers in the partner's outbox by type. */
async function send(partner: string, content: string): Promise<Record<string, string>> {
  const { inbox, outbox } = folderOf(partner);
  const id = reader.submissions({}, 0, 100).rows.length + 1;
  writeFileSync(join(inbox, `${id}.x12`), content, 'latin1');
  await until(() => {
    const isEnded = reader.submission({ id })?.state === 'applied';
    return isEnded && reader.answersOf(id).every(({ state }) => state === 'delivered');
  });
  const mine = readdirSync(outbox).filter((name) => name.startsWith(`S${String(id).padStart(8, '0')}.`));
  return Object.fromEntries(mine.map((name) => [name.split('.')[1]!, readFileSync(join(outbox, name), 'latin1')]));
}

const ask = (usage: 'P' | 'T', below: string): string => inquiryFile(++asked, usage, [below]);

/** Status and claim numbers of a 277, which must be right by its guide. */
function toldIn(answer: string | undefined): string[] {
  const segments = (answer ?? '').split('~').filter((segment) => segment !== '');
  expect(findingsOf(['005010X212-277'], segments.slice(2, -2))).toEqual([]);
  return segments.filter((segment) => /^(TRN|STC|REF\*1K)/.test(segment));
}

describe('a 276 in the inbox', () => {
  it('is answered by a 277 in the outbox, production and test apart', async () => {
    const question = 'TRN*1*ASK-1~REF*EJ*PRC-C-9001~DTP*472*D8*20261028';
    const production = await send(installation.partner, ask('P', question));
    expect(Object.keys(production).sort()).toEqual(['277', '999']);
    expect(production['999']).toContain('AK9*A*1*1*1~');
    expect(production['277']!.slice(0, 106)).toMatch(/\*P\*:~$/);
    expect(toldIn(production['277'])).toEqual([
      'TRN*2*ASK-1',
      expect.stringMatching(/^STC\*A2:20\*\d{8}\*\*100$/),
      'REF*1K*C1000000001',
    ]);
    const test = await send(installation.partner, ask('T', question));
    expect(test['277']!.slice(0, 106)).toMatch(/\*T\*:~$/);
    expect(toldIn(test['277'])).toContain('REF*1K*C9000000001');
    const crossed = await send(installation.partner, ask('T', 'TRN*1*ASK-2~REF*1K*C1000000001'));
    expect(toldIn(crossed['277'])).toEqual(['TRN*2*ASK-2', expect.stringMatching(/^STC\*A4:35/)]);
  });

  it('is told what the claim system published of the claim since', async () => {
    publishFile(
      installation,
      'statuses.x12',
      statusFile(301, 'P', ['STC*F1:65*20261121**100*80*20261118**20261121*EFT-9~REF*1K*PCN-1~REF*EJ*PRC-C-9001']),
    );
    await until(() => reader.claimStatuses('C1000000001').length === 1);
    const { 277: answer } = await send(installation.partner, ask('P', 'TRN*1*ASK-3~REF*1K*PCN-1'));
    expect(toldIn(answer)).toEqual([
      'TRN*2*ASK-3',
      'STC*F1:65*20261121**100*80*20261118**20261121*EFT-9',
      'REF*1K*PCN-1',
    ]);
  });

  it('of another partner learns nothing of the claim, under its own provider or this one', async () => {
    const question = 'TRN*1*ASK-4~REF*EJ*PRC-C-9001~DTP*472*D8*20261028';
    const own = await send(OTHER, inquiryFile(++asked, 'P', [question], { from: 'FERNCREE02', npi: '1234567893' }));
    expect(toldIn(own['277'])).toEqual(['TRN*2*ASK-4', expect.stringMatching(/^STC\*A4:35/)]);
    const foreign = await send(OTHER, inquiryFile(++asked, 'P', [question], { from: 'FERNCREE02' }));
    expect(toldIn(foreign['277'])).toEqual(['TRN*1*0', expect.stringMatching(/^STC\*D0:26:1P/)]);
  });

  it('that its partner may not send is refused by the 999 and changes nothing', async () => {
    const question = 'TRN*1*ASK-5~REF*EJ*PRC-C-9001~DTP*472*D8*20261028';
    const answers = await send(OTHER, inquiryFile(++asked, 'T', [question], { from: 'FERNCREE02', npi: '1234567893' }));
    expect(Object.keys(answers).sort()).toEqual(['999', 'report']);
    expect(answers['999']).toMatch(/AK9\*R\*1\*1\*0/);
    expect(answers.report).toContain('group-not-approved');
  });
});
