import { basename, join, resolve } from 'node:path';
import { answerContent } from '../../deliver/answer-content.js';
import { downloadPath } from '../../deliver/download-layout.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { publishFile } from '../../files/publish-file.js';
import { parseProviderLocation } from '../../partners/provider-location.js';
import type { AnswerType } from '../../respond/answer.js';
import type { DownloadFilter } from '../../store/ledger.js';
import type { AnswerRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { localDate } from '../local-time.js';
import { allRows } from '../pages.js';
import { submissionNumberOf } from '../submission-number.js';
import { formatTable } from '../table.js';

/** The command's options as given. */
export interface DownloadOptions {
  readonly provider?: string;
  readonly submission?: string;
  readonly type?: AnswerType;
  readonly from?: string;
  readonly to?: string;
  readonly usage?: 'P' | 'T';
  readonly get?: string;
}

/** Lists answers in the download store, and copies them into a folder when asked. Exit code 1 when none is found or can be copied. */
export function downloads(context: CommandContext, options: DownloadOptions): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { providerLocationPattern, timeZone } = installation.configuration.payer;
    const filter = filterOf(options, providerLocationPattern);
    const rows: string[][] = [];
    let found = 0;
    let copied = 0;
    for (const answer of allRows((after, limit) => installation.ledger.downloads(filter, after, limit))) {
      found++;
      const path = join(installation.data.downloads, downloadPath(answer));
      if (options.get !== undefined && (await copyAnswer(context, installation, answer, path, options.get))) copied++;
      if (context.json) context.fact(answerFact(answer, path));
      else rows.push([answer.submissionNumber, answer.type, stateOf(answer, timeZone), String(answer.bytes), path]);
    }
    if (found === 0) context.talk('No answer fits.');
    else if (!context.json) {
      for (const line of formatTable(['SUBMISSION', 'TYPE', 'STATE', 'BYTES', 'FILE'], rows)) context.line(line);
    }
    if (options.get === undefined || found === 0) return found === 0 ? 1 : 0;
    context.talk(`${copied} copied into ${options.get}`);
    if (copied < found) context.talk(`${found - copied} have no content any more: removed under retention.`);
    return copied === 0 ? 1 : 0;
  });
}

/**
 * Its state, or that its file is gone after its time: its bytes are in the ledger still, and `--get` fetches them; unless
 * they are gone as well.
 */
function stateOf({ state, removedAt, contentRemovedAt }: AnswerRow, timeZone: string): string {
  if (contentRemovedAt !== '') return `content removed ${localDate(contentRemovedAt, timeZone)}`;
  return removedAt === '' ? state : `removed ${localDate(removedAt, timeZone)}`;
}

/** An answer as `--json` shows it (`schemas/cli/downloads.schema.json`). */
function answerFact(answer: AnswerRow, path: string) {
  return {
    submission: answer.submissionNumber,
    type: answer.type,
    partner: answer.partnerId,
    location: answer.location.id,
    usage: answer.usage,
    controlNumber: answer.controlNumber,
    state: answer.state,
    bytes: answer.bytes,
    sha256: answer.sha256,
    storedAt: answer.storedAt,
    file: path,
    copyOf: answer.copyOf !== 0,
    removedAt: answer.removedAt,
    contentRemovedAt: answer.contentRemovedAt,
  };
}

function filterOf(options: DownloadOptions, pattern: string): DownloadFilter {
  const { provider, submission, type, from, to, usage } = options;
  for (const date of [from, to]) requireDate(date);
  return {
    ...(provider === undefined ? {} : providerFilter(provider, pattern)),
    ...(submission === undefined ? {} : { submission: submissionNumberOf(submission) }),
    ...(type === undefined ? {} : { type }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(usage === undefined ? {} : { usage }),
  };
}

/** `110012345A` asks for one service location, `110012345` for all of a provider. */
function providerFilter(provider: string, pattern: string): Pick<DownloadFilter, 'providerId' | 'serviceLocation'> {
  const location = parseProviderLocation(provider, pattern);
  if (location === undefined || !new RegExp(pattern, 'u').test(provider)) return { providerId: provider };
  return { providerId: location.providerId, serviceLocation: location.serviceLocation };
}

function requireDate(date: string | undefined): void {
  if (date === undefined || (/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)))) return;
  throw new GatewayError(`${date} is not a date`, {
    code: 'date-invalid',
    operation: 'search the download store',
    hint: 'Write dates as yyyy-mm-dd, such as 2026-11-01.',
    exitCode: 2,
  });
}

/**
 * Copies the kept bytes, not the file in the store: what was picked up there can still be fetched here. False when they
 * were removed after their time.
 */
async function copyAnswer(
  context: CommandContext,
  { ledger, data }: Installation,
  answer: AnswerRow,
  path: string,
  directory: string,
): Promise<boolean> {
  if (answer.contentRemovedAt !== '') return false;
  const folder = resolve(context.surroundings.workingDirectory, directory);
  await ensureFolder(folder);
  const content = answerContent({ ledger, inside: (relativePath) => data.inside(relativePath) }, answer);
  await publishFile(join(folder, basename(path)), content, { sha256: answer.sha256 });
  return true;
}
