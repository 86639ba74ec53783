import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeYoung, removeAged } from '../../src/files/aging-file.js';

const BEFORE = new Date('2026-03-05T12:00:00.000Z');
const unwanted = () => false;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aging-'));
  path = join(folder, 'copy');
  writeFileSync(path, 'content');
  utimesSync(path, 0, 0);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that ages', () => {
  it('goes when it is old and unwanted', () => {
    expect(removeAged(path, BEFORE, unwanted)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stays under its name when it is wanted', () => {
    expect(removeAged(path, BEFORE, () => true)).toBe(false);
    expect(readdirSync(folder)).toEqual(['copy']);
  });

  it('stays once it was made young', async () => {
    expect(await makeYoung(path)).toBe(true);
    expect(removeAged(path, BEFORE, unwanted)).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('content');
  });

  it('that is already gone cannot be made young, so that its owner writes it again', async () => {
    removeAged(path, BEFORE, unwanted);
    expect(await makeYoung(path)).toBe(false);
  });

  it('gives way to one that was written anew while it was aside', () => {
    const isWanted = () => {
      writeFileSync(path, 'anew');
      return true;
    };
    expect(removeAged(path, BEFORE, isWanted)).toBe(false);
    expect(readdirSync(folder)).toEqual(['copy']);
    expect(readFileSync(path, 'utf8')).toBe('anew');
  });

  it('that a crash left aside is put back when it is wanted, and removed when not', () => {
    for (const isWanted of [true, false]) {
      writeFileSync(`${path}.removing`, 'content');
      utimesSync(`${path}.removing`, 0, 0);
      rmSync(path, { force: true });
      removeAged(`${path}.removing`, BEFORE, () => isWanted);
      expect(existsSync(path)).toBe(isWanted);
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});
