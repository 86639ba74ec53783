import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReferenceKind } from '../../../src/domain/reference.js';
import { REFERENCE_COLUMNS, readHeader } from '../../../src/operations/reference/reference-columns.js';

const KINDS = Object.keys(REFERENCE_COLUMNS) as ReferenceKind[];

describe('the columns of reference files', () => {
  it.each(KINDS)('of %s are those of docs/reference-files.md, required ones too', (kind) => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/reference-files.md'), 'utf8');
    const section = page.split(`### ${kind}\n`)[1]!.split('\n#')[0]!;
    const documented = [...section.matchAll(/^\| (`.+?`) \| (\w*)/gm)].flatMap(([, names, required]) =>
      [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => ({ name: name!, isRequired: required === 'yes' })),
    );
    const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);
    expect(documented.sort(byName)).toEqual([...REFERENCE_COLUMNS[kind]].sort(byName));
  });

  it('are found in any order, case and spacing', () => {
    const { places, missing, doubled, unknown } = readHeader(REFERENCE_COLUMNS.services, [
      'Drug?',
      'TO',
      'Needs Authorization',
      ' from ',
    ]);
    expect([...places]).toEqual([
      ['drug', 0],
      ['to', 1],
      ['needs_authorization', 2],
      ['from', 3],
    ]);
    expect({ missing, doubled, unknown }).toEqual({ missing: [], doubled: [], unknown: [] });
  });

  it('are told when they are missing, there twice, or unknown', () => {
    expect(readHeader(REFERENCE_COLUMNS.services, ['from', 'FROM', 'note', ''])).toMatchObject({
      missing: ['needs_authorization'],
      doubled: ['from'],
      unknown: ['note'],
    });
  });
});
