import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder } from '../../src/files/durable-folder.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { DEFAULT_OPTIONS, type LinkedProvider, type PayerIdentity } from '../../src/partners/profile.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { documentsFile, laidDocuments, membersOf, plan, requestsFile } from './requests.js';

/** A file the workload's senders drop. */
export interface DroppedFile {
  readonly partnerId: string;
  readonly name: string;
  readonly content: Buffer;
}

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const PARTNERS = [
  { id: 'pineridge', name: 'Pineridge Clinic', location: 'PRCLINIC01', defaultAssignment: 'physician-adult' },
  // Without an assignment the 278s of this one are refused unit by unit.
  { id: 'ridgetop', name: 'Ridgetop Clinic', location: 'RTCLINIC02' },
] as const;
const NPI = '1887004129';
/** So many refused sets with so many segments too many make a 999 of over 256 KB, which takes the way through the spool. */
const REFUSED_SETS = 30;
const SURPLUS_SEGMENTS = 180;

const caseInput = (slug: string): string => readFileSync(join(FIXTURES, 'cases', slug, 'input.x12'), 'latin1');

/**
 * What is dropped, wave after wave; a wave comes when all before it are done, so that which file is the duplicate and
 * which the first does not depend on chance. Between them: 278 and 837 batches of two partners, several interchanges in
 * one file, refused sets, groups and headers, an empty file, no X12, a file cut off, a 999 of over 256 KB, bytes sent
 * twice, a control number used twice; requests that reviewers work on, and a 275 for them. The files of a wave speak of
 * members of their own, since which of two requests doubles the other depends on which was first.
 */
export function waves(): readonly (readonly DroppedFile[])[] {
  const clean = caseInput('278-clean');
  const oneBad = caseInput('278-second-set-refused');
  const claims = caseInput('837p-three-claims');
  const file = (name: string, content: string, partnerId = 'pineridge'): DroppedFile => ({
    partnerId,
    name,
    content: Buffer.from(content, 'latin1'),
  });
  return [
    [
      file('batch-278.x12', clean),
      file('reviewed.x12', requestsFile()),
      file('one-set-refused.x12', ofOthers(oneBad, '5')),
      file('claims-837.x12', claims),
      file('short-sender-id.x12', caseInput('sender-id-too-short')),
      file('group-refused.x12', caseInput('set-count-refused')),
      file('trailer.x12', caseInput('trailer-control-number-refused')),
      file('two-interchanges.x12', numbered(ofOthers(clean, '6'), 301) + numbered(ofOthers(claims, '6'), 302)),
      file('large.x12', manyRefusedSets(oneBad, 303)),
      file('empty.x12', ''),
      file('picture.x12', 'PK\u0003\u0004 this is no X12 at all'),
      file('cut-off.x12', numbered(clean, 304).slice(0, -60)),
      file('batch-278.x12', toRidgetop(ofOthers(clean, '7')), 'ridgetop'),
      file('claims-837.x12', toRidgetop(claims), 'ridgetop'),
    ],
    [
      file('batch-278-again.x12', clean),
      file('claims-again.x12', claims),
      file('number-used-before.x12', ofOthers(clean, '8').replace('PRC261103001', 'PRC261103999')),
      file('new-278.x12', numbered(clean, 305)),
      file('documents-275.x12', documentsFile()),
    ],
    [],
  ];
}

/** The wave with which plain documents are laid into the document folders. */
const WAVE_OF_DOCUMENTS = 'wave-2';
/** Files of X12 and plain documents, for whoever counts what has come to its end. */
export const FIRST_WAVE_FILES = waves()[0]!.length;
export const ALL_FILES = waves().flat().length;
export const ALL_DOCUMENTS = laidDocuments().length;

/**
 * Makes a run folder: `gateway.yaml`, `data/` with its ledger, a members file and two approved partners,
 * `staging/<wave>/<partner>/` with what their senders are going to drop, `laid/<wave>/<partner>/<request>/` with their
 * plain documents, `plan.json` with what reviewers do. The configuration's path is relative, so that the folder may be copied.
 */
export async function prepareRun(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const payer = JSON.parse(readFileSync(join(FIXTURES, 'payer.json'), 'utf8')) as PayerIdentity;
  const configuration = {
    dataDirectory: 'data',
    overlay: 'neutral',
    payer: { ...payer, providerLocationPattern: '^(?<provider>[A-Z]{8})(?<location>[0-9]{2})$' },
    intake: { quietSeconds: 0.02, cutOffSeconds: 5, scanSeconds: 0.1 },
    workers: 1,
    log: { level: 'warn' },
    // The claims of the workload are those of tests.
    handoff: { testClaims: true },
  };
  writeFileSync(join(folder, 'gateway.yaml'), `${JSON.stringify(configuration, undefined, 2)}\n`);
  const data = new DataFolder(join(folder, 'data'));
  for (const path of data.folders) await ensureFolder(path);
  const ledger = openLedger(data.ledgerFile);
  const now = new Date().toISOString();
  for (const { id, name, location, ...more } of PARTNERS) {
    const place = { id: location, providerId: location.slice(0, 8), serviceLocation: location.slice(8) };
    const provider: LinkedProvider = { location: place, npis: [NPI] };
    await ledger.putPartner(
      {
        id,
        name,
        kind: 'provider',
        interchangeQualifier: 'ZZ',
        interchangeId: location,
        applicationIds: [location],
        location: place,
        options: DEFAULT_OPTIONS,
        npis: provider.npis,
        ...more,
      },
      'crash test',
      now,
    );
    for (const transactionSet of ['278', '275', '837']) {
      for (const usage of ['T', 'P'] as const) {
        await ledger.putAllowance(id, { transactionSet, usage, state: 'approved' }, 'crash test', now);
      }
    }
    const { inbox, outbox, attachments } = data.partner(id);
    for (const path of [inbox, outbox, attachments]) await ensureFolder(path);
  }
  const edition = await ledger.beginReference('members', 'crash test', now);
  await ledger.putReferenceRows(
    edition,
    membersOf(
      waves()
        .flat()
        .map(({ content }) => content.toString('latin1')),
    ),
  );
  await ledger.completeReference(edition, now);
  ledger.close();
  const put = (path: string, name: string, content: Buffer): void => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, name), content);
  };
  for (const [index, files] of waves().entries()) {
    const staging = join(folder, 'staging', `wave-${index + 1}`);
    mkdirSync(staging, { recursive: true });
    for (const { partnerId, name, content } of files) put(join(staging, partnerId), name, content);
  }
  for (const { partnerId, request, name, content } of laidDocuments()) {
    put(join(folder, 'laid', WAVE_OF_DOCUMENTS, partnerId, request || 'none'), name, content);
  }
  writeFileSync(join(folder, 'plan.json'), `${JSON.stringify(plan(), undefined, 2)}\n`);
}

/** A copy of a prepared folder to run in. */
export function copyRun(prepared: string, folder: string): void {
  cpSync(prepared, folder, { recursive: true });
}

/** The interchange under another ISA13 (and IEA02). */
function numbered(interchange: string, controlNumber: number): string {
  const before = interchange.slice(90, 99);
  const after = String(controlNumber).padStart(9, '0');
  return interchange.replaceAll(before, after);
}

function toRidgetop(interchange: string): string {
  return interchange.replaceAll('PRCLINIC01', 'RTCLINIC02').replaceAll('PINERIDGE', 'RIDGETOP');
}

/** The interchange about other members, with the same names. */
function ofOthers(interchange: string, digit: string): string {
  return interchange.replaceAll('*NL7001', `*NL7${digit}01`).replaceAll('*NL79~', `*NL7${digit}9~`);
}

/** The interchange with its refused set many times over, each with one segment far too often. */
function manyRefusedSets(interchange: string, controlNumber: number): string {
  const sets = interchange.match(/ST\*.*?~SE\*\d+\*\d+~/g)!;
  const refused = sets[1]!;
  const before = /^ST\*278\*(\d+)/.exec(refused)![1]!;
  const segments = refused.split('~').length - 1;
  const many = Array.from({ length: REFUSED_SETS }, (_, at) => {
    const number = String(at + 1).padStart(4, '0');
    return refused
      .replace(`ST*278*${before}`, `ST*278*${number}`)
      .replace(/DMG\*.*?~/, (segment) => segment.repeat(SURPLUS_SEGMENTS + 1))
      .replace(/SE\*\d+\*\d+~$/, `SE*${segments + SURPLUS_SEGMENTS}*${number}~`);
  });
  const start = interchange.indexOf('ST*');
  const trailer = interchange.slice(interchange.indexOf('GE*')).replace(/^GE\*\d+/, `GE*${REFUSED_SETS}`);
  return numbered(interchange.slice(0, start) + many.join('') + trailer, controlNumber);
}

/** Every file below a folder with its bytes, by path relative to it. */
export function filesOf(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const read = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) read(child);
      else files.set(child, readFileSync(join(folder, child)));
    }
  };
  read('');
  return files;
}

/** What partners could read in a run folder at this moment. */
export function visibleAnswers(folder: string): ReadonlyMap<string, Buffer> {
  return new Map([...filesOf(folder)].filter(([path]) => isVisibleAnswer(path)));
}

/** True for a file in the download store, an outbox or a hand-off under its final name; `path` as in the run folder. */
export function isVisibleAnswer(path: string): boolean {
  return /^data\/(downloads\/|handoff\/|partners\/[^/]+\/outbox\/)/.test(path) && !/\/\.[^/]*$/.test(path);
}
