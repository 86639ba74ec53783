import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needs } from '../support/system-part.js';
import { type Chance, type DiskModel, type DiskTree, materialise } from './disk-model.js';
import { DiskRecorder } from './disk-recorder.js';
import { readTrace, recordingOptions } from './trace-reader.js';

const EVERYTHING: Chance = { keepsName: () => true, keepsWrites: (pending) => pending };
const NAMES: Chance = { keepsName: () => true, keepsWrites: () => 0 };

describe.skipIf(!needs('strace'))('The model of a disk, over a recorded program', () => {
  let scratch = '';
  let root = '';

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'x12gw-model-'));
    root = join(scratch, 'disk');
    mkdirSync(join(root, 'folder'), { recursive: true });
    writeFileSync(join(root, 'kept'), 'as it was');
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  /** Runs statements with `fs` in the folder under strace; gives the model and the last moment. */
  function record(statements: string): { readonly model: DiskModel; readonly end: number } {
    const recorder = new DiskRecorder(root);
    const recording = join(scratch, 'recording');
    const program = `process.chdir(${JSON.stringify(root)}); const fs = require('node:fs');
      const sync = (path) => { const file = fs.openSync(path, 'r'); fs.fsyncSync(file); fs.closeSync(file); };
      ${statements}`;
    const command = [...recordingOptions(recording), process.execPath, '-e', program];
    const ended = spawnSync('strace', command, { env: { PATH: process.env.PATH, UV_USE_IO_URING: '0' } });
    expect(ended.status, ended.stderr.toString()).toBe(0);
    const calls = readTrace(recording);
    return { model: recorder.follow(calls), end: calls.at(-1)!.left };
  }

  const textAt = (tree: DiskTree, path: string): string | undefined => tree.get(path)?.content.toString();

  it('keeps what stood there before', () => {
    const { model, end } = record('');
    expect(textAt(model.cutAt(end), 'kept')).toBe('as it was');
  });

  it('loses a new file whose folder was not synced, though the file was', () => {
    const { model, end } = record(`
      const file = fs.openSync('new', 'w'); fs.writeSync(file, 'content'); fs.fsyncSync(file);`);
    expect(textAt(model.cutAt(end), 'new')).toBeUndefined();
    expect(textAt(model.cutAt(end, NAMES), 'new')).toBe('content');
  });

  it('leaves a new file empty when its folder was synced and the file was not', () => {
    const { model, end } = record(`fs.writeFileSync('new', 'content'); sync('.');`);
    expect(textAt(model.cutAt(end), 'new')).toBe('');
    expect(textAt(model.cutAt(end, EVERYTHING), 'new')).toBe('content');
  });

  it('keeps what was written before a sync and loses what came after', () => {
    const { model, end } = record(`
      const file = fs.openSync('kept', 'r+'); fs.writeSync(file, 'AS', 0); fs.fsyncSync(file);
      fs.writeSync(file, 'IT', 3); fs.ftruncateSync(file, 5);`);
    expect(textAt(model.cutAt(end), 'kept')).toBe('AS it was');
    expect(textAt(model.cutAt(end, EVERYTHING), 'kept')).toBe('AS IT');
    expect(textAt(model.cutAt(end, { keepsName: () => true, keepsWrites: () => 1 }), 'kept')).toBe('AS IT was');
  });

  it('tears the last write at a sector', () => {
    const { model, end } = record(`fs.writeFileSync('new', 'x'.repeat(4096)); sync('.');`);
    const halfOfOne: Chance = { keepsName: () => true, keepsWrites: () => 0.5 };
    expect(textAt(model.cutAt(end, halfOfOne), 'new')).toHaveLength(2048);
  });

  it('moves a file wholly or not at all, and either folder makes it safe', () => {
    const { model, end } = record(`fs.renameSync('kept', 'folder/moved');`);
    expect([...model.cutAt(end).keys()].sort()).toEqual(['folder', 'kept']);
    expect([...model.cutAt(end, NAMES).keys()].sort()).toEqual(['folder', 'folder/moved']);
    const { model: synced, end: later } = record(`fs.renameSync('folder/moved', 'kept'); sync('folder');`);
    expect([...synced.cutAt(later).keys()].sort()).toEqual(['folder', 'kept']);
  });

  it('brings a removed file back until its folder is synced', () => {
    const { model, end } = record(`fs.unlinkSync('kept');`);
    expect(textAt(model.cutAt(end), 'kept')).toBe('as it was');
    writeFileSync(join(root, 'kept'), 'as it was');
    const { model: synced, end: later } = record(`fs.unlinkSync('kept'); sync('.');`);
    expect(textAt(synced.cutAt(later), 'kept')).toBeUndefined();
  });

  it('gives two names of one file the same content', () => {
    const { model, end } = record(`
      const file = fs.openSync('.new', 'w'); fs.writeSync(file, 'content'); fs.fsyncSync(file);
      fs.linkSync('.new', 'new'); fs.unlinkSync('.new'); sync('.');`);
    const tree = model.cutAt(end);
    expect(textAt(tree, 'new')).toBe('content');
    expect(tree.has('.new')).toBe(false);
  });

  it('lets a sync that began before a write say nothing about it', () => {
    const { model, end } = record(`
      const file = fs.openSync('kept', 'r+'); let left = 20;
      const write = () => { if (left-- > 0) fs.write(file, 'Z', left % 9, write); };
      fs.fsync(file, () => fs.fsync(file, () => undefined)); write();`);
    // Whatever the order was, a cut at the end holds at most what was written, and a whole one holds all of it.
    expect(textAt(model.cutAt(end, EVERYTHING), 'kept')).toBe(readFileSync(join(root, 'kept'), 'utf8'));
  });

  it('writes a tree into a folder as it is, modes included', () => {
    const { model, end } = record(`fs.mkdirSync('more'); sync('.'); fs.writeFileSync('more/a', 'A'); sync('more');
      fs.chmodSync('more/a', 0o440); sync('more/a');`);
    const copy = join(scratch, 'copy');
    materialise(model.cutAt(end, EVERYTHING), copy);
    expect(readdirSync(join(copy, 'more'))).toEqual(['a']);
    expect(existsSync(join(copy, 'folder'))).toBe(true);
    expect(model.cutAt(end).get('more/a')?.mode).toBe(0o440);
  });
});
