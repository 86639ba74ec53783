import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGateway } from '../../src/gateway/runner.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { ReviewLine } from '../cli/review-line.js';
import { KeptLog, SOURCE_WORKER } from '../gateway/installation.js';

let line: ReviewLine;
let number: string;
let wanted: string;

/** A request that waits for laboratory results. */
beforeEach(async () => {
  line = await new ReviewLine().prepare();
  number = (await line.submit())[0]!;
  await line.run('pa', 'take', number);
  await line.run('pa', 'defer', number, '--want', 'LA', '--reason', 'Results of the sleep study');
  wanted = (await line.row(number)).attachments[0]!.controlNumber;
});
afterEach(() => line.remove());

const PDF = `%PDF-1.7\n~ISA*SE*GE~ ends nothing inside a document\n${'x'.repeat(500)}\n%%EOF\n`;

interface Attachment {
  readonly control: string;
  readonly content?: string;
}

/** A 275 with one attachment each; `member`: NM109 of the patient. */
function file275(attachments: readonly Attachment[], { control = 901, usage = 'P', member = '' } = {}): string {
  const digits = String(control).padStart(9, '0');
  const set = [
    'ST*275*0001*005010X211~',
    'BGN*11*SLEEP-STUDY-1*20261104~',
    'NM1*1P*2*DEMO FAMILY CLINIC*****XX*1912345679~',
    'NM1*PR*2*DEMO HEALTH PLAN*****PI*DMA7384~',
    ...(member === '' ? [] : [`NM1*QC*1*SAMPLE*ALEX****MI*${member}~`]),
    ...attachments.flatMap(({ control: number, content }, at) => [
      `LX*${at + 1}~`,
      `TRN*2*${number}~`,
      'DTP*368*D8*20261104~',
      ...(content === undefined ? [] : ['CAT*AE*TX~', 'EFI*05~', `BIN*${Buffer.byteLength(content)}*${content}~`]),
    ]),
  ];
  return [
    `ISA*00*          *00*          *ZZ*110012345A     *ZZ*DMA7384        *261104*1000*^*00501*${digits}*0*${usage}*:~`,
    `GS*PI*110012345A*DMA7384*20261104*1000*${control}*X*005010X211~`,
    ...set,
    `SE*${set.length + 1}*0001~`,
    `GE*1*${control}~`,
    `IEA*1*${digits}~`,
  ].join('');
}

/** Lets the gateway take everything that waits, as the next start would. */
async function runOnce(): Promise<KeptLog> {
  const logger = new KeptLog();
  const began = Date.now();
  const gateway = await startGateway(line.configuration, {
    logger,
    worker: SOURCE_WORKER,
    once: true,
    clock: { now: () => new Date(line.now.getTime() + Date.now() - began) },
  });
  await gateway.finished;
  return logger;
}

const data = () => new DataFolder(line.configuration.dataDirectory);
const partner = () => data().partner('demo-provider');
const documents = (state?: 'matched' | 'unmatched' | 'refused') =>
  line.withLedger(async (ledger) => ledger.documents(state === undefined ? {} : { state }, 0, 100).rows);
const reports = () => line.downloads('report').map((path) => readFileSync(path, 'utf8'));

function drop(text: string, name = 'answer.x12'): void {
  mkdirSync(partner().inbox, { recursive: true });
  writeFileSync(join(partner().inbox, name), text, 'latin1');
}

function lay(folder: string, name: string, content: string | Buffer): void {
  mkdirSync(join(partner().attachments, folder), { recursive: true });
  writeFileSync(join(partner().attachments, folder, name), content);
}

describe('a document that comes as a 275', () => {
  it('answers the question it quotes: stored byte for byte, before the reviewer, reported to the sender', async () => {
    drop(file275([{ control: wanted, content: PDF }]));
    await runOnce();
    const row = await line.row(number);
    expect(row.status).toBe('additional-information-received');
    const entry = row.attachments.find(({ state }) => state === 'received')!;
    expect(entry).toMatchObject({ answers: wanted, reportType: 'LA', document: { mediaType: 'application/pdf' } });
    expect(readFileSync(data().document(entry.document!.sha256), 'latin1')).toBe(PDF);
    expect(await documents()).toMatchObject([
      { state: 'matched', trackingNumber: number, controlNumber: entry.controlNumber },
    ]);
    expect(reports().at(-1)).toContain(`received for PA ${number} as ${entry.controlNumber}`);
  });

  it('takes each attachment by itself: one matched, one of nobody, one without a document', async () => {
    drop(
      file275([
        { control: wanted, content: PDF },
        { control: 'CN1999999999', content: 'Of somebody else' },
        { control: wanted },
      ]),
    );
    await runOnce();
    expect((await documents()).map(({ state }) => state)).toEqual(['matched', 'unmatched']);
    const report = reports().at(-1)!;
    expect(report).toContain('Received: 1   Not matched: 1   Refused: 1');
    expect(report).toContain('2  NOT MATCHED  No prior authorization of yours has the numbers given.');
    expect(report).toContain('3  REFUSED  There is no document in this attachment');
  });

  it('does not come to the PA of another member, and says no more than that nothing was found', async () => {
    drop(file275([{ control: wanted, content: PDF }], { member: '999999999999' }));
    await runOnce();
    expect((await line.row(number)).status).toBe('deferred');
    expect(await documents('unmatched')).toHaveLength(1);
    expect(reports().at(-1)).toContain('NOT MATCHED');
  });

  it('in test never reaches production', async () => {
    drop(file275([{ control: wanted, content: PDF }], { usage: 'T' }));
    await runOnce();
    expect((await line.row(number)).status).toBe('deferred');
    expect(await documents('unmatched')).toMatchObject([{ environment: 'test' }]);
  });

  it('sent twice is applied once', async () => {
    drop(file275([{ control: wanted, content: PDF }]));
    await runOnce();
    const before = await line.row(number);
    drop(file275([{ control: wanted, content: PDF }]), 'again.x12');
    await runOnce();
    expect(await line.row(number)).toEqual(before);
    expect(await documents()).toHaveLength(1);
  });

  it('of a kind that is not taken is refused and told, and nothing of it is kept', async () => {
    drop(file275([{ control: wanted, content: '\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00' }]));
    await runOnce();
    expect(await documents('refused')).toMatchObject([{ reason: 'type-not-taken' }]);
    expect(reports().at(-1)).toContain('REFUSED  This kind of file is not taken.');
    expect((await line.row(number)).status).toBe('deferred');
  });
});

describe("a document in the partner's attachments folder", () => {
  it('goes to the PA whose number its folder has, with a report, and leaves the folder', async () => {
    lay(number, 'sleep study.pdf', PDF);
    const log = await runOnce();
    const row = await line.row(number);
    expect(row).toMatchObject({ status: 'additional-information-received' });
    expect(readdirSync(join(partner().attachments, number))).toEqual([]);
    expect(reports().at(-1)).toContain(`received for PA ${number}`);
    expect(log.lines.join('\n')).not.toContain('sleep study');
    const [submission] = await line.withLedger(async (ledger) => [ledger.submission({ number: 'S00000002' })]);
    expect(submission).toMatchObject({ channel: 'attachments', state: 'applied', disposition: 'accepted' });
  });

  it('called by a control number answers that question', async () => {
    lay(number, `${wanted}.pdf`, PDF);
    await runOnce();
    const entry = (await line.row(number)).attachments.find(({ state }) => state === 'received');
    expect(entry?.answers).toBe(wanted);
  });

  it.each([
    ['under a number of nobody', '1999999999', PDF, 'NOT MATCHED'],
    ['beside the folders', '.', PDF, 'NOT MATCHED'],
    ['that is empty', undefined, '', 'REFUSED  The document is empty.'],
    ['that is a program', undefined, Buffer.from('7f454c46020101000000000000000000', 'hex'), 'REFUSED  This kind'],
  ])('%s is answered, never silent', async (_what, folder, content, told) => {
    lay(folder ?? number, 'document.bin', content);
    await runOnce();
    expect(reports().at(-1)).toContain(told);
    expect((await line.row(number)).status).toBe('deferred');
  });
});

describe('a person at the command line', () => {
  it('attaches what came by mail, and fetches what lies there', async () => {
    writeFileSync(join(line.folder, 'order.pdf'), PDF);
    const attached = await line.run('pa', 'attach', number, 'order.pdf', '--answers', wanted);
    expect(attached).toMatchObject({ code: 0 });
    expect((await line.row(number)).status).toBe('additional-information-received');
    const [fact] = await line.documents('pa-documents', 'pa', 'documents', number, '--get', 'fetched');
    expect(fact).toMatchObject({ state: 'matched', mediaType: 'application/pdf', trackingNumber: number });
    expect(readFileSync(join(line.folder, 'fetched', `${fact!.controlNumber}.pdf`), 'latin1')).toBe(PDF);
  });

  it('holds one back until the provider answers', async () => {
    writeFileSync(join(line.folder, 'order.pdf'), PDF);
    expect(await line.run('pa', 'attach', number, 'order.pdf', '--answers', wanted, '--hold')).toMatchObject({
      code: 0,
    });
    expect((await line.row(number)).status).toBe('deferred');
    expect(await line.run('pa', 'answer', number)).toMatchObject({ code: 0 });
    expect((await line.row(number)).status).toBe('additional-information-received');
  });

  it('gives an unmatched document its place, once', async () => {
    lay('1999999999', 'lost.pdf', PDF);
    await runOnce();
    const [lost] = await documents('unmatched');
    const give = () => line.run('pa', 'attach', number, '--document', String(lost!.id), '--answers', wanted);
    expect(await give()).toMatchObject({ code: 0 });
    expect(await documents('unmatched')).toEqual([]);
    expect(await documents('matched')).toMatchObject([{ id: lost!.id, trackingNumber: number }]);
    expect(await give()).toMatchObject({ code: 2 });
  });

  it.each([
    ['a file that is not there', ['absent.pdf'], 2],
    ['nothing at all', [], 2],
    ['a document nobody has', ['--document', '99'], 2],
  ])('is told about %s', async (_what, words, code) => {
    const result = await line.run('pa', 'attach', number, ...words);
    expect(result.code).toBe(code);
    expect(result.stderr).not.toBe('');
  });
});

describe('a plain document of a partner that may not send any', () => {
  const typed = (words: string) => line.run('partner', ...words.split(' '));

  it('is refused while its 275 is suspended, with a report that says so, and taken when it is resumed', async () => {
    await typed('suspend demo-provider --transaction 275 --reason check');
    lay(number, 'results.pdf', PDF);
    lay('', 'of-nobody.pdf', `${PDF} `);
    await runOnce();
    expect((await line.row(number)).status).toBe('deferred');
    expect((await documents()).map(({ state, reason }) => [state, reason])).toEqual([
      ['refused', 'suspended'],
      ['refused', 'suspended'],
    ]);
    for (const report of reports().slice(-2)) {
      expect(report).toContain('REFUSED  Documents of yours (275, plain files too) are suspended');
    }
    expect((await line.documents('doctor', 'doctor')).filter(({ check }) => check === 'documents')).toMatchObject([
      { problem: '' },
    ]);
    await typed('resume demo-provider --transaction 275');
    lay(number, 'results.pdf', PDF);
    await runOnce();
    expect((await line.row(number)).status).toBe('additional-information-received');
  });

  it('is taken when its 275 is only registered, or suspended for test alone', async () => {
    await typed('suspend demo-provider --transaction 275 --usage T --reason check');
    await typed('allow demo-provider --transaction 275 --usage P --state registered');
    lay(number, 'results.pdf', PDF);
    await runOnce();
    expect(await documents('matched')).toHaveLength(1);
  });

  it('does not come to a PA whose provider is not linked any more, also one that it sent itself', async () => {
    const add = ['partner', 'add', 'demo-provider', '--name', 'Hub', '--kind', 'clearinghouse'];
    await line.run(...add, '--interchange-id', 'HUBHUBHUB1');
    lay(number, 'results.pdf', PDF);
    await runOnce();
    expect((await line.row(number)).status).toBe('deferred');
    expect(await documents('unmatched')).toMatchObject([{ reason: 'not-found' }]);
    await typed('link demo-provider 110012345A --npi 1912345679');
    lay(number, 'again.pdf', PDF);
    await runOnce();
    expect((await line.row(number)).status).toBe('additional-information-received');
  });
});
