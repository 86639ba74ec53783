import { readFileSync } from 'node:fs';
import type { FileOutcome, InterchangeOutcome } from '../../src/envelope/outcome.js';
import { type ExaminationContext, examine } from '../../src/examination/examine.js';
import { RulePrograms } from '../../src/examination/rule-programs.js';
import { DEFAULT_POLICY } from '../../src/findings/policy.js';
import { openCodeLists } from '../../src/guides/code-list-folder.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { completeOptions, type StoredOptions } from '../../src/partners/options.js';
import type { PartnerProfile, PayerIdentity } from '../../src/partners/profile.js';
import { withRuleKinds } from '../../src/rules/load.js';
import type { SetRow } from '../../src/store/ledger.js';
import { SetValidator } from '../../src/validate/set-validator.js';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8'));

export const SCHEMAS = withRuleKinds(loadSchemas(defaultSchemasRoot()));
const PROGRAMS = new RulePrograms(SCHEMAS, undefined, openCodeLists(SCHEMAS.root));
export const PAYER: PayerIdentity = read('payer.json');

/** The fixtures' partner with these options beside the defaults. */
export function fixturePartner(options: StoredOptions = {}): PartnerProfile {
  return { ...read('partner.json'), options: completeOptions(options) };
}

/** The shipped guides and the real validator, for this partner; undefined checks without partners. */
export function contextFor(
  profile: PartnerProfile | undefined,
  changes: Partial<ExaminationContext> = {},
): ExaminationContext {
  return {
    payer: PAYER,
    profile,
    catalogue: SCHEMAS.findings,
    guideIndex: SCHEMAS.guideIndex,
    adoptedVersions: SCHEMAS.adoptedVersions,
    handlers: [
      { name: '278', guideIds: ['005010X217-278-request'] },
      { name: '837', guideIds: ['005010X222A1-837P'] },
    ],
    validatorFactory: (options) =>
      new SetValidator(
        {
          compiled: (id) => compiledGuide(SCHEMAS, id),
          findings: SCHEMAS.findings,
          segmentDirectory: SCHEMAS.segmentDirectory,
          rules: (id, received) => PROGRAMS.program(id, options.policy ?? DEFAULT_POLICY, received),
        },
        options,
      ),
    ...changes,
  };
}

/** Everything pass 1 said about one file. */
export interface Examined {
  readonly file: FileOutcome;
  readonly interchanges: readonly InterchangeOutcome[];
  readonly sets: readonly SetRow[];
  /** What the sink got, in order: `set` or `interchange`. */
  readonly order: readonly string[];
}

/** Cuts bytes into pieces of this size. */
export function* inPieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** Examines a file and gathers what the sink gets. */
export async function examineAll(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  context: ExaminationContext,
): Promise<Examined> {
  const interchanges: InterchangeOutcome[] = [];
  const sets: SetRow[] = [];
  const order: string[] = [];
  const file = await examine(chunks, context, {
    sets: (rows) => {
      sets.push(...rows);
      order.push(...rows.map((row) => `set ${row.interchange}`));
    },
    interchange: (outcome) => {
      interchanges.push(outcome);
      order.push(`interchange ${outcome.index}`);
    },
  });
  return { file, interchanges, sets, order };
}
