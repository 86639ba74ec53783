import { describe, expect, it } from 'vitest';
import { answerPath, downloadPath, letterPath, type Placed } from '../../src/deliver/download-layout.js';

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

describe('a letter stands', () => {
  const letter = { ...answer, type: 'letter' as const, extension: 'pdf' as const };

  it('in the hand-off alone, whatever location it has', () => {
    const places = {
      downloads: '/data/downloads',
      letters: '/data/handoff/letters',
      publishReports: '/data/publish-reports',
    };
    expect(answerPath(places, { ...letter, target: 'letters' })).toBe(
      '/data/handoff/letters/2026-01-05/S00000012.letter.pdf',
    );
    expect(answerPath(places, { ...answer, target: 'store' })).toMatch(/^\/data\/downloads\//);
  });

  it('with three files of one name, and the next letter of the file with a number', () => {
    const paths = [1, 2, 3, 4, 5, 6].map((ordinal) => letterPath({ ...letter, ordinal }));
    expect(paths.map((path) => path.replace('2026-01-05/S00000012.', ''))).toEqual([
      ...['letter.pdf', 'letter.pdf', 'letter.pdf'],
      ...['letter.2.pdf', 'letter.2.pdf', 'letter.2.pdf'],
    ]);
  });

  it('apart when it is a test', () => {
    expect(letterPath({ ...letter, usage: 'T' })).toBe('test/2026-01-05/S00000012.letter.pdf');
    expect(() => letterPath({ ...letter, usage: 'unknown' })).toThrow(/usage/);
  });
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
