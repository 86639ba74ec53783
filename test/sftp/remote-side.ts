import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTemporary } from '../../src/files/temporary-file.js';
import { checkEndpoint, type SftpEndpoint } from '../../src/sftp/endpoint.js';
import { ProcessMemory } from '../../src/sftp/remote-memory.js';
import type { ResilienceSettings } from '../../src/sftp/resilience.js';
import { SftpPartner } from '../../src/sftp/sftp-partner.js';
import { Sshd } from '../support/sshd.js';

/** Retries as the gateway's, in a hurry. */
export const IN_A_HURRY: ResilienceSettings = {
  retries: 2,
  firstPause: 10,
  longestPause: 50,
  failuresToRest: 5,
  firstRest: 300,
  longestRest: 1_000,
};

/** A partner's server with an inbox, an outbox and an archive, and our side of it. */
export class RemoteSide {
  readonly memory = new ProcessMemory();
  /** Our folder, which downloads go to. */
  readonly local = mkdtempSync(join(tmpdir(), 'x12gw-sftp-'));
  readonly inbox: string;
  readonly outbox: string;
  readonly archive: string;
  readonly #partners: SftpPartner[] = [];

  private constructor(readonly server: Sshd) {
    this.inbox = server.makeFolder('inbox');
    this.outbox = server.makeFolder('outbox');
    this.archive = server.makeFolder('archive');
    mkdirSync(join(this.local, 'arrived'));
  }

  static async start(options?: Parameters<typeof Sshd.start>[0]): Promise<RemoteSide> {
    return new RemoteSide(await Sshd.start(options));
  }

  endpoint(settings: object = {}): SftpEndpoint {
    const checked = checkEndpoint({
      host: '127.0.0.1',
      port: this.server.port,
      user: this.server.user,
      hostKeys: [this.server.fingerprint()],
      key: { file: this.server.keyFile },
      inbox: this.inbox,
      outbox: this.outbox,
      archive: this.archive,
      quietSeconds: 0,
      connectTimeoutSeconds: 5,
      ...settings,
    });
    if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
    return checked.endpoint;
  }

  /** A partner with these settings; logged out by `remove`. */
  partner(
    settings: object = {},
    given: { environment?: Record<string, string>; resilience?: ResilienceSettings } = {},
  ) {
    const partner = new SftpPartner(this.endpoint(settings), {
      environment: given.environment ?? {},
      memory: this.memory,
      resilience: given.resilience ?? IN_A_HURRY,
    });
    this.#partners.push(partner);
    return partner;
  }

  /** Writes a download as the gateway does: a temporary file that is only there when it is whole. */
  readonly write = (pieces: AsyncIterable<Uint8Array>) => writeTemporary(join(this.local, 'arrived'), pieces, 0o440);

  async remove(): Promise<void> {
    for (const partner of this.#partners) await partner.close();
    this.server.remove();
    rmSync(this.local, { recursive: true, force: true });
  }
}

/** Bytes that differ everywhere, so that a piece at the wrong place shows. */
export function bytesOf(length: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed >>> 0 || 1;
  for (let at = 0; at + 4 <= length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  bytes.fill(seed & 0xff, length - (length % 4));
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The error a promise ends with; undefined when it succeeds. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<{ code?: string; trouble?: string; message?: string }> {
  return promise.then(
    () => ({}),
    (error) => error,
  );
}
