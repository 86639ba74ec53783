import { describe, expect, it } from 'vitest';
import { priorAuthorizationHandler } from '../../src/transactions/278/handler.js';
import type { Delimiters } from '../../src/x12/delimiters.js';
import { applySet, contextOf, MemoryTransaction } from '../support/applying.js';
import { unitsOf } from '../support/units.js';
import { IMAGING, REQUEST_GUIDE, tables } from './278/sets.js';

const FOREIGN: Delimiters = { element: 0x7c, repetition: 0x21, component: 0x3e, segment: 0x0a };

/** The answer to the request as a sender with other delimiters would have written it, after changes to its data. */
function answerTo(changes: (segment: string) => string): string {
  const request = IMAGING.map((segment) => changes(segment.replaceAll('*', '|').replaceAll(':', '>')));
  const units = unitsOf(REQUEST_GUIDE, request, FOREIGN);
  const { answers } = applySet(priorAuthorizationHandler(tables), units, contextOf(), new MemoryTransaction());
  const content = answers[0]?.content;
  if (!(content instanceof Uint8Array)) throw new Error('The answer has no bytes');
  return Buffer.from(content).toString('latin1');
}

describe('the delimiters of a 278 response', () => {
  it('are ours when the data of the request is free of them', () => {
    expect(answerTo((segment) => segment)).toMatch(/^ISA\*.*~GS\*HI\*.*~IEA\*1\*000000001~$/s);
  });

  it('are those of the request when its data holds one of ours: ids and traces come back as they were sent', () => {
    const answer = answerTo((segment) =>
      segment.replace('RVN-5521|', 'RVN*5521|').replace(/MI\|100200309911$/, 'MI|1002*0030~991'),
    );
    expect(answer).toMatch(/^ISA\|/);
    const segments = answer.split('\n');
    expect(segments.find((segment) => segment.startsWith('TRN|2|'))).toContain('|RVN*5521|');
    expect(segments.find((segment) => segment.startsWith('NM1|IL|'))).toContain('|MI|1002*0030~991');
  });
});
