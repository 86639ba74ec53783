import { describe, expect, it } from 'vitest';
import { NodeRole } from '../../src/guides/compiled.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';

const schemas = loadSchemas(defaultSchemasRoot());

/** Places of a guide with this role: path, id and name. */
function placesWith(guideId: string, role: number): string[] {
  const guide = compiledGuide(schemas, guideId);
  return guide.names.flatMap((name, node) =>
    (guide.role[node]! & role) === 0 ? [] : [`${guide.paths[node]} ${guide.ids[node]} (${name})`],
  );
}

describe('a compiled guide', () => {
  it('knows the business unit of its set as the 999 names it', () => {
    expect(placesWith('005010X220A1-834', NodeRole.businessUnit)).toEqual(['2000 REF (Subscriber Identifier)']);
    expect(placesWith('005010X221A1-835', NodeRole.businessUnit)).toEqual([' TRN (Reassociation Trace Number)']);
    expect(placesWith('005010X218-820', NodeRole.businessUnit)).toHaveLength(2);
    expect(placesWith('005010X212-277', NodeRole.businessUnit)).toHaveLength(4);
    expect(placesWith('005010X231A1-999', NodeRole.businessUnit)).toEqual([]);
  });

  it('forgets a business unit where the next one begins', () => {
    const starts = placesWith('005010X220A1-834', NodeRole.endsBusinessUnit);
    expect(starts).toEqual(['2000 INS (Member Level Detail)']);
  });

  it('counts the lines of claims, and no other LX', () => {
    for (const id of ['005010X222A1-837P', '005010X223A2-837I', '005010X224A2-837D']) {
      const counted = placesWith(id, NodeRole.counter);
      expect(counted.length, id).toBe(2);
      for (const place of counted) expect(place).toMatch(/2400 LX/);
    }
    for (const id of ['005010X220A1-834', '005010X221A1-835']) expect(placesWith(id, NodeRole.counter)).toEqual([]);
  });

  it.each(schemas.guideIndex.filter(({ transactionSet }) => transactionSet !== '278'))(
    'has a unit of work that may come any number of times: $id',
    ({ id }) => {
      const guide = compiledGuide(schemas, id);
      const nodes = guide.ids.flatMap((loop, node) => (loop === guide.unitLoop && guide.isLoop[node] ? [node] : []));
      expect(nodes.length).toBeGreaterThan(0);
      // Unbounded itself, or below something that is.
      for (const node of nodes) {
        let isUnbounded = false;
        for (let up = node; up > 0; up = guide.parent[up]!) isUnbounded ||= guide.maximum[up] === 0;
        expect(isUnbounded).toBe(true);
      }
    },
  );
});
