import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The connections of a server, at most so many: one more ends the one that has been idle longest, so that whoever comes
 * and asks is answered, however many others came and keep silent. Only when every other is being answered is the new one
 * ended.
 */
export class ConnectionCap {
  readonly #most: number;
  readonly #open = new Set<Socket>();
  /** Those that wait for a request, or whose answer is written; the longest first. */
  readonly #idle = new Set<Socket>();

  /** Watches all connections that the server takes from now on. */
  constructor(server: Server, most: number) {
    this.#most = most;
    server.on('connection', (socket: Socket) => this.#add(socket));
  }

  /** Keeps a connection while its request is answered by `work`. Rejects as `work` does. */
  async during(socket: Socket, work: () => Promise<void>): Promise<void> {
    this.#idle.delete(socket);
    try {
      await work();
    } finally {
      if (this.#open.has(socket)) this.#idle.add(socket);
    }
  }

  #add(socket: Socket): void {
    this.#open.add(socket);
    this.#idle.add(socket);
    socket.once('close', () => this.#forget(socket));
    if (this.#open.size <= this.#most) return;
    const [oldest = socket] = this.#idle;
    this.#forget(oldest);
    oldest.destroy();
  }

  #forget(socket: Socket): void {
    this.#open.delete(socket);
    this.#idle.delete(socket);
  }
}
