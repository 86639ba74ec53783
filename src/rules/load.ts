import type { FindingKind } from '../findings/finding.js';
import { compiledGuide } from '../guides/compiled-guides.js';
import type { Schemas } from '../guides/load.js';
import type { SchemaFiles } from '../guides/schema-files.js';
import { companionRules } from './companion.js';
import type { CompanionGuide, Rule, RuleFile } from './rule.js';
import { ruleKinds } from './rule-kinds.js';

/**
 * The rules that belong to a guide; none when it has no file.
 *
 * @throws GatewayError as `SchemaFiles.json` when the file is there and cannot be read or is not JSON.
 */
export function loadRules(files: SchemaFiles, guideId: string): readonly Rule[] {
  const name = `rules/${guideId}.json`;
  return files.has(name) ? files.json<RuleFile>(name).rules : [];
}

/**
 * The editions of a payer's companion guide for a guide: `<guide id>.json` and `<guide id>.<edition>.json` in
 * `payers/<overlay>/companion`, in order of their names; none when the payer has none.
 *
 * @throws GatewayError as `loadRules`.
 */
export function loadCompanions(files: SchemaFiles, overlay: string, guideId: string): readonly CompanionGuide[] {
  return companionNames(files, overlay, guideId).map((name) => files.json<CompanionGuide>(name));
}

/** The files of these editions. */
export function companionNames(files: SchemaFiles, overlay: string, guideId: string): readonly string[] {
  const folder = `payers/${overlay}/companion`;
  const names = files.names(folder).filter((name) => name.startsWith(`${guideId}.`));
  return names.map((name) => `${folder}/${name}`);
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
  const { files, guideIndex } = schemas;
  const kinds = guideIndex.flatMap(({ id }) => ruleKinds(loadRules(files, id)));
  for (const overlay of files.folders('payers')) {
    for (const { id } of guideIndex) {
      for (const companion of loadCompanions(files, overlay, id)) {
        kinds.push(...ruleKinds(companionRules(companion, compiledGuide(schemas, id))));
      }
    }
  }
  return kinds;
}
