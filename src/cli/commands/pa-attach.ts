import { resolve } from 'node:path';
import type { DeliveredDocument } from '../../domain/prior-authorization/command.js';
import type { DocumentFacts } from '../../domain/prior-authorization/model.js';
import { DocumentStore } from '../../ingest/document-store.js';
import { keepFiles } from '../../review/keep-files.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import { lineNumber } from '../desk/line-flag.js';
import { type Desk, withDesk } from '../desk/open-desk.js';
import { placeOrder } from '../desk/place-order.js';
import { type VersionFlag, versionOf } from '../desk/version-flag.js';
import type { ExitCode } from '../exit-code.js';
import { rowNumber } from '../row-number.js';

/** One document at hand or the files, and what is said of them. */
export interface AttachOptions extends VersionFlag {
  readonly document?: string;
  readonly type?: string;
  readonly line?: string;
  readonly description?: string;
  readonly answers?: string;
  readonly hold?: boolean;
}

/**
 * Attaches documents to a prior authorization for its provider: files, which are copied into the document store, or one
 * that lies there unmatched. They are before the reviewer at once unless `--hold`. Exit code 1 when a document is not
 * taken (nothing is attached then) and as `placeOrder`; 2 for a file that is not there or flags that do not fit.
 */
export function attachDocuments(
  context: CommandContext,
  number: string,
  files: readonly string[],
  options: AttachOptions,
): Promise<ExitCode> {
  const version = versionOf(options);
  if ((files.length === 0) === (options.document === undefined)) {
    throw usage('Name either files or --document', 'Type "x12gw pa attach NUMBER FILE" or "... --document ID".');
  }
  return withDesk(context, async (desk) => {
    const unmatched = options.document === undefined ? undefined : unmatchedDocument(desk, options.document);
    const documents = unmatched === undefined ? await keptFiles(desk, files) : [unmatched.document];
    if (documents === undefined) return 1;
    const { attachments } = desk.parts.tables.overlay;
    const described: Omit<DeliveredDocument, 'document'> = {
      controlNumber: options.answers ?? '',
      externalReference: unmatched?.reference ?? '',
      reportType:
        options.type ?? (options.answers === undefined ? (unmatched?.reportType ?? attachments.defaultReportType) : ''),
      description: options.description ?? '',
      lineNumber: lineOf(options.line),
    };
    return placeOrder(desk, {
      number,
      command: {
        kind: 'attach',
        submits: options.hold !== true,
        documents: documents.map((document) => ({ ...described, document })),
      },
      ...version,
      ...(unmatched === undefined ? {} : { settlesDocument: unmatched.id }),
    });
  });
}

/** Copies all files into the document store; undefined, and told why, when one of them is not taken. */
async function keptFiles(desk: Desk, files: readonly string[]): Promise<readonly DocumentFacts[] | undefined> {
  const { context, installation, parts } = desk;
  const store = new DocumentStore(installation.data, parts.tables.overlay.attachments);
  const folder = context.surroundings.workingDirectory;
  const kept = await keepFiles(
    store,
    files.map((file) => resolve(folder, file)),
  );
  if (kept.kind === 'kept') return kept.documents;
  if (kept.kind === 'absent') throw usage(`There is no file ${kept.path}`, 'Check the name and the folder.');
  context.talk(`Nothing was attached: ${kept.path}: ${kept.sentence}`);
  return undefined;
}

function unmatchedDocument({ parts, installation }: Desk, id: string) {
  const found = installation.ledger.document(rowNumber(id));
  if (found?.state === 'unmatched') return found;
  throw usage(
    `No unmatched document has the id ${id}`,
    `List those that wait with "x12gw pa documents --state unmatched" (${parts.payer.name}).`,
  );
}

/** 0, as when it is left out, is the whole request. */
function lineOf(text = '0'): number {
  return text === '0' ? 0 : lineNumber(text);
}

function usage(message: string, hint: string): GatewayError {
  return new GatewayError(message, { code: 'usage', operation: 'attach a document', hint, exitCode: 2 });
}
