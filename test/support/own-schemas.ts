import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Guide of professional claims. */
export const PROFESSIONAL = '005010X222A1-837P';

/** Writes files below a folder: by name, a document or a text as it stands. */
export function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** A change that refuses claims without an original reference number (REF*F8). */
export const NEEDS_ORIGINAL = {
  id: 'plan-original-number-missing',
  require: '2300/REF[F8]',
  severity: 'reject',
  certainty: 'stated',
  claimStatus: 'A7:464',
  title: 'Original reference number is missing',
  message: 'The plan asks for its own number of the claim with every claim.',
  mend: 'Enter the number that the plan gave the claim.',
  source: 'invented for a test',
};

/** A companion guide for professional claims of an invented plan. */
export function companion(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    guide: PROFESSIONAL,
    version: '2026-01',
    title: 'Plan rules for professional claims',
    source: 'invented for a test',
    changes: [NEEDS_ORIGINAL],
    rules: [],
    ...changes,
  };
}
