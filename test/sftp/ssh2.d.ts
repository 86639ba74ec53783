/** The parts of ssh2, which ssh2-sftp-client stands on, that a server of the tests is made with. */
declare module 'ssh2' {
  import type { EventEmitter } from 'node:events';

  export interface Listed {
    readonly filename: string;
    readonly longname: string;
    readonly attrs: object;
  }

  /** The server's end of an SFTP channel. */
  export interface ServerChannel extends EventEmitter {
    readonly outgoing: { readonly id: number };
    readonly _protocol: { channelData(id: number, bytes: Buffer): void };
    status(id: number, code: number): void;
    handle(id: number, handle: Buffer): void;
    data(id: number, bytes: Buffer): void;
    name(id: number, entries: readonly Listed[]): void;
    attrs(id: number, attributes: object): void;
    end(): void;
  }

  export interface Session {
    on(event: 'sftp', listener: (accept: () => ServerChannel, reject: () => void) => void): void;
  }

  export interface ServerConnection {
    on(event: 'authentication', listener: (context: { accept(): void }) => void): void;
    on(event: 'ready' | 'close', listener: () => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'session', listener: (accept: () => Session) => void): void;
    readonly _protocol: { readonly _hostKeys: Record<string, unknown> };
    rekey(): void;
    setNoDelay(noDelay: boolean): void;
    end(): void;
  }

  export class Server {
    constructor(configuration: { hostKeys: readonly string[] }, onConnection: (connection: ServerConnection) => void);
    listen(port: number, host: string, listening: () => void): void;
    address(): { readonly port: number };
    close(): void;
  }

  const ssh2: {
    readonly Server: typeof Server;
    readonly utils: {
      generateKeyPairSync(type: 'ed25519'): { readonly private: string; readonly public: string };
      parseKey(key: string): { readonly type: string; getPublicSSH(): Buffer };
    };
  };
  export default ssh2;
}
