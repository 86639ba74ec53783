/** The gateway's pass 1 over a file: what its worker does, the 999 included, without ledger and answers on disk. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_OPTIONS, defaultSchemasRoot, FileExaminer, loadSchemas, render999 } from '../../../dist/index.js';
import { chunks } from './chunks.mjs';

const CHUNK = 256 * 1024;
const DAY = 20261122;

const PAYER = {
  name: 'Bench',
  qualifier: 'ZZ',
  id: 'NLHP00042',
  aliases: [],
  applicationIds: ['NLHP00042'],
  timeZone: 'UTC',
  providerLocationPattern: '^$',
  senderIdRule: 'any',
};

const ADDRESS = {
  senderQualifier: 'ZZ',
  senderId: 'NLHP00042      ',
  receiverQualifier: 'ZZ',
  receiverId: 'PRCLINIC01     ',
  usageIndicator: 'T',
};

/** Options that judge SNIP types `1 and 2` alone, or `all`. */
export function optionsFor(types) {
  if (types === 'all') return DEFAULT_OPTIONS;
  const { validation } = DEFAULT_OPTIONS;
  const snip = { ...validation.snip, 3: 'off', 4: 'off', 5: 'off', 6: 'off', 7: 'off' };
  return { ...DEFAULT_OPTIONS, validation: { ...validation, snip } };
}

/** An examiner that is kept for many files. */
export function examiner() {
  const schemas = loadSchemas(defaultSchemasRoot());
  return new FileExaminer(schemas, { payer: PAYER, handlers: [] });
}

/**
 * Gives `(limit) => facts`: examines the file's first `limit` bytes and writes the 999 into nothing. Each set's part of
 * the 999 goes to disk on the way, as the gateway's goes to the ledger.
 */
export async function examination(file, types, kept = examiner()) {
  const options = optionsFor(types);
  return async (limit) => {
    const parts = new Parts();
    try {
      let facts = { sets: 0, findings: 0, units: 0, refused: 0 };
      let groups = [];
      const sink = {
        sets(rows) {
          for (const row of rows) {
            parts.add(row.acknowledgment);
            facts = {
              sets: facts.sets + 1,
              findings: facts.findings + row.findingsTotal,
              units: facts.units + row.units,
              refused: facts.refused + row.refusals.length,
            };
          }
        },
        interchange(outcome) {
          groups = outcome.groups;
        },
      };
      await kept.examine(chunks(file, limit), sink, { options, received: DAY });
      // The warm-up ends in the middle of the interchange, which is refused then and has no 999.
      if (groups.length === 0) return facts;
      const at = { date: '20261122', time: '0802' };
      const request = { groups, setsOf: () => parts.all(), options, address: ADDRESS, controlNumber: 1, at };
      let bytes999 = 0;
      for (const part of render999(request)) bytes999 += part.length;
      return { ...facts, bytes999 };
    } finally {
      parts.close();
    }
  };
}

/** The sets' parts of a 999, one line each; on disk when they are many. */
class Parts {
  #folder = '';
  #file = -1;
  /** Bytes, not text: long-lived pieces of a growing text would count as the gateway's memory. */
  #waiting = Buffer.allocUnsafeSlow(CHUNK);
  #length = 0;

  add({ text, segments }) {
    const line = `${segments} ${text}\n`;
    if (line.length > CHUNK - this.#length) this.#flush();
    if (line.length > CHUNK) writeSync(this.#file, line, undefined, 'latin1');
    else this.#length += this.#waiting.latin1Write(line, this.#length);
  }

  *all() {
    if (this.#file >= 0) {
      this.#flush();
      const buffer = Buffer.alloc(CHUNK);
      let rest = '';
      for (let at = 0, read = 1; read > 0; at += read) {
        read = readSync(this.#file, buffer, 0, CHUNK, at);
        const lines = (rest + buffer.latin1Slice(0, read)).split('\n');
        rest = lines.pop();
        yield* lines.map(partOf);
      }
    }
    yield* this.#waiting.latin1Slice(0, this.#length).split('\n').slice(0, -1).map(partOf);
  }

  close() {
    if (this.#file < 0) return;
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true });
  }

  #flush() {
    if (this.#file < 0) {
      this.#folder = mkdtempSync(join(tmpdir(), 'x12gw-bench-'));
      this.#file = openSync(join(this.#folder, 'parts'), 'w+');
    }
    writeSync(this.#file, this.#waiting, 0, this.#length);
    this.#length = 0;
  }
}

function partOf(line) {
  const space = line.indexOf(' ');
  return { acknowledgment: { segments: Number(line.slice(0, space)), text: line.slice(space + 1) } };
}
