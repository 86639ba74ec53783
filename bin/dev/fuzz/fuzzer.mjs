import { containedInput, dressedInput, PlantedInputs } from './careful-inputs.mjs';
import { Checks, featuresOf, SETTING_NAMES } from './checks.mjs';
import { kindOf } from './failure.mjs';
import { partsOf } from './file-parts.mjs';
import { minimize } from './minimize.mjs';
import { mutate } from './mutate.mjs';
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
  #onRun;
  #checks;
  #chance;
  #valid;
  #kept = [];
  #features = new Set();
  /** Valid files of several sets. */
  #several;
  #plantedInputs;

  /** `onRun` is told the bytes of every run, also of those that make a failure smaller. */
  constructor(library, { seed, guideIds, targets, onRun = () => {} }) {
    this.#onRun = onRun;
    this.#checks = new Checks(library, targets);
    this.#chance = new Chance(seed);
    this.#valid = validFiles(library, guideIds);
    this.#several = this.#valid.filter(({ sets }) => sets > 1);
    this.#plantedInputs = new PlantedInputs(library, guideIds);
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
    const setting = chance.of(SETTING_NAMES);
    const careful = chance.oneIn(5) ? this.#careful() : undefined;
    if (careful !== undefined) return { setting, ...careful };
    const parent = this.#kept.length > 0 && !chance.oneIn(3) ? chance.of(this.#kept) : this.#small().bytes;
    const { bytes, names } = mutate(parent, chance, {
      another: () => chance.of(this.#valid).bytes,
      donors: (count) => this.#donors(count),
    });
    return { bytes, names, setting, isThorough: chance.oneIn(25) };
  }

  /** Runs one input; a failure is kept, made smaller the first time it is seen. */
  async run(input) {
    this.inputs++;
    this.#onRun(input.bytes);
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
    const bytes = await minimize(input.bytes, async (smaller) => {
      this.#onRun(smaller);
      const same = await this.#checks.run({ ...input, bytes: smaller }).then(() => undefined, kindOf);
      return same === kind;
    });
    failure.input = { ...input, bytes };
  }

  /** An input of which more is known than of any other. */
  #careful() {
    const chance = this.#chance;
    if (chance.oneIn(2)) return this.#plantedInputs.next(chance);
    if (chance.oneIn(4)) return { ...dressedInput(this.#small(), chance), setting: chance.of(['plain', 'strict']) };
    return containedInput(chance.of(this.#several), chance, (count) => this.#donors(count));
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
}
