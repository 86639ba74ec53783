import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const CHECKOUT = resolve(import.meta.dirname, '..', '..');

/** What one process gave. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The sources built into a folder of their own, to be run as users run them: `node bin/x12gw.js`. */
export class BuiltGateway {
  readonly folder = mkdtempSync(join(tmpdir(), 'x12gw-built-'));
  readonly script = join(this.folder, 'bin', 'x12gw.js');

  constructor() {
    const compiler = join(CHECKOUT, 'node_modules', '.bin', 'tsc');
    const outDir = join(this.folder, 'dist');
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', outDir], { cwd: CHECKOUT });
    for (const name of ['bin', 'package.json'])
      cpSync(join(CHECKOUT, name), join(this.folder, name), { recursive: true });
    for (const name of ['schemas', 'fixtures', 'node_modules'])
      symlinkSync(join(CHECKOUT, name), join(this.folder, name));
  }

  /** Runs a script with Node in the folder to its end. */
  run(script: string, ...scriptArguments: string[]): Promise<Ended> {
    const child = spawn(process.execPath, [script, ...scriptArguments], { cwd: this.folder });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (bytes) => {
      stdout += bytes;
    });
    child.stderr.on('data', (bytes) => {
      stderr += bytes;
    });
    return new Promise((done, fail) => {
      child.on('error', fail);
      child.on('close', (code) => done({ code, stdout, stderr }));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
