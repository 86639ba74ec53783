import { describe, expect, it } from 'vitest';
import { hasCode } from '../../src/guides/code-table.js';
import { ElementFlag } from '../../src/guides/compiled.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { isPlain, plainValues, REQUIRED, REQUIRED_PARTS, ROW_WIDTH } from '../../src/validate/plain-values.js';
import { CharacterClass, characterClasses } from '../../src/x12/character-class.js';

const guide = compiledGuide(loadSchemas(defaultSchemasRoot()), '005010X222A1-837P');
const { specs, codeTables } = guide;
const plain = plainValues(guide, specs.plain);
const classes = characterClasses({ element: 0x2a, repetition: 0x5e, component: 0x3a, segment: 0x7e });

const SAMPLES = [
  '1',
  '12',
  '123',
  '1234',
  '123456',
  '20261122',
  '-1',
  '1.50',
  'A',
  'MI',
  'XX',
  'CLINIC',
  'a b',
  ' ',
  'A:B',
];
const LONG_SAMPLES = ['X'.repeat(35), 'X'.repeat(81), '9'.repeat(18)];

function maskOf(bytes: Uint8Array): number {
  return bytes.reduce((mask, byte) => mask | classes[byte]!, 0);
}

/** What `isPlain` should say, from the specifications themselves; a code of five characters or more is not for it. */
function isSettled(spec: number, bytes: Uint8Array, mask: number): boolean {
  const { length } = bytes;
  if ((mask & ~specs.plain[spec]!) !== 0 || mask === CharacterClass.space) return false;
  if (length < specs.minimum[spec]! || length > specs.maximum[spec]!) return false;
  const codes = specs.codes[spec]!;
  return codes < 0 || (length <= 4 && hasCode(codeTables[codes]!, bytes, 0, length));
}

describe('the arrays that settle plain values', () => {
  it('say of each specification and value what the specification says', () => {
    const wrong: string[] = [];
    let settled = 0;
    for (let spec = 0; spec < specs.plain.length; spec++) {
      const codes = specs.codes[spec]! < 0 ? [] : codeTables[specs.codes[spec]!]!.codes;
      for (const value of [...SAMPLES, ...LONG_SAMPLES, ...codes]) {
        const bytes = Buffer.from(`*${value}*`, 'latin1');
        const mask = maskOf(bytes.subarray(1, -1));
        const answer = isPlain(plain, spec * ROW_WIDTH, bytes, mask, 1, bytes.length - 1);
        if (answer !== isSettled(spec, bytes.subarray(1, -1), mask)) wrong.push(`${spec} ${value}`);
        if (answer) settled++;
      }
    }
    expect(wrong).toEqual([]);
    expect(settled).toBeGreaterThan(1000);
  });

  it('settle nothing where an imported list decides', () => {
    const none = plainValues(guide, new Uint16Array(specs.plain.length));
    const bytes = Buffer.from('1', 'latin1');
    const settled = [...specs.plain.keys()].filter((spec) =>
      isPlain(none, spec * ROW_WIDTH, bytes, CharacterClass.digit, 0, 1),
    );
    expect(settled).toEqual([]);
  });

  it('name the last required element of each segment and the last required component of each composite', () => {
    const isRequired = (spec: number) => (specs.flags[spec]! & ElementFlag.required) !== 0;
    for (let node = 0; node < guide.nodeCount; node++) {
      if (guide.isLoop[node] === 1) continue;
      const first = guide.specStart[node]!;
      const elements = Array.from({ length: guide.specCount[node]! }, (_, at) => first + at);
      expect(plain.requiredElements[node]).toBe(elements.findLastIndex(isRequired) + 1);
    }
    for (let spec = 0; spec < specs.plain.length; spec++) {
      const first = specs.componentStart[spec]!;
      const components = Array.from({ length: specs.componentCount[spec]! }, (_, at) => first + at);
      expect(plain.rows[spec * ROW_WIDTH + REQUIRED_PARTS]).toBe(components.findLastIndex(isRequired) + 1);
      expect(plain.rows[spec * ROW_WIDTH + REQUIRED] !== 0).toBe(isRequired(spec));
    }
  });
});
