import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { X12Interchange, X12Parser } from 'node-x12';
import { describe, expect, it } from 'vitest';
import { answer, CANCELLATION, IMAGING, INPATIENT, THERAPY } from './transactions/278/sets.js';

const casesFolder = join(import.meta.dirname, '../fixtures/cases');

/** What node-x12, which shares no code with us, makes of one of our interchanges: sets by group, segments by set. */
function setsRead(text: string): { readonly functionalGroup: string; readonly segments: readonly string[] }[] {
  const interchange = new X12Parser(true).parse(text);
  if (!(interchange instanceof X12Interchange)) throw new TypeError('more than one interchange');
  return interchange.functionalGroups.flatMap((group) =>
    group.transactions.map((transaction) => ({
      functionalGroup: group.header.valueOf(1) ?? '',
      segments: transaction.segments.map((segment) => segment.tag),
    })),
  );
}

describe('an independent reader, strict', () => {
  const names = readdirSync(casesFolder).filter((name) =>
    readdirSync(join(casesFolder, name)).includes('expected.999.x12'),
  );

  it.each(names)('accepts the 999 of %s', (name) => {
    const text = readFileSync(join(casesFolder, name, 'expected.999.x12'), 'latin1');
    const sets = setsRead(text);
    expect(sets).toHaveLength(1);
    expect(sets[0]?.functionalGroup).toBe('FA');
    const body = text.split('~').filter((segment) => /^(AK|IK|CTX)/.test(segment));
    expect(sets[0]?.segments).toEqual(body.map((segment) => segment.split('*', 1)[0]));
  });

  it.each([
    ['imaging', IMAGING],
    ['inpatient', INPATIENT],
    ['therapy', THERAPY],
    ['cancellation', CANCELLATION],
  ])('accepts the 278 response to %s', (_name, segments) => {
    const { answers } = answer(segments);
    const content = answers[0]?.content;
    if (!(content instanceof Uint8Array)) throw new TypeError('no response');
    const sets = setsRead(Buffer.from(content).toString('latin1'));
    expect(sets).toHaveLength(1);
    expect(sets[0]?.functionalGroup).toBe('HI');
    expect(sets[0]?.segments.slice(0, 2)).toEqual(['BHT', 'HL']);
  });
});
