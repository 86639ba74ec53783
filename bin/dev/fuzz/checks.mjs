import { checkAcknowledgments } from './check-acknowledgments.mjs';
import { checkConversion } from './check-conversion.mjs';
import { checkOutcome } from './check-outcome.mjs';
import { checkReports } from './check-reports.mjs';
import { checkTokens } from './check-tokens.mjs';
import { checkUnits } from './check-units.mjs';
import { CheckFailure, expectThat } from './failure.mjs';
import { Chance } from './random.mjs';
import { Judge } from './settings.mjs';

/** What can be fuzzed alone. */
export const TARGETS = ['validate', 'html', 'convert', 'tree', 'tokenizer'];
export const SETTING_NAMES = ['plain', 'strict', 'lenient', 'partner'];

/** Milliseconds of CPU that one input may take: so much, and so much more for each KB. Several times what the slowest takes. */
const MOST_MILLISECONDS = 1500;
const MOST_MILLISECONDS_PER_KB = 10;

/** Holds inputs against everything that must be true of any input. */
export class Checks {
  #library;
  #judges;
  #targets;

  constructor(library, targets = TARGETS) {
    this.#library = library;
    this.#judges = Object.fromEntries(SETTING_NAMES.map((name) => [name, new Judge(library, name)]));
    this.#targets = new Set(targets);
  }

  /**
   * Runs one input: `{ bytes, setting, isPlanted, isValid, cleanSets, isThorough }`, the setting by name. Thorough: chunk sizes and
   * a validator without a past too. Gives what pass 1 said. Throws CheckFailure, or whatever the product threw.
   */
  async run({ bytes, setting, isPlanted = false, isValid = false, cleanSets = [], isThorough = false }) {
    const library = this.#library;
    const judge = this.#judges[setting];
    // Follows from the input alone, so that a failure can be made smaller and repeated.
    const chance = new Chance(bytes.length);
    const before = process.cpuUsage();
    const record = await judge.judge(bytes);
    if (this.#targets.has('validate')) {
      checkOutcome(record, bytes, judge.setting);
      await checkAcknowledgments(library, record, judge, this.#judges.plain);
      if (isValid) checkClean(record);
      checkCleanSets(record, cleanSets);
      if (isThorough) await this.#checkRepeatable(record, bytes, judge);
    }
    if (this.#targets.has('html')) checkReports(library, record, bytes, judge.setting.options, isPlanted);
    if (this.#targets.has('tree')) checkUnits(library, record, bytes, chance);
    if (this.#targets.has('convert')) await checkConversion(library, bytes, chance);
    if (this.#targets.has('tokenizer')) checkTokens(library, bytes, chance);
    const { user, system } = process.cpuUsage(before);
    checkTime((user + system) / 1000, bytes.length, isThorough);
    return record;
  }

  /** Chunk sizes and earlier files change nothing. */
  async #checkRepeatable(record, bytes, judge) {
    const expected = JSON.stringify(record);
    for (const size of bytes.length < 20_000 ? [1, 7] : [107, 4096]) {
      const other = JSON.stringify(await judge.judge(bytes, size));
      expectThat(other === expected, 'chunks', `chunks of ${size} give another verdict`);
    }
    judge.renew();
    const anew = JSON.stringify(await judge.judge(bytes));
    expectThat(anew === expected, 'memory', 'a validator without a past gives another verdict');
  }
}

/** A valid file has no finding of SNIP types 1 and 2, nor of its envelope. */
function checkClean({ file, interchanges, sets }) {
  const findings = [file, ...interchanges, ...interchanges.flatMap(({ groups }) => groups), ...sets].flatMap(
    (one) => one.findings,
  );
  const wrong = findings
    .filter(({ snip }) => snip < 3)
    .map(({ code, place }) => `${code} ${place.loopPath} ${place.segmentId}`);
  expectThat(
    wrong.length === 0 && interchanges.length > 0,
    'valid',
    `a valid file has ${wrong.slice(0, 5).join(', ')}`,
  );
}

/** What is wrong with one set says nothing about the others: those are as they were. */
function checkCleanSets({ sets }, cleanSets) {
  for (const index of cleanSets) {
    const findings = sets[index]?.findings.filter(({ snip }) => snip < 3) ?? [];
    const wrong = findings.map(({ code, place }) => `${code} ${place.loopPath} ${place.segmentId}`);
    expectThat(
      sets[index] !== undefined && wrong.length === 0,
      'valid',
      `a set beside a faulty one has ${wrong.join(', ')}`,
    );
  }
}

function checkTime(milliseconds, bytes, isThorough) {
  const most = (MOST_MILLISECONDS + (bytes / 1000) * MOST_MILLISECONDS_PER_KB) * (isThorough ? 4 : 1);
  if (milliseconds > most) throw new CheckFailure('time', `${Math.round(milliseconds)} ms for ${bytes} bytes`);
}

/** What is new about a record: each finding's code and place in the guide, and each answer's codes. */
export function featuresOf({ file, interchanges, sets }) {
  const features = new Set();
  const add = ({ code, place }) => features.add(`${code} ${place.loopPath} ${place.segmentId}${place.element ?? ''}`);
  file.findings.forEach(add);
  for (const { acknowledgment, note, findings, groups } of interchanges) {
    features.add(`TA1 ${acknowledgment} ${note}`);
    findings.forEach(add);
    for (const group of groups) {
      features.add(`AK9 ${group.status} ${group.codes.join(' ')}`);
      group.findings.forEach(add);
    }
  }
  for (const { status, codes, findings } of sets) {
    features.add(`IK5 ${status} ${codes.join(' ')}`);
    findings.forEach(add);
  }
  return features;
}

/** What a record comes to, for stored inputs: the answers' codes and the codes of the findings, each once, sorted. */
export function summaryOf({ file, interchanges, sets }) {
  const groups = interchanges.flatMap((interchange) => interchange.groups);
  const findings = [file, ...interchanges, ...groups, ...sets].flatMap((one) => one.findings);
  return {
    answers: [
      ...interchanges.map(({ acknowledgment, note }) => `TA1 ${acknowledgment} ${note}`),
      ...groups.map(({ status, codes }) => `AK9 ${[status, ...codes].join(' ')}`),
      ...sets.map(({ status, codes }) => `IK5 ${[status, ...codes].join(' ')}`),
    ],
    codes: [...new Set(findings.map(({ code }) => code))].sort(),
  };
}
