/**
 * One contender of the bench in a process of its own: `node contender.mjs NAME FILE`. Does its work once to warm up on
 * the first megabytes, then once on the whole file, and prints what that cost as JSON.
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';

const CHUNK = 256 * 1024;

const contenders = {
  /** Envelope, guide (SNIP types 1 and 2) and the whole 999, as the gateway's worker does it. */
  async validate(file) {
    const gateway = await import('../../../dist/index.js');
    const { compiledGuide, defaultSchemasRoot, examine, loadSchemas, render999, SetValidator, DEFAULT_OPTIONS } =
      gateway;
    const schemas = loadSchemas(defaultSchemasRoot());
    const validator = new SetValidator({
      compiled: (id) => compiledGuide(schemas, id),
      findings: schemas.findings,
      segmentDirectory: schemas.segmentDirectory,
    });
    const context = {
      payer: { name: 'Bench', qualifier: 'ZZ', id: 'NLHP00042', aliases: [], applicationIds: ['NLHP00042'] },
      profile: undefined,
      catalogue: schemas.findings,
      guideIndex: schemas.guideIndex,
      handlers: [],
      validatorFactory: () => validator,
    };
    return async (limit) => {
      const sets = [];
      let groups = [];
      let bytes = 0;
      await examine(chunks(file, limit), context, {
        sets: (rows) => void sets.push(...rows),
        interchange: (outcome) => {
          groups = outcome.groups;
        },
      });
      // The warm-up ends in the middle of the interchange, which is refused then and has no 999.
      if (groups.length === 0) return {};
      const address = {
        senderQualifier: 'ZZ',
        senderId: 'NLHP00042      ',
        receiverQualifier: 'ZZ',
        receiverId: 'PRCLINIC01     ',
        usageIndicator: 'T',
      };
      const at = { date: '20261104', time: '0802' };
      const request = { groups, setsOf: () => sets, options: DEFAULT_OPTIONS, address, controlNumber: 1, at };
      for (const part of render999(request)) bytes += part.length;
      return { sets: sets.length, findings: sets.reduce((sum, set) => sum + set.findingsTotal, 0), bytes999: bytes };
    };
  },

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
  async 'node-x12 stream'(file) {
    const { X12Parser } = await import('node-x12');
    return (limit) =>
      new Promise((done, fail) => {
        let segments = 0;
        createReadStream(file, { highWaterMark: CHUNK, end: limit - 1 })
          .pipe(new X12Parser(false))
          .on('data', () => {
            segments++;
          })
          .on('end', () => done({ segments }))
          .on('error', fail);
      });
  },
};

/** The file's first bytes up to `limit`, in chunks that reuse one buffer. */
function* chunks(file, limit) {
  const handle = openSync(file, 'r');
  const buffer = Buffer.alloc(CHUNK);
  let left = limit;
  for (;;) {
    const read = readSync(handle, buffer, 0, Math.min(CHUNK, left), null);
    if (read === 0) break;
    left -= read;
    yield buffer.subarray(0, read);
  }
  closeSync(handle);
}

const [name, file, limit] = process.argv.slice(2);
const work = await contenders[name](file);
await work(Math.min(Number(limit), 4e6));
const cpu = process.cpuUsage();
const start = performance.now();
const facts = await work(Number(limit));
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
