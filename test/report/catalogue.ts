import { readFileSync } from 'node:fs';
import { FindingCatalogue, type FindingKind } from '../../src/findings/finding.js';

/** The shipped kinds of findings. */
export const kinds = JSON.parse(
  readFileSync(new URL('../../schemas/findings.json', import.meta.url), 'utf8'),
) as readonly FindingKind[];

export const catalogue = new FindingCatalogue(kinds);
