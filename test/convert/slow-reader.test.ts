import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TextStream } from '../../src/cli/context.js';
import { run } from '../../src/cli/main.js';
import { systemClock } from '../../src/support/clock.js';
import { CommandLine } from '../cli/command-line.js';
import { CLAIMS, interchangeOf } from './files.js';
import { jsonOf } from './round-trip.js';

let line: CommandLine;
let size: number;
beforeEach(() => {
  line = new CommandLine();
  const text = jsonOf(interchangeOf(CLAIMS)).repeat(400);
  writeFileSync(join(line.folder, 'claims.ndjson'), text);
  size = text.length;
});
afterEach(() => line.remove());

/** Converts the file onto this stream and gives the exit code. */
const convertTo = (stdout: Writable) =>
  run(['convert', 'claims.ndjson', '--to', 'x12'], {
    stdout: stdout as Writable & TextStream,
    stderr: { write: () => true },
    environment: {},
    workingDirectory: line.folder,
    clock: systemClock,
  });

describe('x12gw convert onto a stream', () => {
  it('waits for a slow reader and holds little meanwhile', async () => {
    let most = 0;
    let all = 0;
    const slow = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        all += text.length;
        most = Math.max(most, slow.writableLength);
        setTimeout(done, 1);
      },
    });
    expect(await convertTo(slow)).toBe(0);
    expect(all).toBe(interchangeOf(CLAIMS).length * 400);
    expect(size).toBeGreaterThan(1_000_000);
    expect(most).toBeLessThan(200_000);
  });

  it('stops quietly when the reader goes away, while it waits too', async () => {
    let written = 0;
    const closing = new Writable({
      write: () => {
        written++;
        setTimeout(() => closing.destroy(), 1);
      },
    });
    expect(await convertTo(closing)).toBe(0);
    expect(written).toBe(1);
  });
});
