import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { answerPath } from '../../src/deliver/download-layout.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import type { Ledger, Page } from '../../src/store/ledger.js';
import type { AnswerRow, DocumentRow, LetterRow, SubmissionRow } from '../../src/store/rows.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { handoffFaults } from './handoff-faults.js';
import { controlNumberOf, maskAnswer, maskText } from './mask.js';

/** What a whole run came to, in a form two runs can be compared by. Every list is sorted. */
export interface Outcome {
  /** One line for each received file: its digest, disposition, verdicts and masked answers. */
  readonly submissions: readonly string[];
  /** One line for each prior authorization, masked; and the numbers given out. */
  readonly priorAuthorizations: readonly string[];
  readonly trackingNumbers: readonly string[];
  /** One line for each document that came in and for each letter, masked. */
  readonly documents: readonly string[];
  readonly letters: readonly string[];
  /** One line for each claim, masked; and the numbers given out. */
  readonly claims: readonly string[];
  readonly claimNumbers: readonly string[];
  /** What is wrong in this run whatever the other one says. */
  readonly faults: readonly string[];
}

const PAGE = 500;
const TEMPORARY = /^\.|\.(?:tmp|part|writing)$/;

/** Reads a run folder after its gateway has ended. */
export function readOutcome(folder: string): Outcome {
  const data = new DataFolder(join(folder, 'data'));
  const ledger = openLedger(data.ledgerFile);
  try {
    const faults: string[] = [];
    const submissions = pages((after) => ledger.submissions({}, after, PAGE));
    const answers = submissions.flatMap((submission) => ledger.answersOf(submission.id));
    faults.push(...ledger.check().map((problem) => `ledger: ${problem}`));
    // A document of nobody waits for a person; that it does stands in its line.
    const owed = ledger.reconcile().filter(({ kind }) => kind !== 'document-unmatched');
    faults.push(...owed.map(({ kind, subject }) => `unfinished: ${kind} ${subject}`));
    const documents = pages((after) => ledger.documents({}, after, PAGE));
    const letters = pages((after) => ledger.letters({}, after, PAGE));
    faults.push(...documentFaults(data, ledger, documents), ...letterFaults(data, letters, answers));
    faults.push(...originalFaults(data, submissions));
    const handedOff = ['production', 'test'] as const;
    const lying = handedOff.flatMap((environment) => filesBelow(data.handoffClaims(environment)));
    faults.push(
      ...handoffFaults(
        data,
        pages((after) => ledger.handoffs({}, after, PAGE)),
        lying,
      ),
    );
    faults.push(...answerFaults(data, ledger, answers));
    faults.push(...controlNumberFaults(data, answers));
    faults.push(...leftovers(folder, data, answers));
    const authorizations = pages((after) => ledger.priorAuthorizations({}, after, PAGE));
    const claims = pages((after) => ledger.claims({}, after, PAGE));
    return {
      submissions: submissions.map((submission) => describe(ledger, data, submission)).sort(),
      priorAuthorizations: authorizations
        .map(({ id: _id, submissionId, ...row }: { id?: number } & (typeof authorizations)[number]) => {
          const { history } = ledger.priorAuthorization(row.trackingNumber)!;
          return maskText(`${fileOf(ledger, submissionId)} ${JSON.stringify({ ...row, history })}`);
        })
        .sort(),
      trackingNumbers: authorizations.map((row) => row.trackingNumber).sort(),
      documents: documents
        .map(({ id: _id, submissionId, ...row }) => maskText(`${fileOf(ledger, submissionId)} ${JSON.stringify(row)}`))
        .sort(),
      letters: letters
        .map(({ id: _id, submissionId, ...row }) => maskText(`${fileOf(ledger, submissionId)} ${JSON.stringify(row)}`))
        .sort(),
      claims: claims
        .map(({ id: _id, submissionId, ...row }) => maskText(`${fileOf(ledger, submissionId)} ${JSON.stringify(row)}`))
        .sort(),
      claimNumbers: claims.flatMap(({ verdict }) => (verdict.accepted ? [verdict.claimNumber] : [])).sort(),
      faults,
    };
  } finally {
    ledger.close();
  }
}

function describe(ledger: Ledger, data: DataFolder, submission: SubmissionRow): string {
  const verdicts = ledger
    .interchanges(submission.id)
    .map(({ index, controlNumber, acknowledgment, note, duplicateOf }) =>
      [index, controlNumber, acknowledgment, note, duplicateOf === 0 ? '' : 'repeats'].join(' '),
    );
  const answers = ledger.answersOf(submission.id).map((answer) => {
    const copy = answer.copyOf === 0 ? '' : ' copy';
    const place = `${answer.location.id} ${answer.usage} ${answer.type} ${answer.extension} ${answer.interchange}${copy}`;
    return `${place}\n${maskAnswer(bytesOf(data, ledger, answer))}`;
  });
  const { sha256, partnerId, senderFileName, state, disposition } = submission;
  return [sha256, partnerId, maskText(senderFileName), state, disposition, ...verdicts, ...answers.sort()].join('\n');
}

/** A file is named by its content, since its number depends on who was first. */
function fileOf(ledger: Ledger, submissionId: number): string {
  const submission = ledger.submission({ id: submissionId })!;
  return `${submission.sha256} ${maskText(submission.senderFileName)}`;
}

function bytesOf(data: DataFolder, ledger: Ledger, answer: AnswerRow): Buffer {
  if (answer.spoolPath !== '') return readFileSync(data.inside(answer.spoolPath));
  return Buffer.from(ledger.answerBytes(answer.id)!);
}

/** Every original present, never writable, with the bytes that were promised an answer. */
function originalFaults(data: DataFolder, submissions: readonly SubmissionRow[]): string[] {
  const faults: string[] = [];
  const known = new Set(submissions.map((submission) => submission.originalPath));
  for (const { number, originalPath, sha256 } of submissions) {
    const path = data.inside(originalPath);
    if (!existsSync(path)) faults.push(`lost: the original of ${number} is gone`);
    else {
      if (digest(readFileSync(path)) !== sha256) faults.push(`lost: the original of ${number} has other bytes`);
      if ((statSync(path).mode & 0o777) !== 0o440) faults.push(`original of ${number}: mode is not 0440`);
    }
  }
  for (const path of filesBelow(data.originals)) {
    if (!TEMPORARY.test(basename(path)) && !known.has(path.slice(data.root.length + 1)))
      faults.push(`left over: an original nobody recorded`);
  }
  return faults;
}

/** Every document where its row says, with the bytes that came, never writable; and none that no row names. */
function documentFaults(data: DataFolder, ledger: Ledger, documents: readonly DocumentRow[]): string[] {
  const faults: string[] = [];
  const known = new Set<string>();
  for (const { id, state, trackingNumber, controlNumber, document } of documents) {
    if (state === 'refused') continue;
    const path = data.document(document.sha256);
    known.add(path);
    if (!existsSync(path)) faults.push(`lost: document ${id} is gone`);
    else {
      if (digest(readFileSync(path)) !== document.sha256) faults.push(`lost: document ${id} has other bytes`);
      if ((statSync(path).mode & 0o777) !== 0o440) faults.push(`document ${id}: mode is not 0440`);
    }
    if (state !== 'matched') continue;
    const entries = ledger.priorAuthorization(trackingNumber)?.row.attachments ?? [];
    const holding = entries.filter((entry) => entry.document?.sha256 === document.sha256);
    if (holding.length !== 1 || holding[0]!.controlNumber !== controlNumber) {
      faults.push(`${holding.length > 1 ? 'double' : 'lost'}: document ${id} in the attachments of its PA`);
    }
  }
  for (const path of filesBelow(data.documents)) {
    if (!TEMPORARY.test(basename(path)) && !known.has(path)) faults.push('left over: a document that nobody names');
  }
  return faults;
}

/** Every letter made once: its own number in one manifest, which names the bytes of the two files beside it. */
function letterFaults(data: DataFolder, letters: readonly LetterRow[], answers: readonly AnswerRow[]): string[] {
  const faults: string[] = [];
  const files = answers.filter(({ target }) => target === 'letters').map((answer) => answerPath(data, answer));
  const manifests = files.filter((path) => path.endsWith('.json') && existsSync(path));
  const made = new Map<number, number>();
  for (const path of manifests) {
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    made.set(manifest.letter, (made.get(manifest.letter) ?? 0) + 1);
    for (const { extension, sha256 } of manifest.files) {
      const file = path.replace(/json$/, extension);
      if (!existsSync(file)) faults.push(`lost: the ${extension} of letter ${manifest.letter}`);
      else if (digest(readFileSync(file)) !== sha256) faults.push(`lost: other bytes in letter ${manifest.letter}`);
    }
  }
  const ofMembers = letters.filter(({ recipient }) => recipient === 'member');
  for (const { id } of ofMembers) {
    const times = made.get(id) ?? 0;
    if (times !== 1) faults.push(`${times === 0 ? 'lost' : 'double'}: letter ${id} lies there ${times} times`);
  }
  if (files.length !== 3 * ofMembers.length)
    faults.push(`double: ${files.length} files of ${ofMembers.length} letters`);
  for (const path of filesBelow(data.letters)) {
    if (!TEMPORARY.test(basename(path)) && !files.includes(path)) faults.push('double: a letter that no answer is');
  }
  return faults;
}

/** The download store and the outboxes hold exactly the ledger's answers, byte for byte. */
function answerFaults(data: DataFolder, ledger: Ledger, answers: readonly AnswerRow[]): string[] {
  const faults: string[] = [];
  const expected = new Map<string, AnswerRow>();
  for (const answer of answers) {
    const path = answerPath(data, answer);
    const isMail = answer.target === 'mailbox';
    const copies = isMail ? [path, join(data.partner(answer.partnerId).outbox, basename(path))] : [path];
    for (const copy of copies) {
      if (expected.has(copy)) faults.push(`double: two answers want the name ${basename(copy)}`);
      expected.set(copy, answer);
    }
    if (answer.state !== 'delivered') faults.push(`unfinished: answer ${basename(path)} is ${answer.state}`);
    if (digest(bytesOf(data, ledger, answer)) !== answer.sha256) faults.push(`lost: bytes of ${basename(path)}`);
  }
  for (const [path, answer] of expected) {
    if (!existsSync(path)) faults.push(`lost: ${path.slice(data.root.length + 1)} is not there`);
    else {
      if (digest(readFileSync(path)) !== answer.sha256) faults.push(`lost: ${basename(path)} holds other bytes`);
      if ((statSync(path).mode & 0o777) !== 0o640) faults.push(`mode of ${basename(path)} is not 0640`);
    }
  }
  const outboxes = ledger.partners().map(({ id }) => data.partner(id).outbox);
  for (const path of [data.downloads, ...outboxes].flatMap(filesBelow)) {
    if (!TEMPORARY.test(basename(path)) && !expected.has(path))
      faults.push(`double: ${path.slice(data.root.length + 1)} belongs to no answer`);
  }
  return faults;
}

/** ISA13 as it stands in the files of the download store, for each partner 1 to n; copies repeat their first. */
function controlNumberFaults(data: DataFolder, answers: readonly AnswerRow[]): string[] {
  const taken = new Map<string, number[]>();
  for (const answer of answers) {
    const path = answerPath(data, answer);
    const number = existsSync(path) && answer.copyOf === 0 ? controlNumberOf(readFileSync(path)) : undefined;
    if (number !== undefined) taken.set(answer.partnerId, [...(taken.get(answer.partnerId) ?? []), number]);
  }
  return [...taken].flatMap(([partnerId, numbers]) => {
    const sorted = numbers.sort((a, b) => a - b);
    return sorted.every((number, at) => number === at + 1)
      ? []
      : [`control numbers to ${partnerId} do not run from 1: ${sorted.join(' ')}`];
  });
}

/** Nothing waits in inbox or claimed, nothing temporary lies about, the spool holds what answers refer to. */
function leftovers(folder: string, data: DataFolder, answers: readonly AnswerRow[]): string[] {
  const faults: string[] = [];
  const spooled = new Set(answers.map((answer) => answer.spoolPath).filter(Boolean));
  for (const path of filesBelow(folder)) {
    const inside = path.slice(folder.length + 1);
    if (TEMPORARY.test(basename(path))) faults.push(`left over: a temporary file in ${inside.replace(/[^/]*$/, '')}`);
    if (/^data\/partners\/[^/]+\/(?:inbox|attachments|claimed|claimed-attachments)\//.test(inside))
      faults.push(`unfinished: ${inside}`);
    if (/^(?:staging|laid)\//.test(inside)) faults.push(`unfinished: ${inside}`);
    if (inside.startsWith('data/spool/') && !spooled.has(path.slice(data.root.length + 1))) {
      faults.push('left over: a file in the spool no answer refers to');
    }
  }
  for (const partner of readdirSync(data.partners)) {
    const { claimed, claimedAttachments } = data.partner(partner);
    for (const folder of [claimed, claimedAttachments].filter(existsSync)) {
      for (const installation of readdirSync(folder)) {
        const arrivals = readdirSync(join(folder, installation));
        if (arrivals.length > 0) faults.push(`left over: ${arrivals.length} folders of claimed files`);
      }
    }
  }
  return faults;
}

function pages<Row>(read: (after: number) => Page<Row>): Row[] {
  const rows: Row[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: Page<Row> = read(after);
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
