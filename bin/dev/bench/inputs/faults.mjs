import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';

/** Every so many segments one gets a fault. */
const EVERY = 10;

/** What is done to a segment, in turn; envelope segments and hierarchy stay as they are. */
const FAULTS = [
  (segment) => `${segment}*SURPLUS*SURPLUS*SURPLUS*SURPLUS*SURPLUS*SURPLUS*SURPLUS*SURPLUS*SURPLUS*SURPLUS*SURPLUS`,
  (segment) => segment.replace(/\*[^*]+/, '*'),
  (segment) => segment.replace(/\*([^*]+)$/, '*$1$1$1$1$1$1$1$1$1$1'),
  (segment) => segment.replace(/\*[^*]+/, '*QZ'),
  (segment) => `ZZZ${segment.slice(segment.indexOf('*'))}`,
  () => 'CR8*1*2',
];

const UNTOUCHED = /^(ISA|GS|ST|SE|GE|IEA|HL)\*/;

/** Copies `source` to `target` with a fault in every tenth segment: a value too long, missing, unknown, a strange segment. */
export async function writeFaulty(source, target) {
  const output = createWriteStream(target, { encoding: 'latin1' });
  let rest = '';
  let count = 0;
  let faults = 0;
  for await (const chunk of createReadStream(source, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
    const segments = (rest + chunk).split('~');
    rest = segments.pop();
    const changed = segments.map((segment) => {
      if (++count % EVERY !== 0 || UNTOUCHED.test(segment)) return segment;
      return FAULTS[faults++ % FAULTS.length](segment);
    });
    if (!output.write(`${changed.join('~')}~`)) await once(output, 'drain');
  }
  output.end(rest);
  await once(output, 'close');
  return { faults };
}
