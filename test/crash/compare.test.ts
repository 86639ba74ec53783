import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../src/store/sqlite/open.js';
import { compare, type Fault } from './compare.js';
import { CrashLab } from './crash-lab.js';
import { runGateway } from './run-gateway.js';
import { copyRun, filesOf, isVisibleAnswer, visibleAnswers } from './workload.js';

/** The comparison proves nothing unless it can fail: each fault is planted into a finished run and must be seen. */
describe('Comparing a run with an undisturbed one', () => {
  const lab = new CrashLab();
  let finished = '';

  beforeAll(async () => {
    await lab.open();
    finished = lab.newRun();
    await runGateway(finished);
  });
  afterAll(() => lab.close());

  async function afterwards(change: (folder: string) => void | Promise<void>): Promise<Fault[]> {
    const folder = lab.newPath();
    copyRun(finished, folder);
    await change(folder);
    const faults = compare(folder, lab.undisturbed, visibleAnswers(finished));
    rmSync(folder, { recursive: true });
    return faults;
  }

  const fileIn = (folder: string, place: string, ending: string): string =>
    [...filesOf(folder).keys()].find((path) => path.startsWith(`data/${place}`) && path.endsWith(ending))!;
  const download = (folder: string, ending: string): string => fileIn(folder, 'downloads/', ending);

  const inLedger = async (folder: string, change: (ledger: ReturnType<typeof openLedger>) => Promise<unknown>) => {
    const ledger = openLedger(join(folder, 'data/ledger/ledger.db'));
    await change(ledger);
    ledger.close();
  };

  it('finds nothing in a second undisturbed run', async () => {
    expect(await afterwards(() => undefined)).toEqual([]);
  });

  it.each([
    ['lost', (folder: string) => rmSync(join(folder, download(folder, '.999.x12')))],
    [
      'double',
      (folder: string) =>
        copyFileSync(join(folder, download(folder, '.999.x12')), join(folder, 'data/downloads/S1.999.x12')),
    ],
    [
      'other',
      (folder: string) => {
        const path = join(folder, download(folder, '.278.x12'));
        writeFileSync(path, readFileSync(path, 'latin1').replace('HCR*', 'HCR!'), 'latin1');
      },
    ],
  ] as const)('sees an answer that is %s', async (kind, change) => {
    const faults = await afterwards(change);
    expect(faults.map((fault) => fault.kind)).toContain(kind);
  });

  it('sees a file whose disposition is another', () => {
    const submissions = lab.undisturbed.submissions.map((line) => line.replace('\naccepted\n', '\nrejected\n'));
    const faults = compare(finished, { ...lab.undisturbed, submissions }, new Map());
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every(({ what }) => what.startsWith('file differs'))).toBe(true);
  });

  it('sees a file that was received twice', async () => {
    const faults = await afterwards((folder) =>
      inLedger(folder, (ledger) => {
        const { id: _id, number: _number, ...first } = ledger.submission({ id: 1 })!;
        return ledger.recordReceipt({ ...first, arrivalId: '20260101T000000000-000000000000' });
      }),
    );
    expect(faults.filter(({ kind }) => kind === 'double').length).toBeGreaterThan(0);
  });

  it.each(['data/downloads/.x12gw-rest.part', 'data/ledger/rest.tmp', 'data/partners/pineridge/inbox/forgotten'])(
    'sees what lies about: %s',
    async (path) => {
      const faults = await afterwards((folder) => writeFileSync(join(folder, path), 'rest'));
      expect(faults).toHaveLength(1);
    },
  );

  it('sees a spool file that no answer refers to', async () => {
    const faults = await afterwards((folder) => writeFileSync(join(folder, 'data/spool/1-rest.answer'), 'rest'));
    expect(faults).toHaveLength(1);
  });

  it.each([
    ['lost: document', (folder: string) => rmSync(join(folder, fileIn(folder, 'documents/', '')))],
    ['a document that nobody names', (folder: string) => writeFileSync(join(folder, 'data/documents/rest'), 'rest')],
    ['lost: the pdf of letter', (folder: string) => rmSync(join(folder, fileIn(folder, 'handoff/letters/', '.pdf')))],
    [
      'lost: the manifest of hand-off',
      (folder: string) => rmSync(join(folder, fileIn(folder, 'handoff/test', '.json'))),
    ],
    ['lost: S', (folder: string) => rmSync(join(folder, fileIn(folder, 'handoff/test', '.x12')))],
    ['lies there 0 times', (folder: string) => rmSync(join(folder, fileIn(folder, 'handoff/letters/', '.json')))],
    [
      'a letter that no answer is',
      (folder: string) => {
        const letter = join(folder, fileIn(folder, 'handoff/letters/', '.json'));
        copyFileSync(letter, letter.replace('.json', '.again.json'));
      },
    ],
  ] as const)('sees %s', async (what, change) => {
    const faults = await afterwards(change);
    expect(faults.map((fault) => fault.what).join('\n')).toContain(what);
  });

  it('sees a document that came to nobody, and a letter that was not due', () => {
    const documents = lab.undisturbed.documents.map((line) => line.replace('"state":"matched"', '"state":"unmatched"'));
    const letters = lab.undisturbed.letters.slice(1);
    const kinds = compare(finished, { ...lab.undisturbed, documents, letters }, new Map()).map(({ what }) => what);
    expect(kinds.some((what) => what.startsWith('document: '))).toBe(true);
    expect(kinds.some((what) => what.startsWith('letter: '))).toBe(true);
  });

  it('sees an original that was changed, or may be', async () => {
    const faults = await afterwards((folder) => {
      const [path] = [...filesOf(folder).keys()].filter((name) => name.startsWith('data/originals/'));
      chmodSync(join(folder, path!), 0o640);
      writeFileSync(join(folder, path!), 'changed');
    });
    expect(faults.map(({ what }) => what)).toEqual([
      expect.stringContaining('has other bytes'),
      expect.stringContaining('mode is not 0440'),
    ]);
  });

  it('sees a file that a partner could read before and now has other bytes', async () => {
    const faults = await afterwards((folder) => {
      const outbox = join(folder, 'data/partners/pineridge/outbox');
      const name = readdirSync(outbox).find((each) => isVisibleAnswer(`data/partners/pineridge/outbox/${each}`))!;
      writeFileSync(join(outbox, name), 'other bytes');
    });
    expect(faults.some(({ what }) => what.includes('could be read with other bytes before'))).toBe(true);
  });
});
