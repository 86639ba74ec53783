import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverToOutboxes } from '../../../src/deliver/outbox.js';
import { verifyStore } from '../../../src/deliver/verify-store.js';
import { writeStoredAnswers } from '../../../src/deliver/write-answers.js';
import type { LetterDue } from '../../../src/domain/prior-authorization/letters.js';
import type { PriorAuthorization } from '../../../src/domain/prior-authorization/model.js';
import type { ReferenceMember } from '../../../src/domain/reference.js';
import { defaultSchemasRoot } from '../../../src/guides/load.js';
import { readOwnSchemas, SchemaFiles } from '../../../src/guides/schema-files.js';
import { DataFolder } from '../../../src/ingest/data-folder.js';
import { LetterTemplates } from '../../../src/report/letters/letter-templates.js';
import { LetterProgress } from '../../../src/review/letters/letter-progress.js';
import { type LetterParts, makeLetters } from '../../../src/review/letters/make-letters.js';
import type { Ledger } from '../../../src/store/ledger.js';
import type { AnswerRow } from '../../../src/store/rows.js';
import { GatewayError } from '../../../src/support/errors.js';
import { KeptLog } from '../../gateway/installation.js';
import { DENIED, overlayOf, requestWith } from '../../report/letters/material.js';
import { submitted } from '../../store/life-material.js';
import { newLedger, temporaryFolder } from '../../store/material.js';
import { writeFiles } from '../../support/own-schemas.js';

const MEMBER: LetterDue = { kind: 'decision', recipient: 'member', lines: [3], namesAppeal: true };
const PROVIDER: LetterDue = { ...MEMBER, recipient: 'provider' };
/** Values that must stand in no file name, log line or path. */
const CANARIES = ['Doe', 'DOE', 'Ann', 'ANN', 'Mill', 'M1', '97110', 'PINERIDGE'];

const ANN: ReferenceMember = {
  memberId: 'M1',
  last: 'Doe',
  first: 'Ann',
  middle: '',
  birthDate: '1990-01-01',
  gender: 'F',
  address: { lines: ['12 Mill Street'], city: 'Northlake', state: 'MA', postalCode: '02999' },
  eligibleFrom: '',
  eligibleTo: '',
  isInCaseManagement: false,
  isInManagedCare: false,
};

const isManifest = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(join(defaultSchemasRoot(), 'letter-manifest.schema.json'), 'utf8')),
);

let ledger: Ledger;
let folder: DataFolder;
let log: KeptLog;
let now: Date;

beforeEach(() => {
  ledger = newLedger();
  folder = new DataFolder(temporaryFolder());
  log = new KeptLog();
  now = new Date('2031-03-05T16:00:00.000Z');
});
afterEach(() => {
  for (const canary of CANARIES) expect(log.lines.join('\n')).not.toContain(canary);
});

function parts(change: Partial<LetterParts> = {}): LetterParts {
  const payer = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/payer.json'), 'utf8'));
  return {
    ledger,
    templates: new LetterTemplates(new SchemaFiles(defaultSchemasRoot()), 'masshealth'),
    overlay: overlayOf('masshealth'),
    payer: { ...payer, providerLocationPattern: '^(?<provider>[0-9]{9})(?<location>[A-Z])$' },
    clock: { now: () => now },
    logger: log,
    ...change,
  };
}

async function loadMembers(members: readonly ReferenceMember[]): Promise<void> {
  const edition = await ledger.beginReference('members', 'test', now.toISOString());
  await ledger.putReferenceRows(edition, members);
  await ledger.completeReference(edition, now.toISOString());
}

async function addPartner(id: string, location: string): Promise<void> {
  const place = { id: location, providerId: location.slice(0, 9), serviceLocation: location.slice(9) };
  await ledger.putPartner(
    {
      id,
      name: id,
      kind: 'provider',
      interchangeQualifier: 'ZZ',
      interchangeId: location,
      applicationIds: [location],
      location: place,
      options: {},
      npis: [],
    } as unknown as Parameters<Ledger['putPartner']>[0],
    'test',
    now.toISOString(),
  );
}

const requests = (...letters: readonly LetterDue[]) => submitted(ledger, [requestWith([DENIED])], { letters });

/** As the gateway brings answers out. Answers that failed. */
async function bringOut(): Promise<readonly AnswerRow[]> {
  const failed: AnswerRow[] = [];
  const delivery = {
    ledger,
    clock: { now: () => now },
    downloads: folder.downloads,
    letters: folder.letters,
    publishReports: folder.publishReports,
    inside: (path: string) => folder.inside(path),
    outboxOf: (partnerId: string) => folder.partner(partnerId).outbox,
    observe: () => undefined,
    onFailure: (answer: AnswerRow) => void failed.push(answer),
  };
  await writeStoredAnswers(delivery);
  await deliverToOutboxes(delivery);
  return failed;
}

/** Files below the data folder, those of letters and notices alone. */
function files(): string[] {
  const all = readdirSync(folder.root, { recursive: true, encoding: 'utf8' }).sort();
  return all.filter((path) => /\.(letter|notice)\./.test(path));
}

describe('a letter to a member', () => {
  it('goes to the mail hand-off as PDF and text with a manifest, and nowhere else', async () => {
    await loadMembers([ANN]);
    await requests(MEMBER);
    expect(await makeLetters(parts())).toEqual({ made: 1, needAddress: 0, failed: 0 });
    await bringOut();
    const at = 'handoff/letters/2031-03-05/S00000001.letter';
    expect(files()).toEqual([`${at}.json`, `${at}.pdf`, `${at}.txt`]);
    const manifest = JSON.parse(readFileSync(join(folder.root, `${at}.json`), 'utf8'));
    expect([isManifest(manifest), isManifest.errors]).toEqual([true, null]);
    expect(manifest).toMatchObject({
      letter: 1,
      kind: 'decision',
      environment: 'production',
      trackingNumber: '1000000001',
      date: '2031-03-05',
      recipient: { name: 'Ann Doe', address: ['12 Mill Street', 'Northlake, MA 02999'] },
      pages: 2,
    });
    for (const { extension, bytes, sha256 } of manifest.files) {
      const content = readFileSync(join(folder.root, `${at}.${extension}`));
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
    }
    expect(readFileSync(join(folder.root, `${at}.txt`), 'utf8')).toContain('Your right to a fair hearing');
    expect(ledger.letters({ state: 'made' }, 0, 9).rows).toHaveLength(1);
    expect(ledger.reconcile().filter(({ kind }) => kind.startsWith('letter'))).toEqual([]);
  });

  it('is found by no search for what lies under a provider or was sent to a partner', async () => {
    await loadMembers([ANN]);
    await addPartner('acme', '110012345A');
    const { id } = await requests(MEMBER, PROVIDER);
    await makeLetters(parts());
    await bringOut();
    const found = ledger.downloads({ providerId: '110012345' }, 0, 99).rows.map(({ type }) => type);
    expect(found).toContain('notice');
    expect(found).not.toContain('letter');
    const letters = ledger.answersOf(id).filter(({ type }) => type === 'letter');
    expect(letters.map(({ partnerId, target }) => [partnerId, target])).toEqual(Array(3).fill(['', 'letters']));
    expect(
      files()
        .filter((path) => path.includes('letter.'))
        .every((path) => path.startsWith('handoff/letters/')),
    ).toBe(true);
  });

  it('waits for an address, and is made once a members file has one', async () => {
    await requests(MEMBER, PROVIDER);
    const progress = new LetterProgress();
    expect(await makeLetters(parts({ progress }))).toMatchObject({ made: 1, needAddress: 1 });
    expect(ledger.letters({ state: 'needs-address' }, 0, 9).rows).toMatchObject([{ recipient: 'member' }]);
    await loadMembers([{ ...ANN, address: { ...ANN.address, postalCode: '' } }]);
    expect(await makeLetters(parts({ progress }))).toMatchObject({ made: 0, needAddress: 1 });
    await loadMembers([ANN]);
    expect(await makeLetters(parts({ progress }))).toMatchObject({ made: 1, needAddress: 0 });
    expect(await makeLetters(parts({ progress }))).toEqual({ made: 0, needAddress: 0, failed: 0 });
  });

  it('of a test lies apart and says that it is one', async () => {
    await loadMembers([ANN]);
    const pa = requestWith([DENIED]);
    const test: PriorAuthorization = {
      ...pa,
      trackingNumber: '9000000001',
      request: { ...pa.request, environment: 'test' },
    };
    await submitted(ledger, [test], { letters: [MEMBER] });
    await makeLetters(parts());
    await bringOut();
    const at = 'handoff/letters/test/2031-03-05/S00000001.letter';
    expect(files()).toEqual([`${at}.json`, `${at}.pdf`, `${at}.txt`]);
    expect(JSON.parse(readFileSync(join(folder.root, `${at}.json`), 'utf8'))).toMatchObject({ environment: 'test' });
  });
});

describe('a notice to a provider', () => {
  const notices = (submissionId: number) => ledger.answersOf(submissionId).filter(({ type }) => type === 'notice');

  it('goes to the mailbox of the partner whose own location it is, whoever sent the request', async () => {
    await addPartner('acme', '220099999B');
    await addPartner('pineridge', '110012345A');
    const { id } = await requests(PROVIDER);
    await makeLetters(parts());
    await bringOut();
    expect(notices(id)).toMatchObject([
      { extension: 'pdf', target: 'mailbox', partnerId: 'pineridge', location: { id: '110012345A' } },
      { extension: 'txt', target: 'mailbox', partnerId: 'pineridge' },
    ]);
    const names = ['S00000001.notice.pdf', 'S00000001.notice.txt'];
    expect(files()).toEqual([
      ...names.map((name) => `downloads/110012345/A/production/2031-03-05/${name}`),
      ...names.map((name) => `partners/pineridge/outbox/${name}`),
    ]);
  });

  it('of a provider that is no partner goes to its place in the download store alone', async () => {
    await addPartner('acme', '220099999B');
    const { id } = await requests(PROVIDER);
    await makeLetters(parts());
    await bringOut();
    expect(notices(id).map(({ target, state }) => [target, state])).toEqual(Array(2).fill(['store', 'delivered']));
    expect(files().map((path) => path.split('/').slice(0, 3).join('/'))).toEqual(
      Array(2).fill('downloads/110012345/A'),
    );
  });

  it('goes to the submitter when nobody knows the provider’s location', async () => {
    await addPartner('acme', '220099999B');
    const pa = requestWith([DENIED]);
    const provider = { ...pa.request.requestingProvider, location: '' };
    const { id } = await submitted(ledger, [{ ...pa, request: { ...pa.request, requestingProvider: provider } }], {
      letters: [PROVIDER],
    });
    await makeLetters(parts());
    expect(notices(id)).toMatchObject([{ partnerId: 'acme', location: { id: '220099999B' } }, {}]);
  });
});

describe('making letters', () => {
  it('is done once, however often and by however many it is asked', async () => {
    await loadMembers([ANN]);
    await addPartner('acme', '110012345A');
    const { id } = await requests(MEMBER, PROVIDER);
    await Promise.all([makeLetters(parts()), makeLetters(parts())]);
    await makeLetters(parts());
    expect(ledger.answersOf(id).filter(({ type }) => type === 'letter' || type === 'notice')).toHaveLength(5);
  });

  it('stops at the limit and goes on there', async () => {
    await loadMembers([ANN]);
    const progress = new LetterProgress();
    await requests(MEMBER, MEMBER, MEMBER);
    expect(await makeLetters(parts({ progress }), 2)).toMatchObject({ made: 2 });
    expect(await makeLetters(parts({ progress }), 2)).toMatchObject({ made: 1 });
  });

  it('goes on past one that a template of the operator’s spoils, told once with its number', async () => {
    await loadMembers([ANN]);
    const own = temporaryFolder();
    writeFiles(own, { 'payers/masshealth/letters/decision-member.liquid': '# A\n{{ nobody.knows }}' });
    const spoiled = new LetterTemplates(new SchemaFiles(defaultSchemasRoot(), readOwnSchemas(own, '')), 'masshealth');
    const progress = new LetterProgress();
    await addPartner('acme', '110012345A');
    await requests(MEMBER, PROVIDER);
    expect(await makeLetters(parts({ templates: spoiled, progress }))).toEqual({ made: 1, needAddress: 0, failed: 1 });
    await makeLetters(parts({ templates: spoiled, progress }));
    now = new Date(now.getTime() + 600_000);
    expect(await makeLetters(parts({ templates: spoiled, progress }))).toMatchObject({ failed: 1 });
    expect(log.lines.map((text) => JSON.parse(text))).toEqual([
      {
        level: 'error',
        event: 'letter not made',
        letter: 1,
        trackingNumber: '1000000001',
        error: 'letter-template-invalid',
        subject: join(own, 'payers/masshealth/letters/decision-member.liquid:2:4'),
      },
    ]);
    expect(ledger.reconcile()).toContainEqual(expect.objectContaining({ kind: 'letter-not-made' }));
    expect(await makeLetters(parts())).toMatchObject({ made: 1 });
  });

  it('ends with the ledger’s trouble, which all letters share', async () => {
    await loadMembers([ANN]);
    await requests(MEMBER);
    const busy = new GatewayError('busy', { code: 'ledger-busy', operation: 'test', hint: '', exitCode: 3 });
    const storeLetter = () => Promise.reject(busy);
    await expect(makeLetters(parts({ ledger: { ...ledger, storeLetter } }))).rejects.toBe(busy);
    expect(await makeLetters(parts())).toMatchObject({ made: 1 });
  });
});

describe('letters in the hand-off', () => {
  beforeEach(async () => {
    await loadMembers([ANN]);
    await requests(MEMBER, MEMBER);
    await makeLetters(parts());
  });

  const places = () => ({
    ledger,
    downloads: folder.downloads,
    letters: folder.letters,
    publishReports: folder.publishReports,
    inside: (path: string) => folder.inside(path),
  });
  const day = () => join(folder.letters, '2031-03-05');

  it('have a manifest only when all that it names is there', async () => {
    const stored = ledger.answersInState('stored', 0, 99);
    const delivery = {
      ...places(),
      clock: { now: () => now },
      observe: () => undefined,
      onFailure: () => undefined,
    };
    // The manifest alone comes to its turn, as when the PDF's turn is still under way.
    const manifests = stored.filter(({ extension }) => extension === 'json');
    const inState: Ledger['answersInState'] = (state, after, limit) => {
      return limit === 2 ? ledger.answersInState(state, after, limit) : manifests.filter(({ id }) => id > after);
    };
    await writeStoredAnswers({ ...delivery, ledger: { ...ledger, answersInState: inState } });
    expect(readdirSync(day())).toHaveLength(6);
    expect(ledger.answersInState('delivered', 0, 99).map(({ extension }) => extension)).toEqual(['json', 'json']);
    await writeStoredAnswers(delivery);
    expect(ledger.answersInState('stored', 0, 99).filter(({ type }) => type === 'letter')).toEqual([]);
  });

  it('have no manifest while a file of theirs cannot be written, and the next letter has', async () => {
    mkdirSync(day(), { recursive: true });
    writeFileSync(join(day(), 'S00000001.letter.pdf'), 'put here by hand');
    const failed = await bringOut();
    expect(failed.map(({ extension }) => extension).sort()).toEqual(['json', 'pdf']);
    expect(existsSync(join(day(), 'S00000001.letter.json'))).toBe(false);
    expect(existsSync(join(day(), 'S00000001.letter.2.json'))).toBe(true);
  });

  it('may be taken away by whoever mails them; what is changed or put there by hand is told', async () => {
    await bringOut();
    expect(await verifyStore(places(), { repair: true })).toEqual([]);
    const [taken, changed] = ['S00000001.letter.pdf', 'S00000001.letter.2.pdf'].map((name) => join(day(), name));
    renameSync(taken!, join(temporaryFolder(), basename(taken!)));
    writeFileSync(changed!, 'changed');
    writeFileSync(join(day(), 'stray.pdf'), 'x');
    expect(await verifyStore(places(), { repair: true })).toEqual([
      { place: 'letters', kind: 'different', path: '2031-03-05/S00000001.letter.2.pdf', isRepaired: false },
      { place: 'letters', kind: 'unknown', path: '2031-03-05/stray.pdf', isRepaired: false },
    ]);
    expect(existsSync(taken!)).toBe(false);
  });

  it('tell nobody’s name, number or service by their own', async () => {
    await bringOut();
    expect(files()).toHaveLength(6);
    for (const canary of CANARIES) expect(files().join('\n')).not.toContain(canary);
  });
});
