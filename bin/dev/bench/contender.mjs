/**
 * One contender of the bench in a process of its own: `node contender.mjs NAME FILE BYTES`. Does its work once to warm
 * up on the first megabytes, then once on the whole file, and prints what that cost as JSON.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chunks } from './chunks.mjs';
import { examination } from './examination.mjs';

const CHUNK = 256 * 1024;
const WARM_UP = 4e6;

const contenders = {
  /** Envelope, guide and the whole 999, as the gateway's worker does it. */
  'types 1 and 2': (file) => examination(file, '1 and 2'),
  /** The same with all rules between segments. */
  'all types': (file) => examination(file, 'all'),

  async sha256(file) {
    return (limit) => {
      const hash = createHash('sha256');
      for (const chunk of chunks(file, limit)) hash.update(chunk);
      return { digest: hash.digest('hex').slice(0, 12) };
    };
  },

  async 'byte loop'(file) {
    return (limit) => {
      let terminators = 0;
      for (const chunk of chunks(file, limit))
        for (let i = 0; i < chunk.length; i++) if (chunk[i] === 0x7e) terminators++;
      return { terminators };
    };
  },

  /** node-x12's stream parser: parses, checks nothing. */
  async 'node-x12'(file) {
    const { X12Parser } = await import('node-x12');
    return (limit) => drained(file, limit, new X12Parser(false));
  },

  /** x12-parser's stream: parses, checks nothing. */
  async 'x12-parser'(file) {
    const { X12parser } = await import('x12-parser');
    return (limit) => drained(file, limit, new X12parser());
  },
};

/** Sends the file through a parsing stream and counts what comes out. */
function drained(file, limit, parser) {
  return new Promise((done, fail) => {
    let segments = 0;
    createReadStream(file, { highWaterMark: CHUNK, end: limit - 1 })
      .pipe(parser)
      .on('data', () => {
        segments++;
      })
      .on('end', () => done({ segments }))
      .on('error', fail);
  });
}

const [name, file, size] = process.argv.slice(2);
const bytes = Number(size);
const work = await contenders[name](file);
if (bytes > WARM_UP) await work(WARM_UP);
const cpu = process.cpuUsage();
const start = performance.now();
const facts = await work(bytes);
const used = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    name,
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (used.user + used.system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    ...facts,
  }),
);
