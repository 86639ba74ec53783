import { Checks, featuresOf, SETTING_NAMES } from './checks.mjs';
import { kindOf } from './failure.mjs';
import { partsOf } from './file-parts.mjs';
import { minimise } from './minimise.mjs';
import { mutate } from './mutate.mjs';
import { ELEMENT_MUTATORS } from './mutate-elements.mjs';
import { plant } from './plant.mjs';
import { Chance } from './random.mjs';
import { validFiles } from './valid-files.mjs';

/** Inputs kept because they were the first to show something; the oldest give way. */
const MOST_KEPT = 3000;
const LARGEST_KEPT = 40_000;

/**
 * Makes inputs from valid files and holds them against the checks. What an input shows for the first time (a finding in a
 * place of a guide, a code of an answer) keeps it as a parent of others. The same seed gives the same inputs.
 */
export class Fuzzer {
  inputs = 0;
  /** By kind: `{ kind, message, input, names, count }`. */
  failures = new Map();
  #library;
  #checks;
  #chance;
  #valid;
  #guideIds;
  #kept = [];
  #features = new Set();
  #planted = new Map();

  constructor(library, { seed, guideIds, targets }) {
    this.#library = library;
    this.#checks = new Checks(library, targets);
    this.#chance = new Chance(seed);
    this.#guideIds = guideIds;
    this.#valid = validFiles(library, guideIds);
  }

  get features() {
    return this.#features.size;
  }

  get kept() {
    return this.#kept.length;
  }

  /** Every valid file in every setting, unchanged. */
  *validInputs() {
    for (const { bytes } of this.#valid) {
      for (const setting of SETTING_NAMES) {
        const isChecked = setting === 'plain' || setting === 'strict';
        yield { bytes, setting, isValid: isChecked, isThorough: setting === 'strict', names: ['valid'] };
      }
    }
  }

  /** The next input, made by chance. */
  next() {
    const chance = this.#chance;
    if (chance.oneIn(10)) {
      const planted = this.#plantedInput();
      if (planted !== undefined) return planted;
    }
    const parent = this.#kept.length > 0 && !chance.oneIn(3) ? chance.of(this.#kept) : this.#small().bytes;
    const { bytes, names } = mutate(parent, chance, {
      another: () => chance.of(this.#valid).bytes,
      donors: (count) => this.#donors(count),
    });
    return { bytes, names, setting: chance.of(SETTING_NAMES), isThorough: chance.oneIn(25) };
  }

  /** Runs one input; a failure is kept, made smaller the first time it is seen. */
  async run(input) {
    this.inputs++;
    try {
      const record = await this.#checks.run(input);
      if (input.bytes.length > LARGEST_KEPT) return;
      let isNew = false;
      for (const feature of featuresOf(record)) {
        isNew ||= !this.#features.has(feature);
        this.#features.add(feature);
      }
      if (!isNew || input.isPlanted) return;
      this.#kept.push(input.bytes);
      if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    } catch (error) {
      await this.#failed(input, error);
    }
  }

  async #failed(input, error) {
    const kind = kindOf(error);
    const known = this.failures.get(kind);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const failure = { kind, message: error.message, stack: error.stack, input, count: 1 };
    this.failures.set(kind, failure);
    const bytes = await minimise(input.bytes, async (smaller) => {
      const same = await this.#checks.run({ ...input, bytes: smaller }).then(() => undefined, kindOf);
      return same === kind;
    });
    failure.input = { ...input, bytes };
  }

  /** Small files more often than large ones. */
  #small() {
    const [a, b] = [this.#chance.of(this.#valid), this.#chance.of(this.#valid)];
    return a.bytes.length < b.bytes.length ? a : b;
  }

  #donors(count) {
    const { segments } = partsOf(this.#chance.of(this.#valid).bytes);
    const at = this.#chance.below(segments.length);
    return segments.slice(at, at + count);
  }

  /** Faults in elements of a file with planted values, in segments that hold none, behind their first two elements. */
  #plantedInput() {
    const chance = this.#chance;
    const guideId = chance.of(this.#guideIds);
    const shape = chance.of([{ kind: 'minimal' }, { kind: 'mixed', seed: 4, repeats: 1 }, { kind: 'maximal', repeats: 1 }]);
    const key = `${guideId} ${JSON.stringify(shape)}`;
    if (!this.#planted.has(key)) this.#planted.set(key, plant(this.#library, guideId, shape));
    const file = this.#planted.get(key);
    if (file === undefined) return undefined;
    const parts = partsOf(file.bytes);
    const { element, segment: terminator } = parts.delimiters;
    const names = [];
    for (let times = 1 + chance.below(5); times > 0; times--) {
      const place = 3 + chance.below(parts.segments.length - 3);
      const elements = parts.segments[place].split(element);
      if (elements.length < 4 || ['HL', 'SE', 'GE', 'IEA'].includes(elements[0])) continue;
      const name = chance.of(['empty', 'huge', 'manyComponents', 'manyRepetitions', 'surplus', 'strangeCharacter', 'wrong']);
      const own = { ...parts, segments: ['', elements.slice(3).join(element)] };
      ELEMENT_MUTATORS[name](own, chance);
      const changed = own.segments[1].replaceAll(terminator, '');
      parts.segments[place] = [...elements.slice(0, 3), changed].join(element);
      names.push(name);
    }
    const bytes = Buffer.from(parts.segments.join(terminator), 'latin1');
    return { bytes, names: ['planted', ...names], setting: chance.of(SETTING_NAMES), isPlanted: true };
  }
}
