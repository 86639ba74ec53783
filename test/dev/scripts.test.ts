import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = (name: string) => import(new URL(`../../bin/dev/${name}`, import.meta.url).href);
const { readReport } = await script('test-report.mjs');
const { headersFolder } = await script('packages.mjs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'x12gw-dev-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function report(content: object | string): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const counts = (passed: number, failed: number, pending: number, todo: number, testResults: object[] = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: todo,
  testResults,
});

describe('counting a test run', () => {
  it('adds skipped and to-do tests', () => {
    expect(readReport(report(counts(5, 0, 2, 1)), 0)).toEqual({ passed: 5, failed: 0, skipped: 3 });
  });

  it('counts a test file that could not be loaded as one failed', () => {
    const unloadable = { status: 'failed', assertionResults: [] };
    expect(readReport(report(counts(5, 1, 0, 0, [unloadable])), 1)).toEqual({ passed: 5, failed: 2, skipped: 0 });
  });

  it.each([
    ['ended badly without naming a failure', () => report(counts(5, 0, 0, 0)), 5],
    ['left half a report', () => report('{"numPassed'), 0],
    ['left no report', () => join(folder, 'absent.json'), 0],
  ])('never calls a run sound that %s', (_, file, passed) => {
    expect(readReport(file(), 1)).toEqual({ passed, failed: 1, skipped: 0 });
  });
});

describe("finding Node's headers", () => {
  function nodeFolder(name: string, major: number): string {
    const path = join(folder, name);
    mkdirSync(join(path, 'include', 'node'), { recursive: true });
    writeFileSync(join(path, 'include', 'node', 'node_version.h'), `#define NODE_MAJOR_VERSION ${major}\n`);
    return path;
  }

  it('takes the configured folder, else the one above the binary', () => {
    const configured = nodeFolder('configured', 20);
    const beside = nodeFolder('beside', 20);
    const binary = join(beside, 'bin', 'node');
    expect(headersFolder(binary, 20, configured)).toBe(configured);
    expect(headersFolder(binary, 20, '')).toBe(beside);
  });

  it('never takes headers of another major version', () => {
    const configured = nodeFolder('configured', 20);
    const beside = nodeFolder('beside', 24);
    const binary = join(beside, 'bin', 'node');
    expect(headersFolder(binary, 24, configured)).toBe(beside);
    expect(headersFolder(join(folder, 'elsewhere', 'bin', 'node'), 24, configured)).toBe('');
  });
});
