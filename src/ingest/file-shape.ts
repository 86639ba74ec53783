import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { HEAD_BYTES, type Shape, shapeOf, TAIL_BYTES } from './settle.js';

/**
 * Reads both ends of a file and tells its shape. Never follows a link and never waits for a pipe. Raises the system's
 * error when the file cannot be read.
 */
export async function readShape(path: string | Buffer): Promise<Shape> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
    await file.read(head, 0, head.length, 0);
    const tail = Buffer.alloc(Math.min(TAIL_BYTES, size));
    await file.read(tail, 0, tail.length, size - tail.length);
    return shapeOf(head, tail);
  } finally {
    await file.close();
  }
}
