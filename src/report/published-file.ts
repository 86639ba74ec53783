import type { Finding, FindingCatalogue } from '../findings/finding.js';
import { instantText } from './instant-text.js';
import { wrap } from './layout.js';
import { findingText, findingWords } from './text.js';

/** One interchange of a published file, as its publisher is told. */
export interface PublishedInterchange {
  /** 0-based in the file. */
  readonly interchange: number;
  /** `filed`, `duplicate` or `refused`. */
  readonly outcome: string;
  /** Why, as the ledger names it; '' when it was filed. */
  readonly reason: string;
  /** `835` and the like, '' when it is none that may be published. */
  readonly type: string;
  readonly usage: 'T' | 'P' | 'unknown';
  /** The partner that receives it, '' for a provider's folder alone. */
  readonly partnerId: string;
  /** Provider ID with service location whose folder holds it. */
  readonly location: string;
  /** ISA13, 0 when it is no number. */
  readonly controlNumber: number;
  /** Our own answers to this partner have carried the same ISA13. */
  readonly isNumberOurs: boolean;
  /** What a filed 277 said of claims: how many it names, whose status is kept, which are not registered here. */
  readonly claimStatuses?: { readonly claims: number; readonly kept: number; readonly unknown: number } | undefined;
}

/** What became of a file of claim statuses. */
export interface PublishedStatusFile {
  readonly rows: number;
  /** Statuses that differ from what was known; fewer when the import was begun before and cut off. */
  readonly news: number;
  /** The first ones; they never quote a cell. `line` from 1; `column` '' for the whole row. */
  readonly problems: readonly { readonly line: number; readonly column: string; readonly problem: string }[];
  readonly problemCount: number;
  /** Columns that are none of a file of claim statuses. */
  readonly unreadColumns: number;
  /** Why it cannot be read as such a file, '' when it can. */
  readonly problem: string;
}

/** What became of one published file. */
export interface PublishedFile {
  readonly payerName: string;
  /** The tracking number, `S` + digits. */
  readonly submission: string;
  /** ISO instants. */
  readonly receivedAt: string;
  readonly reportedAt: string;
  readonly bytes: number;
  /** Hex digest of the file, so that the publisher can tell which of theirs it was. */
  readonly sha256: string;
  readonly disposition: string;
  readonly interchanges: readonly PublishedInterchange[];
  /** There are more interchanges than are listed. */
  readonly hasMore: boolean;
  /** Why the whole file was not filed, as the ledger names it; '' for a file of interchanges. */
  readonly reason: string;
  /** Of a file of claim statuses. */
  readonly statuses?: PublishedStatusFile | undefined;
  /** What is wrong, by interchange; -1 for the file itself. */
  readonly findings: readonly { readonly interchange: number; readonly findings: readonly Finding[] }[];
}

/** What each reason means and what to do, for whoever runs the publishing system. */
const REASONS: Readonly<Record<string, string>> = {
  'no-x12':
    'The file holds no X12 interchange. What is taken here: X12 005010 interchanges from the payer, holding 835, 820, 834, 271, 277, 277CA or 278 responses; any number in a file, not packed, not encrypted; and claim statuses as CSV in UTF-8, whose first row names the columns, claim_number among them.',
  'statuses-unreadable': 'It begins as a file of claim statuses, but cannot be read as one. Nothing of it was kept.',
  'rows-refused':
    'Rows of it cannot be kept, so nothing of the file was. Mend them where they come from and publish the file again.',
  damaged: 'Its envelope is not sound; the findings below say where. Mend it and publish it again.',
  'sets-refused':
    'A group or transaction set breaks its implementation guide; the findings below say where. Mend it and publish the interchange again.',
  'sender-not-us':
    'ISA05 and ISA06 do not name the payer. Only what the payer sends is filed; put in the id from the configuration (payer.id) or one of its aliases.',
  'kind-not-published':
    'It holds something else than 835, 820, 834, 271, 277, 277CA or 278 responses. Only these are filed here.',
  'kinds-mixed': 'It holds several kinds of transaction set. Publish an interchange for each, so that each is found.',
  'receiver-unknown':
    'Neither ISA08 nor GS03 names a registered partner or a provider ID with service location. Register the receiver or correct the ids, then publish the same file again: what was filed of it is not filed twice.',
  'receiver-ambiguous': 'Several partners have the receiver id. Tell them apart in their profiles, then publish again.',
  'receivers-differ':
    'ISA08 and GS03 name different receivers, or a provider that the partner in ISA08 has no link to. It goes to nobody; correct the ids or link the provider, then publish again.',
  'number-used':
    'Its control number (ISA13) was published before to this receiver with other content. Publish it with a number of its own.',
  'filed-before': 'The same, byte for byte, was filed before; it was not filed twice.',
};

const NUMBER_IS_OURS =
  'Note: answers of the gateway itself to this partner have carried the same control number (ISA13) from the same sender. It was filed, but the partner may take it for a repetition: have the publishing system number from a range of its own, such as 500000001 on, or send under an alias.';

/** The report as text: UTF-8, lines end in LF, values masked. */
export function publishedFileText(file: PublishedFile, catalogue: FindingCatalogue, timeZone: string): string {
  const heading = `What became of a published file: ${file.disposition}`;
  const at = (instant: string): string => instantText(new Date(instant), timeZone);
  const lines = [
    file.payerName,
    heading,
    '='.repeat(heading.length),
    '',
    `Tracking number: ${file.submission}`,
    `Received:        ${at(file.receivedAt)}`,
    `Report made:     ${at(file.reportedAt)}`,
    `Size:            ${file.bytes} bytes`,
    `SHA-256:         ${file.sha256}`,
    '',
  ];
  if (file.reason !== '') lines.push(...wrap(REASONS[file.reason] ?? file.reason, ''), '');
  if (file.statuses !== undefined) lines.push(...statusLines(file.statuses), '');
  lines.push(...findingLines(file, -1, catalogue));
  for (const one of file.interchanges) {
    lines.push(`Interchange ${one.interchange + 1} (${one.controlNumber}): ${endOf(one)}`);
    const reason = REASONS[one.reason];
    if (reason !== undefined) lines.push(...wrap(reason, '  '));
    if (one.claimStatuses !== undefined) lines.push(...wrap(statusWords(one.claimStatuses), '  '));
    if (one.isNumberOurs) lines.push(...wrap(NUMBER_IS_OURS, '  '));
    lines.push('', ...findingLines(file, one.interchange, catalogue));
  }
  if (file.hasMore) lines.push(...wrap('The file holds more interchanges than this report lists.', ''), '');
  return `${lines.join('\n')}\n`;
}

/** The report for a program: `schemas/published-file.schema.json`. */
export function publishedFileJson(file: PublishedFile, catalogue: FindingCatalogue): string {
  const { findings, interchanges, payerName: _name, ...facts } = file;
  const factOf = (finding: Finding) => {
    const { place } = finding;
    const { message, mend } = findingWords(finding, catalogue);
    const { byteOffset, segmentId, loopPath, element = 0 } = place;
    const { code, severity } = finding;
    return { code, severity, byteOffset, segment: segmentId, loop: loopPath, element, message, mend };
  };
  const of = (interchange: number) =>
    findings.filter((one) => one.interchange === interchange).flatMap((one) => one.findings.map(factOf));
  const document = {
    ...facts,
    findings: of(-1),
    interchanges: interchanges.map((one) => ({
      interchange: one.interchange + 1,
      outcome: one.outcome,
      reason: one.reason,
      type: one.type,
      usage: one.usage,
      partner: one.partnerId,
      location: one.location,
      controlNumber: one.controlNumber,
      isNumberOurs: one.isNumberOurs,
      claimStatuses: one.claimStatuses,
      findings: of(one.interchange),
    })),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** What was kept of a file of claim statuses, or what is wrong with it. */
function statusLines({ rows, news, problems, problemCount, unreadColumns, problem }: PublishedStatusFile): string[] {
  if (problem !== '') return wrap(`What is wrong: ${problem}`, '');
  const lines = [`Claim statuses: ${rows} rows, ${problemCount} problems, ${news} of them news`];
  if (unreadColumns > 0) lines.push(`Columns that were not read: ${unreadColumns}`);
  for (const one of problems) {
    lines.push(...wrap(`line ${one.line}${one.column === '' ? '' : `, ${one.column}`}: ${one.problem}`, '  '));
  }
  if (problemCount > problems.length) lines.push(`  ... and ${problemCount - problems.length} more`);
  return lines;
}

function statusWords({ claims, kept, unknown }: NonNullable<PublishedInterchange['claimStatuses']>): string {
  const others = claims - kept - unknown;
  const about = others === 0 ? '' : `; ${others} only about the inquiry`;
  return `Claims it names: ${claims}; status kept of ${kept}; not registered here: ${unknown}${about}.`;
}

function endOf({ outcome, type, partnerId, location, usage }: PublishedInterchange): string {
  if (outcome !== 'filed') return outcome;
  const whom = partnerId === '' ? `provider ${location}` : `partner ${partnerId} (${location})`;
  return `filed as ${type}, ${usage === 'T' ? 'test' : 'production'}, for ${whom}`;
}

function findingLines(file: PublishedFile, interchange: number, catalogue: FindingCatalogue): string[] {
  const source = { label: file.submission, transactionSet: '' };
  return file.findings
    .filter((one) => one.interchange === interchange)
    .flatMap((one) =>
      one.findings.map((finding) => findingText(finding, catalogue, source, { showValues: false, color: false })),
    );
}
