import { join, resolve } from 'node:path';
import { ensureFolder } from '../../files/durable-folder.js';
import { publishFile } from '../../files/publish-file.js';
import type { DocumentRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { allRows } from '../pages.js';
import { filterFor } from '../prior-authorization/look-up.js';
import { formatTable } from '../table.js';

/** The ending a fetched document gets, by what its content is. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'image/tiff': 'tif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/rtf': 'rtf',
  'application/xml': 'xml',
  'text/plain': 'txt',
};

/**
 * Lists documents that came in, oldest first; with a number those of one prior authorization, which `--get` copies into a
 * folder under their control numbers. Exit code 1 when none is found.
 */
export function listDocuments(
  context: CommandContext,
  number: string | undefined,
  options: { readonly state?: DocumentRow['state']; readonly get?: string },
): Promise<ExitCode> {
  if (options.get !== undefined && number === undefined) {
    throw new GatewayError('Documents are fetched of one prior authorization', {
      code: 'usage',
      operation: 'fetch documents',
      hint: 'Name it: "x12gw pa documents NUMBER --get DIR".',
      exitCode: 2,
    });
  }
  return withInstallation(context, async (installation) => {
    const { ledger, configuration } = installation;
    const filter = filterFor(context, ledger, number, options.state);
    if (filter === undefined) return 1;
    const rows = [...allRows((after, limit) => ledger.documents(filter, after, limit))];
    if (options.get !== undefined) await fetchDocuments(context, installation, rows, options.get);
    if (context.json) for (const row of rows) context.fact(documentFact(row));
    else if (rows.length === 0) context.talk('No document fits.');
    else {
      const cells = rows.map((row) => [
        String(row.id),
        row.state,
        row.trackingNumber || '-',
        row.controlNumber || '-',
        row.document.mediaType || '-',
        String(row.document.bytes),
        row.partnerId,
        localTime(row.receivedAt, configuration.payer.timeZone),
        row.removedAt === '' ? row.reason : `removed under retention ${row.removedAt.slice(0, 10)}`,
      ]);
      const heading = ['DOCUMENT', 'STATE', 'TRACKING', 'CONTROL', 'TYPE', 'BYTES', 'PARTNER', 'RECEIVED', 'REASON'];
      for (const line of formatTable(heading, cells)) context.line(line);
      if (rows.some(({ state }) => state === 'unmatched')) {
        context.talk('One that is unmatched goes to its request with "x12gw pa attach NUMBER --document ID".');
      }
    }
    return rows.length === 0 ? 1 : 0;
  });
}

/** As `--json` shows it (`schemas/cli/pa-documents.schema.json`). What the sender called it is not shown. */
function documentFact(row: DocumentRow) {
  const { id, state, environment, trackingNumber, controlNumber, document, partnerId, receivedAt, reportType } = row;
  const { sha256, bytes, mediaType } = document;
  return {
    document: id,
    state,
    environment,
    trackingNumber,
    controlNumber,
    reportType,
    mediaType,
    bytes,
    sha256,
    partner: partnerId,
    receivedAt,
    reason: row.reason,
    removedAt: row.removedAt,
  };
}

/** Copies documents under names of ours, never over another file. */
async function fetchDocuments(
  context: CommandContext,
  { data }: Installation,
  rows: readonly DocumentRow[],
  directory: string,
): Promise<void> {
  const folder = resolve(context.surroundings.workingDirectory, directory);
  await ensureFolder(folder);
  const matched = rows.filter(({ state, removedAt }) => state === 'matched' && removedAt === '');
  for (const { controlNumber, document } of matched) {
    const name = `${controlNumber}.${ENDINGS[document.mediaType] ?? 'bin'}`;
    await publishFile(
      join(folder, name),
      { copyOf: data.document(document.sha256) },
      { sha256: document.sha256, mode: 0o600 },
    );
  }
  context.talk(`${matched.length} copied into ${directory}`);
  const removed = rows.filter(({ removedAt }) => removedAt !== '').length;
  if (removed > 0) context.talk(`${removed} were removed under retention and cannot be copied any more.`);
}
