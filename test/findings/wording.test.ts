import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FindingKind } from '../../src/findings/finding.js';

const kinds = JSON.parse(
  readFileSync(new URL('../../schemas/findings.json', import.meta.url), 'utf8'),
) as readonly Required<FindingKind>[];

/** What every producer gives for findings of a scope; more must be declared with the kind. */
const PLACE_PARAMETERS = new Set(['element', 'name', 'segment', 'loop']);

describe('the wording of findings', () => {
  it.each(kinds.map((kind) => [kind.code, kind] as const))(
    'is whole and uses declared parameters only: %s',
    (_, kind) => {
      for (const text of [kind.title, kind.message, kind.mend, kind.source]) expect(text.trim()).not.toBe('');
      expect(kind.title).not.toMatch(/\.$/);
      expect(kind.message).toMatch(/\.$/);
      expect(kind.mend).toMatch(/\.$/);
      const used = [...`${kind.message}${kind.mend}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
      for (const name of used) expect(kind.parameters).toContain(name);
      expect(`${kind.title}${kind.source}`).not.toContain('{');
    },
  );

  it('never prints the value itself, which may be protected', () => {
    for (const kind of kinds) expect(kind.parameters).not.toContain('value');
  });

  it('has no parameter that its wording leaves unused, but those of the place', () => {
    for (const kind of kinds) {
      const rest = kind.parameters.filter((name) => !PLACE_PARAMETERS.has(name));
      for (const name of rest) expect(`${kind.message}${kind.mend}`).toContain(`{${name}}`);
    }
  });

  it('has each code once, in order of scope, from the file down to the element', () => {
    expect(new Set(kinds.map((kind) => kind.code)).size).toBe(kinds.length);
    const order = ['file', 'interchange', 'group', 'set', 'segment', 'element'];
    const scopes = kinds.map((kind) => order.indexOf(kind.scope));
    expect(scopes).toEqual([...scopes].sort((a, b) => a - b));
  });
});
