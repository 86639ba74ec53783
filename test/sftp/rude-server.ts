import type { ServerChannel, ServerConnection, Server as ServerOf } from 'ssh2';
import ssh2 from 'ssh2';
import { checkEndpoint, type SftpEndpoint } from '../../src/sftp/endpoint.js';
import { fingerprintOf } from '../../src/sftp/host-keys.js';
import { ProcessMemory, type RemoteMemory } from '../../src/sftp/remote-memory.js';
import type { ResilienceSettings } from '../../src/sftp/resilience.js';
import { SftpPartner } from '../../src/sftp/sftp-partner.js';
import { IN_A_HURRY } from './remote-side.js';

/** Codes of SSH_FXP_STATUS (draft-ietf-secsh-filexfer-02, section 7). */
export const STATUS = { OK: 0, EOF: 1, MISSING: 2, DENIED: 3, FAILURE: 4 } as const;

export const FILE_MODE = 0o100644;
const FOLDER_MODE = 0o040755;

/** A file of a server in memory. `attributes`: told instead of the true ones. */
export interface RudeFile {
  readonly content: Buffer;
  readonly modified: number;
  readonly attributes?: object;
}

/** One request as it came. `path`: of the file, also where the request names a handle. */
export interface Asked {
  readonly request: string;
  readonly path: string;
  readonly id: number;
  readonly channel: ServerChannel;
  /** How often this request came for this path, this one included. */
  readonly times: number;
  /** Of READ and WRITE. */
  readonly position: number;
}

const REQUESTS = ['OPEN', 'CLOSE', 'READ', 'WRITE', 'LSTAT', 'FSTAT', 'OPENDIR', 'READDIR', 'REMOVE', 'RENAME'];
const CREATE_BIT = 8;

/**
 * An SFTP server over a real connection that does what no OpenSSH does: `answer` sees each request first and answers it in
 * its own way, or not at all, by giving true. Otherwise it works, over files in memory in `/in` and `/out`.
 */
export class RudeServer {
  /** By path. */
  readonly files = new Map<string, RudeFile>();
  answer: (asked: Asked) => boolean = () => false;
  /** Called in place of accepting an SFTP channel. */
  onChannel: ((accept: () => ServerChannel) => void) | undefined;
  /** Logins that are open. */
  readonly connections = new Set<ServerConnection>();
  logins = 0;
  readonly asked: Pick<Asked, 'request' | 'path' | 'position'>[] = [];
  readonly #server: ServerOf;
  readonly #key = newHostKey();
  readonly #partners: SftpPartner[] = [];
  #handles = 0;

  private constructor() {
    this.#server = new ssh2.Server({ hostKeys: [this.#key.private] }, (connection) => this.#take(connection));
  }

  static async start(): Promise<RudeServer> {
    const server = new RudeServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** Puts a file into the inbox. */
  put(name: string, content: string | Buffer, more: Partial<RudeFile> = {}): void {
    this.files.set(`/in/${name}`, { content: Buffer.from(content), modified: 1_700_000_000, ...more });
  }

  /** Names in a folder, sorted. */
  names(folder: '/in' | '/out'): string[] {
    return [...this.files.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
      .sort();
  }

  /** How often a request came, of one path or of all. */
  count(request: string, path?: string): number {
    return this.asked.filter((one) => one.request === request && (path === undefined || one.path === path)).length;
  }

  /** What an endpoint file says to reach it with any password. */
  settings(more: object = {}): object {
    return {
      host: '127.0.0.1',
      port: this.#server.address().port,
      user: 'payer',
      hostKeys: [fingerprintOf(ssh2.utils.parseKey(this.#key.public).getPublicSSH())],
      password: { environment: 'PASSWORD' },
      inbox: '/in',
      outbox: '/out',
      quietSeconds: 0,
      connectTimeoutSeconds: 5,
      ...more,
    };
  }

  /** Our side of it; logged out by `close`. */
  partner(more: object = {}, given: { memory?: RemoteMemory; resilience?: ResilienceSettings } = {}): SftpPartner {
    const checked = checkEndpoint(this.settings(more));
    if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
    const endpoint: SftpEndpoint = checked.endpoint;
    const partner = new SftpPartner(endpoint, {
      environment: { PASSWORD: 'any' },
      memory: given.memory ?? new ProcessMemory(),
      resilience: given.resilience ?? IN_A_HURRY,
    });
    this.#partners.push(partner);
    return partner;
  }

  /** Has the keys of every open connection exchanged anew, showing another host key. */
  changeHostKey(): void {
    const key = ssh2.utils.parseKey(newHostKey().private);
    for (const connection of this.connections) {
      connection._protocol._hostKeys[key.type] = key;
      connection.rekey();
    }
  }

  async close(): Promise<void> {
    for (const partner of this.#partners) await partner.close();
    for (const connection of this.connections) connection.end();
    this.#server.close();
  }

  #take(connection: ServerConnection): void {
    this.connections.add(connection);
    connection.setNoDelay(true);
    this.logins++;
    connection.on('close', () => this.connections.delete(connection));
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => context.accept());
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptChannel) => {
        if (this.onChannel === undefined) this.serve(acceptChannel());
        else this.onChannel(acceptChannel);
      });
    });
  }

  /** Answers the requests of a channel. */
  serve(channel: ServerChannel): void {
    /** By handle: the path, and for a folder whether it was listed. */
    const open = new Map<string, { readonly path: string; isListed: boolean }>();
    const pathOf = (given: string | Buffer): string =>
      Buffer.isBuffer(given) ? (open.get(given.toString())?.path ?? '') : given;
    for (const request of REQUESTS) {
      channel.on(request, (id: number, given: string | Buffer, third: unknown, fourth: unknown) => {
        const path = pathOf(given);
        const position = typeof third === 'number' && (request === 'READ' || request === 'WRITE') ? third : 0;
        this.asked.push({ request, path, position });
        const asked = { request, path, id, channel, position, times: this.count(request, path) };
        if (this.answer(asked)) return;
        const handle = (): void => {
          const name = String(++this.#handles);
          open.set(name, { path, isListed: false });
          channel.handle(id, Buffer.from(name));
        };
        if (request === 'OPENDIR') handle();
        else if (request === 'OPEN') this.#open(asked, Number(third), handle);
        else if (request === 'READDIR') this.#list(asked, open.get(given.toString())!);
        else this.#work(asked, third, fourth);
      });
    }
  }

  #open({ path, id, channel }: Asked, flags: number, handle: () => void): void {
    const isNew = (flags & CREATE_BIT) !== 0;
    if (isNew) this.files.set(path, { content: Buffer.alloc(0), modified: 1_700_000_000 });
    if (this.files.has(path)) handle();
    else channel.status(id, STATUS.MISSING);
  }

  #list({ path, id, channel }: Asked, state: { isListed: boolean }): void {
    const entries = [...this.files]
      .filter(([one]) => one.startsWith(`${path}/`))
      .map(([one, file]) => ({ filename: one.slice(path.length + 1), longname: '', attrs: attributesOf(file) }));
    if (state.isListed) channel.status(id, STATUS.EOF);
    else channel.name(id, entries);
    state.isListed = true;
  }

  #work({ request, path, id, channel, position }: Asked, third: unknown, fourth: unknown): void {
    const file = this.files.get(path);
    if (request === 'CLOSE') channel.status(id, STATUS.OK);
    else if (request === 'LSTAT' && /^\/(in|out)$/.test(path)) {
      channel.attrs(id, { mode: FOLDER_MODE, size: 0, mtime: 1, atime: 1 });
    } else if (file === undefined) channel.status(id, STATUS.MISSING);
    else if (request === 'LSTAT' || request === 'FSTAT') channel.attrs(id, attributesOf(file));
    else if (request === 'READ') {
      const bytes = file.content.subarray(position, position + Number(fourth));
      if (bytes.length === 0) channel.status(id, STATUS.EOF);
      else channel.data(id, Buffer.from(bytes));
    } else {
      if (request === 'WRITE') this.#write(path, file, position, fourth as Buffer);
      else this.files.delete(path);
      if (request === 'RENAME') this.files.set(String(third), file);
      channel.status(id, STATUS.OK);
    }
  }

  #write(path: string, file: RudeFile, position: number, bytes: Buffer): void {
    const content = Buffer.alloc(Math.max(file.content.length, position + bytes.length));
    file.content.copy(content);
    bytes.copy(content, position);
    this.files.set(path, { ...file, content });
  }
}

/** One key in 150 or so that the package makes cannot be read by it again. */
function newHostKey(): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  for (;;) {
    const key = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(key.private) instanceof Error)) return key;
  }
}

/** What the server tells of a file. */
export function attributesOf({ content, modified, attributes }: RudeFile): object {
  return attributes ?? { mode: FILE_MODE, size: content.length, mtime: modified, atime: modified };
}

/** Sends bytes over a channel that need not be SFTP. */
export function sendRaw(channel: ServerChannel, bytes: Buffer): void {
  channel._protocol.channelData(channel.outgoing.id, bytes);
}
