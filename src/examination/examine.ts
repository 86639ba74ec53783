import { InterchangeReader } from '../envelope/interchange-reader.js';
import type { FileOutcome } from '../envelope/outcome.js';
import { Tokenizer } from '../x12/tokenizer.js';
import { Examination } from './examination.js';
import type { ExaminationContext } from './examination-context.js';
import type { ExaminationSink } from './examination-sink.js';

export type { ExaminationContext, ExaminationValidator } from './examination-context.js';
export type { ExaminationSink } from './examination-sink.js';

/** A file given in one piece is read in steps of this size, so that results reach the sink while reading goes on. */
const STEP = 64 * 1024;

/**
 * Pass 1: reads a file once and says what every interchange, group and set of it is worth. Pure but for the sink: the
 * same bytes and context give the same outcomes, however the bytes are cut into chunks. Never throws on content; rejects
 * with what the chunks or the sink reject with. Memory: one segment or header window, one batch of sets, and the groups
 * of one interchange. A chunk is not kept after the next one is asked for.
 *
 * @param chunks The file's bytes, in order.
 * @returns What the file as a whole turned out to be; its parts have gone to the sink.
 */
export async function examine(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  context: ExaminationContext,
  sink: ExaminationSink,
): Promise<FileOutcome> {
  const { catalogue, payer, profile, guideIndex } = context;
  const examination = new Examination(context);
  const rules = profile === undefined ? undefined : { payer, profile };
  const guides = new Set(guideIndex.map((entry) => entry.guide));
  const reader = new InterchangeReader(examination, catalogue, { rules, guides });
  const tokenizer = new Tokenizer(reader);
  const { hasher, queue } = examination;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += STEP) {
      const step = chunk.subarray(at, at + STEP);
      hasher.push(step);
      tokenizer.push(step);
      hasher.release(tokenizer.offset);
      await queue.deliver(sink);
    }
  }
  tokenizer.end();
  reader.end(hasher.total);
  await queue.deliver(sink);
  return {
    bytes: hasher.total,
    sha256: hasher.wholeDigest(),
    interchanges: examination.interchanges,
    findings: examination.fileFindings.take(catalogue),
  };
}
