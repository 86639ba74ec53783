import { describe, expect, it } from 'vitest';
import { UnitCount } from '../../src/cli/validation/unit-count.js';
import { group, outcome, setRow } from '../store/material.js';

const refusals = [{ code: 'x', from: 0, to: 2 }];

describe('the units of a checked file', () => {
  it('are those of its accepted sets, named by what they are', () => {
    const count = new UnitCount();
    count.keep(setRow({ units: 3, refusals }));
    count.keep(setRow({ index: 1, status: 'R', units: 9, refusals }));
    const interchange = outcome({ groups: [group({ controlNumber: '104', units: 3, refusedUnits: 2 })] });
    expect([...count.facts('a.x12', interchange)]).toEqual([
      {
        kind: 'set',
        file: 'a.x12',
        interchange: 0,
        group: '104',
        set: '0001',
        transactionSet: '837',
        units: 3,
        refusedUnits: 2,
      },
    ]);
    count.add(interchange);
    expect(count).toMatchObject({ units: 3, refusedUnits: 2, name: 'claims' });
    count.keep(setRow({ transactionSet: '278', units: 1 }));
    expect(count.name).toBe('units');
  });

  it('of a refused interchange or group do not count', () => {
    const count = new UnitCount();
    count.keep(setRow({ units: 3, refusals }));
    const refused = outcome({ groups: [group({ status: 'R' })] });
    expect([...count.facts('a.x12', refused)]).toEqual([]);
    count.add(outcome({ acknowledgment: 'R', groups: [] }));
    expect(count).toMatchObject({ units: 0, refusedUnits: 0 });
    expect([...count.facts('a.x12', outcome())]).toEqual([]);
  });
});
