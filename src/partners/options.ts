import type { FindingCatalogue } from '../findings/finding.js';
import { ALLOWED_TREATMENTS, DEFAULT_POLICY, type FindingPolicy, type SettableSnip } from '../findings/policy.js';
import { ACKNOWLEDGED_TYPES, acknowledgmentTimes, acknowledgmentTimesText } from './expected-acknowledgment.js';
import { outboxNameProblem } from './outbox-name.js';
import { DEFAULT_OPTIONS, type PartnerOptions } from './profile.js';

/** Options that are one value each; findings have settings of their own. */
export type SingleOption = Exclude<keyof PartnerOptions, 'validation'>;

/**
 * The values an option may have; `days`: a whole number, 0 or more; `template`: a name with fields (`outbox-name.ts`);
 * `times`: `835:24h,278:2d` or `off`.
 */
export const OPTION_VALUES: {
  readonly [Name in SingleOption]: readonly PartnerOptions[Name][] | 'days' | 'template' | 'times';
} = {
  ta1OnAccept: ['on-request', 'always'],
  ta1OnError: ['always', 'on-request'],
  trailerMismatch: ['R', 'E'],
  groupCountMismatch: ['R', 'E'],
  tolerateSetCount: [true, false],
  refuseTest: [true, false],
  acknowledgedSets: ['all', 'errors'],
  warningsIn999: [true, false],
  trailingSeparators: ['tolerate', 'reject'],
  duplicateWindowDays: 'days',
  sameBytes: ['copy-answers', 'refuse'],
  otherVersions: ['refuse', 'check-as-adopted'],
  inquiry: ['off', 'answer'],
  unpack: ['off', 'gzip', 'zip', 'both'],
  decrypt: ['off', 'allowed', 'required'],
  verifySignature: ['off', 'required'],
  encrypt: ['off', 'encrypt', 'sign-and-encrypt'],
  outboxName: 'template',
  expectAcknowledgment: 'times',
};

/** What a single rule may be set to. */
const SEVERITIES = ['reject', 'warn', 'off'] as const;

/** Takes a setting back to what is shipped. */
const DEFAULT = 'default';

/** Options as kept in the ledger or a file: those that were not yet known when they were written are missing. */
export type StoredOptions = Partial<Omit<PartnerOptions, 'validation'>> & {
  readonly validation?: {
    readonly snip?: Partial<FindingPolicy['snip']>;
    readonly severities?: FindingPolicy['severities'];
  };
};

/** All options: the stored ones, and the shipped default for each that is missing. */
export function completeOptions(stored: StoredOptions): PartnerOptions {
  const { snip, severities } = stored.validation ?? {};
  const validation = { snip: { ...DEFAULT_POLICY.snip, ...snip }, severities: { ...severities } };
  return { ...DEFAULT_OPTIONS, ...stored, validation };
}

/** Changes as a person types them, each `NAME=VALUE`; the value `default` takes the shipped one. */
export interface OptionWords {
  /** `5=warn`: how findings of a SNIP type are treated. */
  readonly snip?: readonly string[];
  /** `RULE=off`: what one rule (finding code) does, whatever its type. */
  readonly rule?: readonly string[];
  /** `tolerateSetCount=true`. */
  readonly option?: readonly string[];
}

/** Knows the rules there are: the findings catalogue. */
export type KnownRules = Pick<FindingCatalogue, 'find' | 'kinds'>;

/** The options after the changes, in order, and a sentence for each change that is not possible and was left out. */
export interface ChangedOptions {
  readonly options: PartnerOptions;
  readonly problems: readonly string[];
}

/** Changes options as the words say. */
export function changeOptions(before: PartnerOptions, words: OptionWords, known: KnownRules): ChangedOptions {
  const changes = [
    ...(words.snip ?? []).map((text) => (options: PartnerOptions) => withTreatment(options, text)),
    ...(words.rule ?? []).map((text) => (options: PartnerOptions) => withSeverity(options, text, known)),
    ...(words.option ?? []).map((text) => (options: PartnerOptions) => withOption(options, text)),
  ];
  const problems: string[] = [];
  let options = before;
  for (const change of changes) {
    const changed = change(options);
    if (typeof changed === 'string') problems.push(changed);
    else options = changed;
  }
  return { options, problems };
}

/** Rules that options name and nobody knows, a sentence each. */
export function unknownRules({ validation }: PartnerOptions, known: KnownRules): readonly string[] {
  return Object.keys(validation.severities).flatMap((code) => ruleProblem(code, known) ?? []);
}

/** What differs from the shipped options: `SNIP 5` or `rule CODE` or the option's name, and its value. */
export function differingOptions(options: PartnerOptions): readonly (readonly [name: string, value: string])[] {
  const { snip, severities } = options.validation;
  return [
    ...(Object.keys(OPTION_VALUES) as SingleOption[])
      .filter((name) => options[name] !== DEFAULT_OPTIONS[name])
      .map((name): [string, string] => [name, String(options[name])]),
    ...typesOf(snip)
      .filter((type) => snip[type] !== DEFAULT_POLICY.snip[type])
      .map((type): [string, string] => [`SNIP ${type}`, snip[type]]),
    ...Object.entries(severities).map(([code, severity]): [string, string] => [`rule ${code}`, severity]),
  ];
}

function withTreatment(options: PartnerOptions, text: string): PartnerOptions | string {
  const [name, value] = parted(text);
  const types = typesOf(ALLOWED_TREATMENTS);
  const type = types.find((one) => String(one) === name);
  if (type === undefined) return `"${text}" names no SNIP type: write 5=warn, with a type from 1 to 7.`;
  const allowed = ALLOWED_TREATMENTS[type];
  const treatment = value === DEFAULT ? DEFAULT_POLICY.snip[type] : allowed.find((one) => one === value);
  if (value === '')
    return `SNIP type ${type} needs a treatment, such as ${type}=warn: possible are ${listed(allowed)}.`;
  if (treatment === undefined) {
    return `SNIP type ${type} cannot be "${value}": possible are ${listed(allowed)}.`;
  }
  const { validation } = options;
  return { ...options, validation: { ...validation, snip: { ...validation.snip, [type]: treatment } } };
}

function withSeverity(options: PartnerOptions, text: string, known: KnownRules): PartnerOptions | string {
  const [code, value] = parted(text);
  const { validation } = options;
  const { [code]: _before, ...others } = validation.severities;
  // A rule that is gone may still be taken out of the settings.
  if (value === DEFAULT) return { ...options, validation: { ...validation, severities: others } };
  const problem = ruleProblem(code, known);
  if (problem !== undefined) return problem;
  const severity = SEVERITIES.find((one) => one === value);
  if (severity === undefined) return `The rule ${code} cannot be "${value}": possible are ${listed(SEVERITIES)}.`;
  return { ...options, validation: { ...validation, severities: { ...others, [code]: severity } } };
}

function withOption(options: PartnerOptions, text: string): PartnerOptions | string {
  const [name, value] = parted(text);
  if (!Object.hasOwn(OPTION_VALUES, name)) {
    return `There is no option "${name}": there are ${Object.keys(OPTION_VALUES).join(', ')}.`;
  }
  const option = name as SingleOption;
  if (value === DEFAULT) return { ...options, [option]: DEFAULT_OPTIONS[option] };
  const values = OPTION_VALUES[option];
  if (values === 'days') {
    if (!/^\d{1,4}$/.test(value)) return `The option ${name} is a number of days from 0 to 9999, not "${value}".`;
    return { ...options, [option]: Number(value) };
  }
  if (values === 'template') {
    const problem = outboxNameProblem(value);
    return problem === '' ? { ...options, [option]: value } : `The option ${name} cannot be "${value}": ${problem}`;
  }
  if (values === 'times') {
    const times = acknowledgmentTimes(value);
    if (times !== undefined) return { ...options, [option]: acknowledgmentTimesText(times) };
    const types = ACKNOWLEDGED_TYPES.join(', ');
    return `The option ${name} is "off" or times such as 835:24h,278:2d for ${types}, not "${value}".`;
  }
  const found = values.find((one) => String(one) === value);
  if (found === undefined) return `The option ${name} cannot be "${value}": possible are ${listed(values)}.`;
  return { ...options, [option]: found };
}

/** A sentence on why a rule cannot be set; undefined when it can. What the envelope finds is no rule of a guide. */
function ruleProblem(code: string, known: KnownRules): string | undefined {
  const kind = known.find(code);
  if (kind === undefined) return `There is no rule "${code}"${similarTo(code, known)}.`;
  if (kind.snip === 0) return `"${code}" concerns the envelope or who may send what, and cannot be set as a rule.`;
  return undefined;
}

/** Up to three codes that begin with the same word, as the end of a sentence. */
function similarTo(code: string, known: KnownRules): string {
  const word = code.split('-', 1)[0] ?? '';
  const similar = [...known.kinds()]
    .filter((kind) => word !== '' && kind.snip !== 0 && kind.code.startsWith(word))
    .slice(0, 3)
    .map((kind) => kind.code);
  return similar.length === 0 ? '' : `; there are ${similar.join(', ')}`;
}

/** `5=warn` as `5` and `warn`; without = the second is ''. */
function parted(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function typesOf(record: Readonly<Record<SettableSnip, unknown>>): readonly SettableSnip[] {
  return Object.keys(record).map((type) => Number(type) as SettableSnip);
}

function listed(values: readonly unknown[]): string {
  return `${values.join(', ')}, or ${DEFAULT} for what is shipped`;
}
