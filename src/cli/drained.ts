import type { TextStream } from './context.js';

/** Waits until the stream takes more, or never will. */
export function drained(stream: TextStream): Promise<void> {
  return new Promise((taken) => {
    const { once, off } = stream;
    if (once === undefined || off === undefined || stream.destroyed === true) return taken();
    const go = () => {
      off.call(stream, 'drain', go);
      off.call(stream, 'close', go);
      taken();
    };
    once.call(stream, 'drain', go);
    once.call(stream, 'close', go);
  });
}
