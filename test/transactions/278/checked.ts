import { X12Parser } from 'node-x12';
import { RulePrograms } from '../../../src/examination/rule-programs.js';
import { DEFAULT_POLICY, type FindingPolicy } from '../../../src/findings/policy.js';
import { openCodeLists } from '../../../src/guides/code-list-folder.js';
import { compiledGuide } from '../../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../../src/guides/load.js';
import { withRuleKinds } from '../../../src/rules/load.js';
import { findingsUnder, segmentsOfText } from '../../support/units.js';

const SCHEMAS = withRuleKinds(loadSchemas(defaultSchemasRoot()));
const PROGRAMS = new RulePrograms(SCHEMAS, undefined, openCodeLists(SCHEMAS.root));
const GUIDES = ['005010X217-278-request', '005010X217-278-response'];

/** A response as it went out, in pieces. */
export interface Response {
  /** The whole interchange, ISA to IEA, without terminators. */
  readonly interchange: readonly string[];
  /** The response from ST to SE. */
  readonly set: readonly string[];
}

/** What is wrong with a 278 set by guide, code lists and every rule between segments (SNIP types 1 to 7), warnings included. */
export function faultsOf(set: readonly string[], policy: FindingPolicy = DEFAULT_POLICY): string[] {
  const schemas = {
    compiled: (id: string) => compiledGuide(SCHEMAS, id),
    findings: SCHEMAS.findings,
    segmentDirectory: SCHEMAS.segmentDirectory,
    rules: (id: string, received: number) => PROGRAMS.program(id, policy, received),
  };
  return findingsUnder(schemas, GUIDES, set);
}

/** A response in pieces. Fails when anything at all is wrong with it, or another library cannot read it. */
export function checkedResponse(content: Uint8Array): Response {
  const text = Buffer.from(content).toString('latin1');
  const interchange = segmentsOfText(text);
  const set = interchange.slice(2, -2);
  const faults = faultsOf(set);
  if (faults.length > 0) throw new Error(`The response breaks its guide:\n${faults.join('\n')}\n${set.join('\n')}`);
  const parsed = new X12Parser(true).parse(text);
  const segments = 'functionalGroups' in parsed ? parsed.functionalGroups[0]?.transactions[0]?.segments.length : 0;
  // node-x12 keeps ST and SE apart from what lies between.
  if (segments !== set.length - 2) throw new Error(`node-x12 reads ${segments} segments, not ${set.length - 2}`);
  return { interchange, set };
}
