import { bytesOf, partsOf } from './file-parts.mjs';

/** Milliseconds spent on one failure. */
const MOST_TIME = 30_000;

/**
 * A smaller input that fails in the same way: leaves out runs of segments, then of elements, then of bytes, halving the runs.
 * `fails` says (asynchronously) whether some bytes still do.
 */
export async function minimize(bytes, fails) {
  const end = performance.now() + MOST_TIME;
  const isLate = () => performance.now() > end;
  let best = bytes;
  const parts = partsOf(bytes);
  if (parts !== undefined) {
    const { delimiters } = parts;
    const segments = await shrink(parts.segments, isLate, (fewer) => fails(bytesOf({ delimiters, segments: fewer })));
    for (let at = 1; at < segments.length && !isLate(); at++) {
      const elements = await shrink(segments[at].split(delimiters.element), isLate, (fewer) =>
        fails(bytesOf({ delimiters, segments: segments.with(at, fewer.join(delimiters.element)) })),
      );
      segments[at] = elements.join(delimiters.element);
    }
    best = bytesOf({ delimiters, segments });
  }
  if (best.length > 4000) return best;
  return Buffer.from(await shrink([...best], isLate, (fewer) => fails(Buffer.from(fewer))));
}

/** Leaves out runs of a list as long as what is left still fails. */
async function shrink(list, isLate, fails) {
  let kept = list;
  for (let run = Math.ceil(kept.length / 2); run >= 1; run = run === 1 ? 0 : Math.ceil(run / 2)) {
    for (let at = 0; at < kept.length && !isLate(); ) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + run)];
      if (fewer.length > 0 && (await fails(fewer))) kept = fewer;
      else at += run;
    }
  }
  return kept;
}
