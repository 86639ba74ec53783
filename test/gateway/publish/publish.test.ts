import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Installation, numbered, pendedRequests } from '../installation.js';
import { published, publishFile } from '../published-files.js';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../schemas/published-file.schema.json', import.meta.url), 'utf8'),
);
let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

const rowsOf = (id: number) => installation.withLedger((ledger) => ledger.publicationsOf(id, 0, 100).rows);

/** Files below a folder, as paths relative to it, sorted. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

function reportOf(number: string): { readonly text: string; readonly json: Record<string, unknown> } {
  const path = filesIn(installation.folder.publishReports).find((one) => one.endsWith(`${number}.published.txt`))!;
  const text = readFileSync(join(installation.folder.publishReports, path), 'utf8');
  const json = readFileSync(join(installation.folder.publishReports, path.replace(/txt$/, 'json')), 'utf8');
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  expect(ajv.validate(SCHEMA, JSON.parse(json)), ajv.errorsText()).toBe(true);
  return { text, json: JSON.parse(json) };
}

describe('a file in publish/', () => {
  it('is split by interchange, each byte for byte to its receiver, test apart from production', async () => {
    const remittance = published({ controlNumber: 1001 });
    const enrollment = published({
      guide: '005010X220A1-834',
      controlNumber: 1002,
      usage: 'T',
      receiver: 'ABCDEFGH07',
    });
    const guides = [
      '005010X218-820',
      '005010X279A1-271',
      '005010X212-277',
      '005010X214-277CA',
      '005010X217-278-response',
    ];
    const others = guides.map((guide, at) => published({ guide, controlNumber: 50 + at, receiver: 'ABCDEFGH08' }));
    publishFile(installation, 'batch.x12', `${remittance}\n${enrollment}\n${others.join('\r\n')}`);
    await installation.runOnce();
    expect(readdirSync(installation.folder.publish)).toEqual([]);
    expect(installation.outboxNames()).toEqual(['S00000001.835.x12']);
    expect(readFileSync(join(installation.outbox, 'S00000001.835.x12'), 'latin1')).toBe(remittance);
    const stored = filesIn(installation.folder.downloads).map((path) => path.replace(/\d{4}-\d\d-\d\d/, 'DATE'));
    expect(stored).toEqual([
      'ABCDEFGH/07/test/DATE/S00000001.834.x12',
      ...['271', '277', '277ca', '278', '820'].map((type) => `ABCDEFGH/08/production/DATE/S00000001.${type}.x12`),
      'PRCLINIC/01/production/DATE/S00000001.835.x12',
    ]);
    const path = filesIn(installation.folder.downloads).find((one) => one.includes('834'))!;
    expect(readFileSync(join(installation.folder.downloads, path), 'latin1')).toBe(enrollment);
    expect((await rowsOf(1)).slice(0, 2)).toMatchObject([
      { outcome: 'filed', type: '835', partnerId: installation.partner, controlNumber: 1001, usage: 'P' },
      { outcome: 'filed', type: '834', partnerId: '', location: 'ABCDEFGH07', controlNumber: 1002, usage: 'T' },
    ]);
    expect(reportOf('S00000001').text).toContain('Interchange 2 (1002): filed as 834, test, for provider ABCDEFGH07');
    await installation.withLedger((ledger) => {
      expect(ledger.submission({ id: 1 })).toMatchObject({
        channel: 'publish',
        state: 'applied',
        disposition: 'accepted',
      });
      expect(ledger.downloads({ providerId: 'ABCDEFGH', type: '834' }, 0, 10).rows).toHaveLength(1);
      expect(ledger.trace('S00000001').map(({ what }) => what)).toContain('answer delivered');
      expect([ledger.reconcile(), ledger.check()]).toEqual([[], []]);
    });
  });

  it('is filed once, however often the same bytes come', async () => {
    publishFile(installation, 'a.x12', published());
    publishFile(installation, 'b.x12', published());
    await installation.runOnce();
    expect(installation.outboxNames()).toHaveLength(1);
    const outcomes = [...(await rowsOf(1)), ...(await rowsOf(2))].map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual(['duplicate', 'filed']);
    await installation.withLedger((ledger) => {
      const ends = [1, 2].map((id) => ledger.submission({ id })?.disposition);
      expect(ends.sort()).toEqual(['accepted', 'duplicate']);
      expect(ledger.reconcile()).toEqual([]);
    });
  });

  it('gets no control number into the world twice, nor one of ours', async () => {
    publishFile(installation, 'a.x12', published({ controlNumber: 900 }));
    publishFile(installation, 'b.x12', published({ controlNumber: 900, sets: 2 }));
    await installation.runOnce();
    const refused = [...(await rowsOf(1)), ...(await rowsOf(2))].filter(({ outcome }) => outcome === 'refused');
    expect(refused).toMatchObject([{ reason: 'number-used' }]);
    installation.drop('requests.x12', numbered(pendedRequests(), 501));
    await installation.runOnce();
    publishFile(installation, 'c.x12', published({ controlNumber: 1 }));
    await installation.runOnce();
    expect(await rowsOf(4)).toMatchObject([{ outcome: 'filed', isNumberOurs: true }]);
    expect(reportOf('S00000004').text).toContain('have carried the same control number');
    await installation.withLedger((ledger) => expect(ledger.check()).toEqual([]));
  });

  it('goes to nobody when it is not from us, not for anybody known, or nothing that is published', async () => {
    const wanted = [
      { sender: 'SOMEBODYELSE' },
      { receiver: 'NOBODYKNOWN' },
      { applicationReceiver: 'ABCDEFGH07' },
      { guide: '005010X222A1-837P' },
    ];
    publishFile(installation, 'a.x12', wanted.map((one, at) => published({ ...one, controlNumber: 10 + at })).join(''));
    await installation.runOnce();
    const reasons = ['sender-not-us', 'receiver-unknown', 'receivers-differ', 'kind-not-published'];
    expect(await rowsOf(1)).toMatchObject(reasons.map((reason) => ({ outcome: 'refused', reason, location: '' })));
    expect(filesIn(installation.folder.downloads)).toEqual([]);
    const interchanges = reasons.map((reason) => ({ reason }));
    expect(reportOf('S00000001').json).toMatchObject({ disposition: 'rejected', interchanges });
    await installation.withLedger(async (ledger) => {
      const question = { now: '9', lettersBefore: '9', documentsBefore: '9', most: 10 };
      const matters = ledger.attention(question);
      expect(matters.map(({ kind, subject }) => [kind, subject])).toEqual(
        Array(4).fill(['publication-refused', 'S00000001']),
      );
      expect(ledger.submission({ id: 1 })?.state).toBe('applied');
      await ledger.settlePublication(1, 'was a test', 'operator', '2026-01-05T12:00:00.000Z');
      expect(ledger.attention(question)).toHaveLength(3);
      await expect(ledger.settlePublication(1, '', 'operator', '9')).rejects.toMatchObject({
        code: 'publication-not-open',
      });
    });
  });

  it('that breaks its guide is refused with its findings, and the sound interchange beside it is filed', async () => {
    const broken = published({ controlNumber: 2 }).replace(/~BPR\*[^~]*/, '');
    publishFile(installation, 'a.x12', broken + published({ controlNumber: 3 }));
    await installation.runOnce();
    expect(await rowsOf(1)).toMatchObject([{ reason: 'sets-refused' }, { outcome: 'filed' }]);
    const { json, text } = reportOf('S00000001');
    expect(json).toMatchObject({ disposition: 'partially-accepted' });
    expect((json.interchanges as { findings: { code: string }[] }[])[0]!.findings.length).toBeGreaterThan(0);
    expect(text).toContain('BPR');
  });

  it('that is no X12 is kept and refused, and the report says what is taken', async () => {
    publishFile(installation, 'status.csv', 'claim,status\nC1,paid\n');
    await installation.runOnce();
    expect(await rowsOf(1)).toMatchObject([{ interchange: -1, reason: 'no-x12' }]);
    const { text, json } = reportOf('S00000001');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('X12 005010 interchanges from the payer, holding 835');
    expect(json).toMatchObject({ disposition: 'rejected', reason: 'no-x12', interchanges: [] });
    expect(text + JSON.stringify(json) + installation.log.lines.join('')).not.toContain('status.csv');
  });

  it('is filed when its receiver was registered and it comes again, which settles the refusal', async () => {
    const content = published({ receiver: 'CLEARHOUSE', controlNumber: 8 });
    publishFile(installation, 'a.x12', content);
    await installation.runOnce();
    await installation.withLedger(async (ledger) => {
      expect(ledger.openPublications(0, 10).rows).toMatchObject([{ reason: 'receiver-unknown' }]);
      const { providers: _providers, allowances: _allowances, ...profile } = ledger.partner(installation.partner)!;
      const ids = { id: 'clearhouse', interchangeId: 'CLEARHOUSE', applicationIds: ['CLEARHOUSE'], npis: [] };
      const location = { id: 'CLEARHOUSE', providerId: 'CLEARHOUSE', serviceLocation: '-' };
      await ledger.putPartner({ ...profile, ...ids, location }, 'test', new Date().toISOString());
    });
    publishFile(installation, 'b.x12', content);
    await installation.runOnce();
    expect(await rowsOf(2)).toMatchObject([{ outcome: 'filed', partnerId: 'clearhouse' }]);
    await installation.withLedger((ledger) => expect(ledger.openPublications(0, 10).rows).toEqual([]));
  });

  it('goes on where it was when the gateway dies half-way', async () => {
    const big = published({ controlNumber: 5, sets: 400 });
    expect(big.length).toBeGreaterThan(300_000 / 4);
    publishFile(installation, 'a.x12', published({ controlNumber: 4 }) + big);
    let verdicts = 0;
    const stopping = await installation
      .start({
        once: true,
        observe: (step) => {
          if (step === 'verdict' && ++verdicts === 1) throw new Error('gone');
        },
      })
      .catch(() => undefined);
    await stopping?.finished.catch(() => undefined);
    await installation.runOnce();
    expect((await rowsOf(1)).map(({ outcome }) => outcome)).toEqual(['filed', 'filed']);
    expect(installation.outboxNames()).toEqual(['S00000001.835.2.x12', 'S00000001.835.x12']);
    expect(readFileSync(join(installation.outbox, 'S00000001.835.2.x12'), 'latin1')).toBe(big);
    expect(filesIn(installation.folder.publishReports)).toHaveLength(2);
  });
});
