import { connect, createServer, type Server, type Socket } from 'node:net';
import { type PassThrough, Transform } from 'node:stream';

/**
 * A link to a server of this machine that can be made slow, and cut: a TCP port that passes everything on. Bytes are
 * counted in both directions.
 */
export class SlowLink {
  /** Bytes a second in each direction; 0: as fast as they come. */
  bytesPerSecond = 0;
  /** Cuts every connection once so many bytes have come from the server; 0: never. Counts from the last cut. */
  cutAfter = 0;
  connections = 0;
  #fromServer = 0;
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => {
      this.connections++;
      const server = connect(port, '127.0.0.1');
      for (const socket of [client, server]) {
        this.#open.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.#open.delete(socket);
          client.destroy();
          server.destroy();
        });
      }
      client.pipe(this.#slowed(() => {})).pipe(server);
      server.pipe(this.#slowed((bytes) => this.#count(bytes))).pipe(client);
    });
  }

  static async to(port: number): Promise<SlowLink> {
    const link = new SlowLink(port);
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Sockets that are open, two for each connection. */
  get open(): number {
    return this.#open.size;
  }

  /** Cuts all connections; new ones are taken. */
  cut(): void {
    this.#fromServer = 0;
    for (const socket of this.#open) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #count(bytes: number): void {
    this.#fromServer += bytes;
    if (this.cutAfter > 0 && this.#fromServer > this.cutAfter) this.cut();
  }

  #slowed(count: (bytes: number) => void): Transform | PassThrough {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        count(chunk.length);
        if (this.bytesPerSecond === 0) return done(null, chunk);
        setTimeout(() => done(null, chunk), (chunk.length * 1_000) / this.bytesPerSecond);
      },
    });
  }
}
