/** The parts of ssh2-sftp-client and of the ssh2 channel below it that are used here; neither package brings types. */
declare module 'ssh2-sftp-client' {
  export interface Attributes {
    /** Bits of type and permission; servers may leave them out. */
    readonly mode?: number;
    readonly size?: number;
    /** Epoch seconds. */
    readonly mtime?: number;
  }

  export type Done<Result> = (error: Error | null | undefined, result: Result) => void;

  /** The SFTP channel: one method for each request of the protocol. */
  export interface SftpChannel {
    opendir(path: string, done: Done<Buffer>): void;
    readdir(handle: Buffer, done: Done<{ readonly filename: string; readonly attrs: Attributes }[]>): void;
    lstat(path: string, done: Done<Attributes>): void;
    fstat(handle: Buffer, done: Done<Attributes>): void;
    open(path: string, flags: string, done: Done<Buffer>): void;
    close(handle: Buffer, done: Done<void>): void;
    read(
      handle: Buffer,
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      done: (error: Error | null | undefined, bytes: number) => void,
    ): void;
    write(handle: Buffer, buffer: Uint8Array, offset: number, length: number, position: number, done: Done<void>): void;
    unlink(path: string, done: Done<void>): void;
    rename(from: string, to: string, done: Done<void>): void;
    mkdir(path: string, done: Done<void>): void;
    ext_openssh_rename(from: string, to: string, done: Done<void>): void;
    ext_openssh_fsync(handle: Buffer, done: Done<void>): void;
    on(event: 'close', listener: () => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
  }

  export interface ConnectOptions {
    readonly host: string;
    readonly port: number;
    readonly username: string;
    readonly password?: string;
    readonly privateKey?: Buffer;
    readonly passphrase?: string;
    readonly tryKeyboard?: boolean;
    /** Milliseconds until the login must be done. */
    readonly readyTimeout: number;
    /** Milliseconds between signs of life; 0: none. */
    readonly keepaliveInterval: number;
    readonly keepaliveCountMax: number;
    readonly algorithms?: { readonly serverHostKey: readonly string[] };
    /** Given the host's public key as it came; false ends the connection. */
    readonly hostVerifier: (key: Buffer) => boolean;
  }

  export type KeyboardInteractive = (
    name: string,
    instructions: string,
    language: string,
    prompts: readonly { readonly prompt: string }[],
    finish: (answers: readonly string[]) => void,
  ) => void;

  export default class SftpClient {
    constructor(name: string, callbacks: { error?(): void; end?(): void; close?(): void });
    /** The SSH connection below; `destroy` closes its socket whatever state it is in. */
    readonly client: { destroy(): void; setNoDelay(noDelay: boolean): void };
    connect(options: ConnectOptions): Promise<SftpChannel>;
    end(): Promise<boolean>;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'close' | 'end', listener: () => void): void;
    on(event: 'keyboard-interactive', listener: KeyboardInteractive): void;
  }
}
