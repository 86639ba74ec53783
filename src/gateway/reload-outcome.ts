import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { replaceFile } from '../files/replace-file.js';

/** What came of reading the configuration again; the command that asked for it tells it. */
export interface ReloadOutcome {
  /** Another one each time. */
  readonly id: string;
  /** Process id of the gateway. */
  readonly processId: number;
  /** ISO instant at which the gateway began to read: one before a command's signal answers an earlier command. */
  readonly at: string;
  /** What was wrong, so that nothing changed: a GatewayError's parts; absent when it was taken. */
  readonly refusal?: { readonly code: string; readonly message: string; readonly hint: string };
  /** Settings that differ and are used from now on, by name. */
  readonly changed: readonly string[];
  /** Settings that differ from what the gateway runs with until it starts again, by name. */
  readonly needRestart: readonly string[];
  /** Partners whose endpoint is not sound, so that no endpoint was taken on; `sftp/` when the folder cannot be read. */
  readonly unsoundEndpoints: readonly string[];
}

/** Leaves an outcome where the command looks for it. Raises GatewayError of the disk. */
export async function writeReloadOutcome(file: string, outcome: Omit<ReloadOutcome, 'id'>): Promise<void> {
  await replaceFile(file, [`${JSON.stringify({ id: randomUUID(), ...outcome })}\n`]);
}

/** The last one; undefined when there was none, or the file says nothing. */
export async function readReloadOutcome(file: string): Promise<ReloadOutcome | undefined> {
  try {
    const found: ReloadOutcome | null = JSON.parse(await readFile(file, 'utf8'));
    return typeof found?.id === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
