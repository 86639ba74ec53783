import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingKind } from '../findings/finding.js';
import { compiledGuide } from '../guides/compiled-guides.js';
import type { Schemas } from '../guides/load.js';
import { GatewayError } from '../support/errors.js';
import { companionRules } from './companion.js';
import type { CompanionGuide, Rule, RuleFile } from './rule.js';
import { ruleKinds } from './rule-kinds.js';

const HINT = 'Install the package again, or restore the schemas folder from it; then run "x12gw doctor".';

/**
 * The rules that belong to a guide; none when it has no file.
 *
 * @throws GatewayError `schemas-unreadable` when the file is there and cannot be read or is not JSON.
 */
export function loadRules(schemasRoot: string, guideId: string): readonly Rule[] {
  const path = join(schemasRoot, 'rules', `${guideId}.json`);
  return reading(path, () => (existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RuleFile).rules : []));
}

/**
 * The editions of a payer's companion guide for a guide: `<guide id>.json` and `<guide id>.<edition>.json` in
 * `payers/<overlay>/companion`, in order of their names; none when the payer has none.
 *
 * @throws GatewayError `schemas-unreadable` as `loadRules`.
 */
export function loadCompanions(schemasRoot: string, overlay: string, guideId: string): readonly CompanionGuide[] {
  const folder = join(schemasRoot, 'payers', overlay, 'companion');
  return namesIn(folder)
    .filter((name) => name === `${guideId}.json` || name.startsWith(`${guideId}.`))
    .map((name) => readJson<CompanionGuide>(join(folder, name)));
}

const withRules = new WeakSet<Schemas>();

/**
 * Lets the catalogue of these schemas know the findings of all rules and companion guides too. They are read when a code
 * is asked for that the findings file does not have. Gives the same schemas back; calling it again changes nothing.
 */
export function withRuleKinds(schemas: Schemas): Schemas {
  if (!withRules.has(schemas)) {
    withRules.add(schemas);
    schemas.findings.addSource(() => allRuleKinds(schemas));
  }
  return schemas;
}

/** The kinds of finding of every rule and every companion guide. Reads them all. */
export function allRuleKinds(schemas: Schemas): FindingKind[] {
  const { root, guideIndex } = schemas;
  const kinds = guideIndex.flatMap(({ id }) => ruleKinds(loadRules(root, id)));
  for (const overlay of namesIn(join(root, 'payers'))) {
    for (const { id } of guideIndex) {
      for (const companion of loadCompanions(root, overlay, id)) {
        kinds.push(...ruleKinds(companionRules(companion, compiledGuide(schemas, id))));
      }
    }
  }
  return kinds;
}

function namesIn(folder: string): string[] {
  return reading(folder, () => (existsSync(folder) ? readdirSync(folder).sort() : []));
}

function readJson<T>(path: string): T {
  return reading(path, () => JSON.parse(readFileSync(path, 'utf8')) as T);
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new GatewayError(`Cannot read the rules at ${path}: ${(cause as Error).message}`, {
      code: 'schemas-unreadable',
      operation: 'read the rules',
      subject: path,
      hint: HINT,
      exitCode: 3,
      cause,
    });
  }
}
