import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HandoffLedger, HandoffRow } from '../store/handoff-values.js';
import type { Clock } from '../support/clock.js';
import { systemErrorCode } from '../support/errors.js';
import { handoffBaseName } from './facts.js';
import type { HandoffParts } from './write-handoff.js';

/** Rows read at once, and how many pages one look takes; the next look goes on there. */
const PAGE = 200;
const PAGES = 5;

/** What a look needs. */
export interface ConsumedParts extends Pick<HandoffParts, 'rootOf'> {
  readonly ledger: Pick<HandoffLedger, 'handoffs' | 'confirmHandoff'>;
  readonly clock: Clock;
}

/** What lies of a written hand-off where it was put. */
export interface WhatLies {
  readonly hasManifest: boolean;
  /** Names of its files that are gone. */
  readonly gone: readonly string[];
}

/**
 * What of a hand-off lies in a folder with these names; undefined when the folder cannot be read, which tells nothing: a
 * volume that is not mounted has nothing in it either.
 */
export function whatLies(handoff: HandoffRow, names: ReadonlySet<string> | undefined): WhatLies | undefined {
  if (names === undefined) return undefined;
  return {
    hasManifest: names.has(`${handoffBaseName(handoff)}.json`),
    gone: handoff.files.map(({ name }) => name).filter((name) => !names.has(name)),
  };
}

/** Names in the folder of each hand-off; each folder is read once. */
export class HandoffFolders {
  readonly #rootOf: HandoffParts['rootOf'];
  readonly #known = new Map<string, ReadonlySet<string> | undefined>();

  constructor(rootOf: HandoffParts['rootOf']) {
    this.#rootOf = rootOf;
  }

  async namesBeside({ environment, folderDate }: HandoffRow): Promise<ReadonlySet<string> | undefined> {
    const folder = join(this.#rootOf(environment), folderDate);
    if (!this.#known.has(folder)) this.#known.set(folder, await namesIn(folder));
    return this.#known.get(folder);
  }
}

/** Notices what the consumer takes away: a hand-off is confirmed once its manifest is gone. */
export class Consumed {
  readonly #parts: ConsumedParts;
  #after = 0;

  constructor(parts: ConsumedParts) {
    this.#parts = parts;
  }

  /**
   * Commits as confirmed what has been taken away; gives how many. Reads a bounded number of hand-offs, and goes on
   * behind them the next time. Not while one is written. Raises the ledger's GatewayError.
   */
  async look(): Promise<number> {
    const { ledger, rootOf, clock } = this.#parts;
    const folders = new HandoffFolders(rootOf);
    let confirmed = 0;
    for (let pages = 0; pages < PAGES; pages++) {
      const page = ledger.handoffs({ state: 'written' }, this.#after, PAGE);
      for (const handoff of page.rows) {
        if (whatLies(handoff, await folders.namesBeside(handoff))?.hasManifest !== false) continue;
        await ledger.confirmHandoff(handoff.id, '', clock.now().toISOString());
        confirmed++;
      }
      this.#after = page.next ?? 0;
      if (page.next === undefined) break;
    }
    return confirmed;
  }
}

async function namesIn(folder: string): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set(await readdir(folder));
  } catch (error) {
    if (systemErrorCode(error) !== '') return undefined;
    throw error;
  }
}
