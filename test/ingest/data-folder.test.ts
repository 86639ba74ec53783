import { describe, expect, it } from 'vitest';
import { DataFolder, isArrivalId, newArrivalId } from '../../src/ingest/data-folder.js';

const folder = new DataFolder('/srv/x12');

describe('the data folder', () => {
  it.each(['../other', 'a/b', '', '.', 'Demo', 'a'.repeat(41), 'a\0b'])('makes no path of the partner id %j', (id) => {
    expect(() => folder.partner(id)).toThrow(/as part of a path/);
  });

  it.each(['../etc/passwd', '/etc/passwd', 'originals/../../x', '.', ''])('gives no file for the path %j', (path) => {
    expect(() => folder.inside(path)).toThrow(/as part of a path/);
  });

  it('keeps an arrival under the day it came, also when it is recorded later', () => {
    const id = newArrivalId(new Date('2026-01-05T23:59:59.999Z'), '0123456789abcdef');
    expect(isArrivalId(id)).toBe(true);
    expect(folder.originalPath(id)).toBe(`originals/2026-01-05/${id}.received`);
    expect(folder.inside(folder.originalPath(id))).toBe(`/srv/x12/originals/2026-01-05/${id}.received`);
  });
});
