import { describe, expect, it } from 'vitest';
import type { ReferenceService } from '../../src/domain/reference.js';
import { NOW, newLedger } from './material.js';

const service = (from: string, to = from): ReferenceService => ({
  from,
  to,
  needsAuthorization: true,
  isDrug: false,
  reviewedBy: '',
});

describe('the rows of the services file', () => {
  it('come by code, page by page, of the current edition alone', async () => {
    const ledger = newLedger();
    expect(ledger.services(undefined, 10)).toEqual([]);
    for (const rows of [[service('Z0001')], [service('E0447'), service('A0100', 'A0900'), service('A0100')]]) {
      const edition = await ledger.beginReference('services', 'ann', NOW);
      await ledger.putReferenceRows(edition, rows);
      await ledger.completeReference(edition, NOW);
    }
    await ledger.putReferenceRows(await ledger.beginReference('services', 'ann', NOW), [service('B0001')]);
    const first = ledger.services(undefined, 2);
    expect(first).toEqual([service('A0100'), service('A0100', 'A0900')]);
    expect(ledger.services(first[1], 2)).toEqual([service('E0447')]);
    expect(ledger.services(service('E0447'), 2)).toEqual([]);
  });
});
