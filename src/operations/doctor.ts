import { access, constants, stat, statfs } from 'node:fs/promises';
import { ensureFolder } from '../files/durable-folder.js';
import type { Ledger } from '../store/ledger.js';
import { systemErrorCode } from '../support/errors.js';
import type { DocumentCheck } from './document-check.js';

/** One thing that was looked at. `problem` and `hint` are '' when it is sound. */
export interface Check {
  readonly check: string;
  readonly problem: string;
  /** What to do about it. */
  readonly hint: string;
}

/** The folders of a partner, absolute. */
export interface PartnerPlaces {
  readonly inbox: string;
  readonly outbox: string;
  readonly claimed: string;
  readonly attachments: string;
  readonly claimedAttachments: string;
}

/** What of an installation is looked at; all paths absolute. */
export interface DoctorParts {
  readonly ledger: Pick<Ledger, 'check'>;
  /** What is wrong with the audit trail, a sentence each. */
  readonly auditTrail: () => Promise<readonly string[]>;
  /** Folders every installation has, parents first. */
  readonly folders: readonly string[];
  readonly partners: readonly PartnerPlaces[];
  /** The folder that other systems of the payer publish through, and where what was taken from it waits. */
  readonly publish: Pick<PartnerPlaces, 'inbox' | 'claimed'>;
  /** Reads the schemas and gives their digest. */
  readonly schemasDigest: () => string;
  /** What is wrong with the operator's own schemas, a sentence each; undefined when there are none. */
  readonly ownSchemas: () => readonly string[] | undefined;
  /** Imported code lists that cannot be read. */
  readonly damagedCodeLists: () => readonly { readonly id: string; readonly problem: string }[];
  /** Compares the download store with the ledger; with `repair` writes missing files again. One line for each problem. */
  readonly answers: (repair: boolean) => Promise<readonly { readonly problem: string; readonly isRepaired: boolean }[]>;
  /** Copies of received files that no receipt names; with `repair` removes them. How many there were. */
  readonly unownedOriginals: (repair: boolean) => Promise<number>;
  /** Compares the document store with the ledger; with `repair` removes what nobody names. */
  readonly documents: (repair: boolean) => Promise<DocumentCheck>;
  /** Partners' outboxes that are not the folders their answers were delivered into; with `repair` those there are taken. */
  readonly outboxes: (repair: boolean) => Promise<readonly Check[]>;
  /** How many files were claimed more than a day ago and are not received. */
  readonly oldClaims: () => Promise<number>;
  /** Loads of reference files that did not come to their end and are not running; with `repair` removes their rows. */
  readonly referencesLeft: (repair: boolean) => Promise<number>;
  /** Who runs the gateway on this installation, '' when nobody does. */
  readonly runner: () => Promise<string>;
}

/** Free space below which a disk counts as full for planning: a day's batch of claims should still fit. */
const LITTLE_SPACE_BYTES = 1_000_000_000;

/**
 * Looks at everything an installation stands on, one line each, changing nothing. With `repair` missing folders are
 * made, missing answers are written again from the ledger, other folders are taken as outboxes, and what crashes left
 * (copies without a receipt, documents nobody names, reference files loaded in part) is removed; what holds other bytes
 * than it should is left for a person.
 */
export async function examineInstallation(parts: DoctorParts, options: { readonly repair: boolean }): Promise<Check[]> {
  const checks: Check[] = [];
  const [root, ...folders] = parts.folders;
  // The root may be an ordinary folder of the operator; what lies in it is closed.
  if (root !== undefined) checks.push(await checkFolder(root, { ...options, mayBeOpen: true }));
  // Before missing folders are made: an outbox that is made anew is another one.
  checks.push(...(await parts.outboxes(options.repair)));
  const partnerFolders = parts.partners.flatMap(({ inbox, outbox }) => [inbox, outbox]);
  for (const folder of [...folders, ...partnerFolders]) checks.push(await checkFolder(folder, options));
  for (const { attachments } of parts.partners) {
    // The gateway makes it when it starts, and nobody misses it before.
    if (options.repair || (await deviceOf(attachments)) !== undefined) {
      checks.push(await checkFolder(attachments, options));
    }
  }
  for (const { inbox, claimed, attachments, claimedAttachments } of parts.partners) {
    checks.push(await checkSameFileSystem('inbox', inbox, claimed));
    checks.push(await checkSameFileSystem('attachments', attachments, claimedAttachments));
  }
  checks.push(await checkSameFileSystem('publish', parts.publish.inbox, parts.publish.claimed));
  checks.push(await checkSpace(root ?? '.'));
  checks.push(...checkLedger(parts.ledger.check()));
  checks.push(...(await checkAuditTrail(parts.auditTrail)));
  checks.push(checkSchemas(parts.schemasDigest));
  checks.push(...checkOwnSchemas(parts.ownSchemas));
  checks.push(...checkCodeLists(parts.damagedCodeLists()));
  checks.push(...(await checkAnswers(parts, options.repair)));
  checks.push(await checkOriginals(parts, options.repair));
  checks.push(...(await checkDocumentStore(parts, options.repair)));
  checks.push(await checkOldClaims(parts));
  checks.push(await checkReferences(parts, options.repair));
  const runner = await parts.runner();
  checks.push(sound(runner === '' ? 'no gateway runs here' : `the gateway runs: ${runner}`));
  return checks;
}

async function checkFolder(
  folder: string,
  { repair, mayBeOpen = false }: { readonly repair: boolean; readonly mayBeOpen?: boolean },
): Promise<Check> {
  const check = `folder ${folder}`;
  try {
    if (repair) await ensureFolder(folder);
    const status = await stat(folder);
    if (!status.isDirectory()) return trouble(check, 'is no folder', 'Move away what stands there.');
    if (!mayBeOpen && (status.mode & 0o007) !== 0) {
      return trouble(check, 'other users of this machine may enter it', `Close it: chmod 750 ${folder}`);
    }
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return sound(check);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      return trouble(check, 'is missing', 'Run "x12gw doctor --repair"; the gateway also makes it when it starts.');
    }
    return trouble(check, 'this user may not read and write it', 'Give it to the user that runs the gateway.');
  }
}

/** A file is claimed by a rename, which cannot cross file systems. The first claim makes the folder. */
async function checkSameFileSystem(what: string, folder: string, claimed: string): Promise<Check> {
  const check = `${what} and claimed on one file system: ${folder}`;
  const [one, other] = await Promise.all([folder, claimed].map(deviceOf));
  if (one === undefined || other === undefined || one === other) return sound(check);
  return trouble(check, 'they are on different ones', 'Mount both together, as the parent folder of the two.');
}

async function deviceOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (status) => status.dev,
    () => undefined,
  );
}

async function checkSpace(folder: string): Promise<Check> {
  const check = `free space in ${folder}`;
  try {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize >= LITTLE_SPACE_BYTES) return sound(check);
    return trouble(
      check,
      'less than 1 GB is left',
      'Free space; the gateway waits when the disk is full and loses nothing.',
    );
  } catch {
    return trouble(check, 'cannot be told', 'Look at the disk and its mount with "df".');
  }
}

function checkLedger(problems: readonly string[]): Check[] {
  if (problems.length === 0) return [sound('ledger')];
  const hint = 'Stop the gateway, keep a copy of the ledger folder, and restore the ledger from the backup.';
  return problems.map((problem) => trouble('ledger', problem, hint));
}

async function checkAuditTrail(auditTrail: DoctorParts['auditTrail']): Promise<Check[]> {
  const check = 'audit trail';
  const problems = await auditTrail();
  if (problems.length === 0) return [sound(check)];
  const hint = 'Keep a copy of the data directory as it is, and compare it with backups: docs/audit.md says how.';
  return problems.map((problem) => trouble(check, problem, hint));
}

function checkSchemas(digest: () => string): Check {
  try {
    return sound(`schemas ${digest().slice(0, 12)}`);
  } catch {
    return trouble('schemas', 'cannot be read', 'Install the package again.');
  }
}

/** Nothing is checked while a list it may ask for is damaged. */
function checkCodeLists(damaged: readonly { readonly id: string; readonly problem: string }[]): Check[] {
  if (damaged.length === 0) return [sound('the imported code lists')];
  return damaged.map(({ id, problem }) =>
    trouble(`code list ${id}`, problem, `Import it again with "x12gw codes import ${id} FILE", or remove it.`),
  );
}

/** A gateway that runs works with what it found at its start; the next one would not start with these. */
function checkOwnSchemas(ownSchemas: DoctorParts['ownSchemas']): Check[] {
  const check = 'your own schemas';
  const hint = 'The gateway does not start with them. Mend the file, then run "x12gw guide check".';
  try {
    const problems = ownSchemas();
    if (problems === undefined) return [];
    return problems.length === 0 ? [sound(check)] : problems.map((problem) => trouble(check, problem, hint));
  } catch (error) {
    return [trouble(check, (error as Error).message, hint)];
  }
}

async function checkAnswers(parts: DoctorParts, repair: boolean): Promise<Check[]> {
  const differences = await parts.answers(repair);
  const open = differences.filter((difference) => !difference.isRepaired);
  const repaired = differences.length - open.length;
  const check =
    repaired === 0 ? 'answers in the download store' : `answers in the download store, ${repaired} repaired`;
  if (open.length === 0) return [sound(check)];
  const hint = 'Missing ones: "x12gw doctor --repair". Others were put or changed there by hand: move them away first.';
  return open.map(({ problem }) => trouble(check, problem, hint));
}

async function checkOriginals(parts: DoctorParts, repair: boolean): Promise<Check> {
  const check = 'originals have their receipts';
  const unowned = await parts.unownedOriginals(repair);
  if (unowned === 0) return sound(check);
  if (repair) return sound(`${check}, ${unowned} without one removed`);
  const hint = 'A crash left them before they were promised an answer. Remove them: "x12gw doctor --repair".';
  return trouble(check, `${unowned} have none`, hint);
}

async function checkDocumentStore(parts: DoctorParts, repair: boolean): Promise<Check[]> {
  const { problems, repaired } = await parts.documents(repair);
  const check = repaired === 0 ? 'documents' : `documents, ${repaired} leftovers removed`;
  return problems.length === 0 ? [sound(check)] : problems.map(({ problem, hint }) => trouble(check, problem, hint));
}

async function checkOldClaims(parts: DoctorParts): Promise<Check> {
  const check = 'claimed files are received';
  const old = await parts.oldClaims();
  if (old === 0) return sound(check);
  const hint =
    'Start the gateway: it takes its own in. Those of an installation that is gone stay in claimed/<installation>/ and ' +
    'claimed-attachments/<installation>/ of the partner, or in claimed-publish/<installation>/: move the files back to where they lay.';
  return trouble(check, `${old} wait for more than a day`, hint);
}

async function checkReferences(parts: DoctorParts, repair: boolean): Promise<Check> {
  const check = 'reference files';
  const left = await parts.referencesLeft(repair);
  if (left === 0) return sound(check);
  if (repair) return sound(`${check}, ${left} loaded in part removed`);
  const hint =
    'They take up room and are never read. Remove them: "x12gw doctor --repair"; the next import does so too.';
  return trouble(check, `${left} loads did not come to their end`, hint);
}

function sound(check: string): Check {
  return { check, problem: '', hint: '' };
}

function trouble(check: string, problem: string, hint: string): Check {
  return { check, problem, hint };
}
