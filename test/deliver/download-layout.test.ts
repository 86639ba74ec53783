import { describe, expect, it } from 'vitest';
import { downloadPath, type Placed } from '../../src/deliver/download-layout.js';

const answer: Placed = {
  submissionNumber: 'S00000012',
  type: '999',
  extension: 'x12',
  ordinal: 1,
  location: { id: '110012345A', providerId: '110012345', serviceLocation: 'A' },
  usage: 'P',
  folderDate: '2026-01-05',
};

describe('an answer stands', () => {
  it.each<[string, Partial<Placed>, string]>([
    ['under provider, location, usage and day', {}, '110012345/A/production/2026-01-05/S00000012.999.x12'],
    [
      'with its number from the second of its type on',
      { ordinal: 2 },
      '110012345/A/production/2026-01-05/S00000012.999.2.x12',
    ],
    ['apart when it is a test', { usage: 'T' }, '110012345/A/test/2026-01-05/S00000012.999.x12'],
    ['apart when nobody knows', { usage: 'unknown' }, '110012345/A/unknown/2026-01-05/S00000012.999.x12'],
    [
      'under a hyphen when its mailbox has no location',
      { location: { id: 'CLEARING01', providerId: 'CLEARING01', serviceLocation: '-' } },
      'CLEARING01/-/production/2026-01-05/S00000012.999.x12',
    ],
  ])('%s', (_name, changes, path) => expect(downloadPath({ ...answer, ...changes })).toBe(path));
});

describe('no path is made', () => {
  it.each(['..', '.', '', 'a/b', '/etc', 'a\0', '..%2f', 'x'.repeat(33), 'é'])('of the id %j', (id) => {
    const { location } = answer;
    expect(() => downloadPath({ ...answer, location: { ...location, providerId: id } })).toThrow(/provider id/);
    expect(() => downloadPath({ ...answer, location: { ...location, serviceLocation: id } })).toThrow(
      /service location/,
    );
  });

  it('of another date or number', () => {
    expect(() => downloadPath({ ...answer, folderDate: '../2026' })).toThrow(/date/);
    expect(() => downloadPath({ ...answer, submissionNumber: 'S1/..' })).toThrow(/submission number/);
  });
});
