import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { SftpEndpoint } from '../../sftp/endpoint.js';
import { readEndpointFile } from '../../sftp/endpoint-file.js';
import { ProcessMemory } from '../../sftp/remote-memory.js';
import { RESILIENCE } from '../../sftp/resilience.js';
import { SftpPartner } from '../../sftp/sftp-partner.js';
import { SftpError } from '../../sftp/trouble.js';
import { contentOfBytes } from '../../sftp/upload-content.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';

/** What is said of one step. `failed`: the steps after it are not tried. */
interface Step {
  readonly step: 'connect' | 'list' | 'upload' | 'remove';
  readonly result: 'fine' | 'failed';
  /** '' when it went well, as `code`, `problem` and `hint`. */
  readonly trouble: SftpError['trouble'] | '';
  readonly code: string;
  readonly problem: string;
  readonly hint: string;
  /** Of `list`: files that could be fetched, and entries left alone by reason. */
  readonly files?: number;
  readonly leftAlone?: Readonly<Record<string, number>>;
}

const PROBE = contentOfBytes(Buffer.from('A test of the connection by x12-gateway. It may be removed.\n'));

/**
 * Tries an endpoint step by step, one line each. Exit code 0 when all went well, 1 when the server refused something, 2
 * for the file or the credentials, 3 when the server could not be reached.
 */
export async function testEndpoint(
  context: CommandContext,
  file: string,
  options: { readonly upload: boolean },
): Promise<ExitCode> {
  const { workingDirectory, environment } = context.surroundings;
  const endpoint = readEndpointFile(resolve(workingDirectory, file));
  const partner = new SftpPartner(endpoint, {
    environment,
    memory: new ProcessMemory(),
    // A person waits and sees; the gateway's patience would only make it slow.
    resilience: { ...RESILIENCE, retries: 0 },
  });
  try {
    for (const [step, run] of stepsOf(partner, endpoint, options.upload)) {
      const failure = await carryOut(context, step, run);
      if (failure !== undefined) return failure.trouble === 'transport' ? 3 : failure.exitCode === 2 ? 2 : 1;
    }
    return 0;
  } finally {
    await partner.close();
  }
}

type Run = () => Promise<Pick<Step, 'files' | 'leftAlone'>>;

function stepsOf(partner: SftpPartner, endpoint: SftpEndpoint, isUploadWanted: boolean): [Step['step'], Run][] {
  const probe = `x12gw-probe-${randomBytes(6).toString('hex')}.tmp`;
  const steps: [Step['step'], Run][] = [['connect', () => withoutFacts(partner.connect())]];
  if (endpoint.inbox !== undefined) {
    steps.push([
      'list',
      async () => {
        const { fresh, beyond, leftAlone } = await partner.list();
        return { files: fresh.length + beyond, leftAlone };
      },
    ]);
  }
  if (endpoint.outbox !== undefined && isUploadWanted) {
    steps.push(['upload', () => withoutFacts(partner.upload(probe, PROBE))]);
    steps.push(['remove', () => withoutFacts(partner.withdraw(probe))]);
  }
  return steps;
}

async function withoutFacts(work: Promise<unknown>): Promise<object> {
  await work;
  return {};
}

/** Runs one step and tells what came of it; gives the SftpError it failed with. Anything else goes up. */
async function carryOut(context: CommandContext, step: Step['step'], run: Run): Promise<SftpError | undefined> {
  try {
    tell(context, { step, result: 'fine', trouble: '', code: '', problem: '', hint: '', ...(await run()) });
    return undefined;
  } catch (error) {
    if (!(error instanceof SftpError)) throw error;
    const { trouble, code, message: problem } = error;
    tell(context, { step, result: 'failed', trouble, code, problem, hint: context.asCalled(error.hint) });
    return error;
  }
}

function tell(context: CommandContext, fact: Step): void {
  if (context.json) context.fact(fact);
  else context.line(lineOf(context, fact));
}

function lineOf(context: CommandContext, { step, result, problem, hint, code, files, leftAlone = {} }: Step): string {
  if (result === 'failed') {
    return `${context.paint('red', 'failed')}  ${step}: ${problem} (${code})\n        ${hint}`;
  }
  const left = Object.entries(leftAlone)
    .map(([reason, count]) => `${count} ${reason}`)
    .sort();
  const alone = left.length === 0 ? '' : `; left alone: ${left.join(', ')}`;
  const seen = files === undefined ? '' : `: ${files} ${files === 1 ? 'file' : 'files'} to fetch${alone}`;
  return `${context.paint('green', 'ok')}      ${step}${seen}`;
}
