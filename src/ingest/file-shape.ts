import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { HEAD_BYTES, type Shape, shapeOf, TAIL_BYTES } from './settle.js';

/**
 * Reads both ends of a file of `size` bytes and tells its shape. Never follows a link and never waits for a pipe. Raises
 * the system's error when the file cannot be read.
 */
export async function readShape(path: string | Buffer, size: number): Promise<Shape> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const isSmall = size <= HEAD_BYTES + TAIL_BYTES;
    const head = Buffer.alloc(isSmall ? size : HEAD_BYTES);
    await file.read(head, 0, head.length, 0);
    if (isSmall) return shapeOf(head, head);
    const tail = Buffer.alloc(TAIL_BYTES);
    await file.read(tail, 0, TAIL_BYTES, size - TAIL_BYTES);
    return shapeOf(head, tail);
  } finally {
    await file.close();
  }
}
