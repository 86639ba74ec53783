import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Handoffs } from '../../src/gateway/handoffs.js';
import type { HandoffRow } from '../../src/store/ledger.js';
import { systemClock } from '../../src/support/clock.js';
import { SCHEMAS } from '../examination/examination-support.js';
import { caseInput, Installation, numbered } from '../gateway/installation.js';

const INPUT = caseInput('837p-three-claims');
const PRODUCTION = numbered(INPUT, 107).replace('*0*T*:', '*0*P*:');

const shape = (name: string) =>
  new Ajv({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': true } }).compile(
    JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')),
  );

describe('handing off', () => {
  it('smoke', async () => {
    const at = await new Installation({
      handoff: { formats: ['x12', 'ndjson'], testClaims: false, confirmWithinHours: 1 },
    }).prepare();
    at.drop('a.x12', PRODUCTION);
    await at.runOnce();
    console.log(readdirSync(at.folder.handoff, { recursive: true }), at.log.lines.join('\n'));
    for (const name of readdirSync(at.folder.handoff, { recursive: true, encoding: 'utf8' }))
      if (/\./.test(name)) console.log(readFileSync(join(at.folder.handoff, name), 'utf8'));
    await at.withLedger((l) =>
      console.log(
        l.handoffs({}, 0, 10).rows,
        l.trace('C1000000001'),
        l.claims({}, 0, 10).rows.map((r) => [r.byteStart, r.verdict]),
      ),
    );
    await at.remove();
  });
});
