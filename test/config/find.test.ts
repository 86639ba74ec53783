import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConfiguration, requireConfiguration } from '../../src/config/find.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'x12gw-find-'));
  mkdirSync(join(folder, 'other'));
  for (const name of ['gateway.yaml', 'flag.yaml', 'other/environment.yaml']) writeFileSync(join(folder, name), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('finding the configuration', () => {
  it('takes --config before X12GW_CONFIG before ./gateway.yaml', () => {
    const environment = { X12GW_CONFIG: 'other/environment.yaml' };
    const workingDirectory = folder;
    expect(findConfiguration({ flag: 'flag.yaml', environment, workingDirectory })).toBe(join(folder, 'flag.yaml'));
    expect(findConfiguration({ environment, workingDirectory })).toBe(join(folder, 'other/environment.yaml'));
    expect(findConfiguration({ environment: {}, workingDirectory })).toBe(join(folder, 'gateway.yaml'));
  });

  it('does not fall back when a named file is absent', () => {
    expect(() => findConfiguration({ flag: 'absent.yaml', environment: {}, workingDirectory: folder })).toThrow(
      expect.objectContaining({ code: 'configuration-absent', exitCode: 2 }),
    );
  });

  it('does not call a file absent that lies behind a folder closed to this user', () => {
    chmodSync(join(folder, 'other'), 0);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chmodSync(folder, 0o711);
    if (isRoot) process.seteuid!(65_534);
    try {
      const places = { flag: 'other/environment.yaml', environment: {}, workingDirectory: folder };
      expect(() => findConfiguration(places)).toThrow(
        expect.objectContaining({ code: 'configuration-closed', exitCode: 2 }),
      );
    } finally {
      if (isRoot) process.seteuid!(0);
      chmodSync(join(folder, 'other'), 0o700);
    }
  });

  it('gives undefined where nothing names one, and fails where one is required', () => {
    const places = { environment: {}, workingDirectory: join(folder, 'other') };
    expect(findConfiguration(places)).toBeUndefined();
    expect(() => requireConfiguration(places)).toThrow(expect.objectContaining({ code: 'configuration-absent' }));
  });
});
