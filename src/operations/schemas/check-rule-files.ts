import { compiledGuide } from '../../guides/compiled-guides.js';
import type { Schemas } from '../../guides/load.js';
import { checkRules } from '../../rules/check.js';
import { companionRules } from '../../rules/companion.js';
import { companionNames, loadRules } from '../../rules/load.js';
import type { CompanionGuide, Rule } from '../../rules/rule.js';

/** SNIP types that the rules of a guide and those of a companion guide may have. */
const GUIDE_TYPES = [2, 3, 4, 5, 6];
const COMPANION_TYPES = [7];

/** Told of a problem: the file, the rule or member in it, what is wrong. */
type Report = (file: string, place: string, problem: string) => void;

/**
 * Checks rules and companion guides that are the operator's own or hang on a guide that is: that they are for a guide
 * there is and fit it, that ids are used once, and that editions of one companion guide follow each other.
 */
export class RuleFilesCheck {
  readonly #schemas: Schemas;
  readonly #isSound: (file: string) => boolean;
  readonly #report: Report;
  /** Where each id is used; the editions of one companion guide share theirs. */
  readonly #owners = new Map<string, string>();
  readonly #listIds: ReadonlySet<string>;

  /** `isSound` says whether the form of a file is right; what is not is left alone. */
  constructor(schemas: Schemas, isSound: (file: string) => boolean, report: Report) {
    this.#schemas = schemas;
    this.#isSound = isSound;
    this.#report = report;
    this.#listIds = new Set([...schemas.codeSets.keys(), ...schemas.externalCodeSets.keys()]);
    for (const { code } of schemas.findingKinds) this.#owners.set(code, 'findings.json');
  }

  run(): void {
    const { files, guideIndex } = this.#schemas;
    for (const { id } of guideIndex) this.#guide(id);
    for (const overlay of files.folders('payers')) for (const { id } of guideIndex) this.#companions(overlay, id);
    const ids = new Set(guideIndex.map((guide) => guide.id));
    for (const name of files.own?.files.keys() ?? []) {
      const guide = /^(?:rules|payers\/[^/]+\/companion)\/([^/.]+)\.(?:[^/]+\.)?json$/.exec(name)?.[1];
      if (guide !== undefined && !ids.has(guide)) {
        this.#report(name, '', `there is no guide "${guide}": its name begins with the id of a guide`);
      }
    }
  }

  #guide(guideId: string): void {
    const file = `rules/${guideId}.json`;
    if (!this.#isSound(file)) return;
    const rules = loadRules(this.#schemas.files, guideId);
    this.#claimIds(rules, file, file);
    if (!this.#matters([file], guideId)) return;
    if (rules.length > 0) this.#sameGuide(file, guideId);
    this.#check(file, rules, guideId, GUIDE_TYPES);
  }

  #companions(overlay: string, guideId: string): void {
    const { files } = this.#schemas;
    const names = companionNames(files, overlay, guideId).filter(this.#isSound);
    const editions = names.map((name) => ({ name, companion: files.json<CompanionGuide>(name) }));
    const owner = `payers/${overlay}/companion/${guideId}.json`;
    for (const { name, companion } of editions) {
      const entries = [...companion.changes, ...companion.rules];
      this.#claimIds(entries, owner, name);
      if (!this.#matters([name], guideId)) continue;
      this.#usedOnce(name, entries);
      this.#sameGuide(name, guideId);
      let rules: Rule[];
      try {
        rules = companionRules(companion, compiledGuide(this.#schemas, guideId));
      } catch (error) {
        const [id = '', ...rest] = (error as Error).message.split(': ');
        this.#report(name, id, rest.join(': '));
        continue;
      }
      this.#check(name, rules, guideId, COMPANION_TYPES);
    }
    if (this.#matters(names, guideId)) this.#periods(editions);
  }

  /** Shipped files over shipped guides are sound: they were tested. */
  #matters(names: readonly string[], guideId: string): boolean {
    const { files } = this.#schemas;
    return files.isOwn(`guides/${guideId}.json`) || names.some((name) => files.isOwn(name));
  }

  #sameGuide(file: string, guideId: string): void {
    const { guide } = this.#schemas.files.json<{ readonly guide: string }>(file);
    if (guide !== guideId) this.#report(file, 'guide', `it is "${guide}", and the name of the file says otherwise`);
  }

  #claimIds(rules: readonly { readonly id: string }[], owner: string, file: string): void {
    for (const { id } of rules) {
      const other = this.#owners.get(id) ?? owner;
      if (other === owner) this.#owners.set(id, owner);
      // One of the two is the operator's, or it had been found before the package was made.
      else this.#report(this.#schemas.files.isOwn(file) ? file : other, id, `the id is used in ${other} and ${file}`);
    }
  }

  /** A change and a rule may not share an id, nor may two changes: settings and reports could not tell them apart. */
  #usedOnce(file: string, entries: readonly { readonly id: string }[]): void {
    const seen = new Set<string>();
    const told = new Set<string>();
    for (const { id } of entries) {
      if (seen.has(id) && !told.has(id)) {
        told.add(id);
        this.#report(file, id, 'the id is used more than once in this file: give each change and rule its own');
      }
      seen.add(id);
    }
  }

  #check(file: string, rules: readonly Rule[], guideId: string, snips: readonly number[]): void {
    const { codeSets } = this.#schemas;
    const setting = { guide: compiledGuide(this.#schemas, guideId), codeSets, listIds: this.#listIds, snips };
    for (const line of checkRules(rules, { ...setting, ids: new Set() })) {
      const [id = '', ...rest] = line.split(': ');
      // A mistake in an expression names its rule once more.
      const problem = rest[0] === id ? rest.slice(1) : rest;
      this.#report(file, id, problem.join(': '));
    }
  }

  /** On any day at most one edition is in force. */
  #periods(editions: readonly { readonly name: string; readonly companion: CompanionGuide }[]): void {
    for (const [index, { name, companion }] of editions.entries()) {
      const { from = '', to = LAST_DAY } = companion;
      if (from > to) this.#report(name, 'to', `it ends (${to}) before it begins (${from})`);
      for (const other of editions.slice(0, index)) {
        const { from: otherFrom = '', to: otherTo = LAST_DAY } = other.companion;
        if (from <= otherTo && otherFrom <= to) {
          this.#report(name, 'from', `it is in force on days on which ${other.name} is: give the earlier one a "to"`);
        }
      }
    }
  }
}

/** Later than any day, as text of eight digits. */
const LAST_DAY = '99999999';
