import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Examination } from '../../src/examination/examination.js';
import { examine } from '../../src/examination/examine.js';
import { RulePrograms } from '../../src/examination/rule-programs.js';
import type { Finding } from '../../src/findings/finding.js';
import { DEFAULT_POLICY, type FindingPolicy } from '../../src/findings/policy.js';
import { openCodeLists } from '../../src/guides/code-list-folder.js';
import type { CodeLists } from '../../src/guides/code-lists.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import { companionRules } from '../../src/rules/companion.js';
import { loadCompanions, loadRules, withRuleKinds } from '../../src/rules/load.js';
import type { Rule } from '../../src/rules/rule.js';
import { SetValidator } from '../../src/validate/set-validator.js';
import { schemas } from '../support/units.js';

/** One change of a base file; `nth` picks among segments that begin alike, the first when absent. */
export type Edit =
  | { readonly replace: string; readonly with: string; readonly nth?: number }
  | {
      readonly after: string;
      readonly insert: readonly string[];
      readonly nth?: number;
      /** The segments so many times over; `{n}` in them counts the copies, beginning with `from` (default 1). */
      readonly copies?: number;
      readonly from?: number;
    }
  | { readonly delete: string; readonly nth?: number };

/** The cases of one rule. */
export interface RuleCases {
  readonly passes: readonly (readonly Edit[])[];
  readonly fails: readonly (readonly Edit[])[];
  /** Another base file in the same folder. */
  readonly base?: string;
  /** Findings of the rule in each failing case; absent 1. */
  readonly times?: number;
}

/** Rules that belong together, and the folder of their cases. */
export interface RuleSuite {
  /** `<guide id>`, or `<overlay>-<guide id>` for a companion guide. */
  readonly name: string;
  readonly guideId: string;
  readonly overlay: string | undefined;
  readonly rules: readonly Rule[];
}

const SCHEMAS = new URL('../../schemas/', import.meta.url);
const CASES = new URL('../../fixtures/rules/', import.meta.url);

withRuleKinds(schemas);

/** Every rule file and companion guide there is. */
export function suites(): RuleSuite[] {
  const found: RuleSuite[] = [];
  for (const { id: guideId } of schemas.guideIndex) {
    const rules = loadRules(schemas.files, guideId);
    if (rules.length > 0) found.push({ name: guideId, guideId, overlay: undefined, rules });
    for (const overlay of readdirSync(new URL('payers', SCHEMAS)).sort()) {
      const guide = compiledGuide(schemas, guideId);
      const changes = loadCompanions(schemas.files, overlay, guideId).flatMap((one) => companionRules(one, guide));
      const unique = [...new Map(changes.map((rule) => [rule.id, rule])).values()];
      if (unique.length > 0) found.push({ name: `${overlay}-${guideId}`, guideId, overlay, rules: unique });
    }
  }
  return found;
}

/** The cases of a suite by rule id; {} when nobody wrote any. */
export function casesOf(suite: RuleSuite): Readonly<Record<string, RuleCases>> {
  const file = new URL(`${suite.name}/cases.json`, CASES);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** The segments of a base file, without terminators. */
export function baseOf(suite: RuleSuite, name = 'base.x12'): string[] {
  return readFileSync(new URL(`${suite.name}/${name}`, CASES), 'latin1')
    .split('~')
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '');
}

/** The segments after the edits, one after the other, with SE01 counted anew. */
export function edited(segments: readonly string[], edits: readonly Edit[]): string[] {
  let result = [...segments];
  for (const edit of edits) {
    const prefix = 'replace' in edit ? edit.replace : 'after' in edit ? edit.after : edit.delete;
    const places = [...result.keys()].filter((at) => result[at]!.startsWith(prefix));
    const at = places[(edit.nth ?? 1) - 1];
    if (at === undefined) throw new Error(`There is no segment number ${edit.nth ?? 1} that begins with ${prefix}`);
    if ('replace' in edit) result[at] = edit.with;
    else if ('delete' in edit) result = result.toSpliced(at, 1);
    else result = [...result.slice(0, at + 1), ...copiesOf(edit), ...result.slice(at + 1)];
  }
  return counted(result);
}

function copiesOf({ insert, copies = 1, from = 1 }: Extract<Edit, { readonly insert: readonly string[] }>): string[] {
  return Array.from({ length: copies }, (_, copy) => {
    return insert.map((segment) => segment.replaceAll('{n}', String(from + copy)));
  }).flat();
}

function counted(segments: readonly string[]): string[] {
  let start = 0;
  return segments.map((segment, at) => {
    if (segment.startsWith('ST*')) start = at;
    return segment.startsWith('SE*') ? segment.replace(/^SE\*\d+/, `SE*${at - start + 1}`) : segment;
  });
}

/** Shipped code lists, and invented samples of those that are not shipped (`fixtures/rules/codes.json`). */
const shipped = openCodeLists(schemas);
const samples: Readonly<Record<string, readonly { code: string; from?: string; to?: string }[]>> = JSON.parse(
  readFileSync(new URL('codes.json', CASES), 'utf8'),
);
const lists: CodeLists = {
  list: (id) => {
    const sample = samples[id];
    if (sample === undefined) return shipped.list(id);
    return {
      id,
      isClosed: true,
      size: sample.length,
      ask: (value, day) => {
        const rows = sample.filter((row) => row.code === value);
        if (rows.length === 0) return 'unknown';
        const isInForce = rows.some(
          (row) => day === 0 || (Number(row.from ?? 0) <= day && day <= Number(row.to ?? 99991231)),
        );
        return isInForce ? 'valid' : 'not-in-force';
      },
    };
  },
};

const programs = new Map<string, RulePrograms>();

/**
 * What is found in one interchange by the guides and rules as shipped, the file received on its ISA09. `tried` is judged
 * even when it ships switched off.
 */
export async function findingsOf(suite: RuleSuite, segments: readonly string[], tried?: Rule): Promise<Finding[]> {
  const key = suite.overlay ?? '';
  if (!programs.has(key)) programs.set(key, new RulePrograms(schemas, suite.overlay, lists));
  const used = programs.get(key)!;
  const severities: FindingPolicy['severities'] = tried?.severity === 'off' ? { [tried.id]: 'warn' } : {};
  const policy = { ...DEFAULT_POLICY, severities };
  const findings: Finding[] = [];
  const context = {
    payer: {
      name: '',
      qualifier: 'ZZ',
      id: '',
      aliases: [],
      applicationIds: [],
      timeZone: 'UTC',
      providerLocationPattern: '',
      senderIdRule: 'any' as const,
    },
    profile: undefined,
    options: { ...DEFAULT_OPTIONS, validation: policy },
    catalogue: schemas.findings,
    guideIndex: schemas.guideIndex,
    handlers: [],
    received: Number(`20${segments[0]!.split('*')[9]}`),
    validatorFactory: (options: ConstructorParameters<typeof SetValidator>[1]) =>
      new SetValidator(
        {
          compiled: (id) => compiledGuide(schemas, id),
          findings: schemas.findings,
          segmentDirectory: schemas.segmentDirectory,
          rules: (id, received) => used.program(id, policy, received),
        },
        options,
      ),
  } satisfies ConstructorParameters<typeof Examination>[0];
  const outcome = await examine([Buffer.from(`${segments.join('~')}~`, 'latin1')], context, {
    sets: (rows) => void findings.push(...rows.flatMap((row) => row.findings)),
    interchange: ({ findings: own, groups }) =>
      void findings.push(...own, ...groups.flatMap((group) => group.findings)),
  });
  return [...findings, ...outcome.findings];
}

/** A finding in one line, for messages of tests. */
export function briefly({ code, place, severity, value }: Finding): string {
  const element = place.element === undefined ? '' : String(place.element).padStart(2, '0');
  return `${severity} ${code} at ${place.segmentPosition} ${place.loopPath} ${place.segmentId}${element} ${value ?? ''}`;
}
