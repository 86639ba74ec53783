import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningGateway, RunOptions } from '../../../src/gateway/runner.js';
import { IN_A_HURRY } from '../../sftp/remote-side.js';
import { Sshd } from '../../support/sshd.js';
import type { Installation } from '../installation.js';

/** A partner's SFTP server, and the endpoint file by which an installation calls it. */
export class SftpSide {
  readonly inbox: string;
  readonly outbox: string;

  private constructor(readonly server: Sshd) {
    this.inbox = server.makeFolder('inbox');
    this.outbox = server.makeFolder('outbox');
  }

  static async start(): Promise<SftpSide> {
    return new SftpSide(await Sshd.start());
  }

  /** Writes the endpoint file of a partner; `settings` over what lets the tests go fast. */
  describe(installation: Installation, settings: object = {}, partner = installation.partner): void {
    mkdirSync(installation.folder.sftp, { recursive: true });
    const endpoint = {
      host: '127.0.0.1',
      port: this.server.port,
      user: this.server.user,
      hostKeys: [this.server.fingerprint()],
      key: { file: this.server.keyFile },
      inbox: this.inbox,
      outbox: this.outbox,
      quietSeconds: 0,
      pollSeconds: 1,
      connectTimeoutSeconds: 5,
      ...settings,
    };
    writeFileSync(join(installation.folder.sftp, `${partner}.yaml`), JSON.stringify(endpoint));
  }

  put(name: string, content: string): void {
    writeFileSync(join(this.inbox, name), Buffer.from(content, 'latin1'));
  }
}

/** Starts a gateway that tries again in a hurry. */
export function startCalling(installation: Installation, changes: Partial<RunOptions> = {}): Promise<RunningGateway> {
  return installation.start({ sftpResilience: IN_A_HURRY, ...changes });
}
