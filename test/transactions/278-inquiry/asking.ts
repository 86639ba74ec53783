import { X12Parser } from 'node-x12';
import { RulePrograms } from '../../../src/examination/rule-programs.js';
import { DEFAULT_POLICY } from '../../../src/findings/policy.js';
import { inquiryParts } from '../../../src/gateway/handlers.js';
import { openCodeLists } from '../../../src/guides/code-list-folder.js';
import { compiledGuide } from '../../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../../src/guides/load.js';
import { withRuleKinds } from '../../../src/rules/load.js';
import { inquiryHandler } from '../../../src/transactions/278-inquiry/handler.js';
import type { Application, SetContext } from '../../../src/transactions/handler.js';
import { SetValidator } from '../../../src/validate/set-validator.js';
import { type Delimiters, OUTBOUND_DELIMITERS } from '../../../src/x12/delimiters.js';
import { Tokenizer } from '../../../src/x12/tokenizer.js';
import { applySet, contextOf, type MemoryTransaction } from '../../support/applying.js';
import { schemas, segmentsOfText, unitsOf } from '../../support/units.js';

const SCHEMAS = withRuleKinds(loadSchemas(defaultSchemasRoot()));
const PROGRAMS = new RulePrograms(SCHEMAS, undefined, openCodeLists(SCHEMAS.root));

export const INQUIRY_GUIDE = '005010X215-278-inquiry';
export const RESPONSE_GUIDE = '005010X215-278-response';

/** What is wrong with a set by its guide, code lists and every rule between segments, warnings included. */
export function faultsOf(set: readonly string[], delimiters: Delimiters = OUTBOUND_DELIMITERS): string[] {
  const validator = new SetValidator({
    compiled: (id) => compiledGuide(SCHEMAS, id),
    findings: SCHEMAS.findings,
    segmentDirectory: SCHEMAS.segmentDirectory,
    rules: (id, received) => PROGRAMS.program(id, DEFAULT_POLICY, received),
  });
  validator.begin([INQUIRY_GUIDE, RESPONSE_GUIDE], delimiters);
  const nothing = (): void => {};
  const tokenizer = new Tokenizer({
    header: nothing,
    segment: (segment) => validator.segment(segment),
    stray: nothing,
    oversize: nothing,
    cut: nothing,
  });
  const terminator = String.fromCharCode(delimiters.segment);
  tokenizer.continueInside(delimiters, 0);
  tokenizer.push(Buffer.from(set.join(terminator) + terminator, 'latin1'));
  tokenizer.end();
  return validator.end().findings.map(({ place, code }) => {
    return `${place.segmentPosition} ${place.segmentId}${place.element ?? ''} in ${place.loopPath}: ${code}`;
  });
}

/** An inquiry from ST to SE: the heading of an invented provider, and what stands below it; SE01 is counted. */
export function inquiryOf(below: string, requester = 'NM1*1P*1*ROSSI-VANE*NADIA****XX*1600003036'): readonly string[] {
  const segments = segmentsOfText(`
    ST*278*0001*005010X215~
    BHT*0007*28*RVN-ASK-01*20250404*0900~
    HL*1**20*1~
    NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~
    HL*2*1*21*1~
    ${requester}~
    ${below}`);
  return [...segments, `SE*${segments.length + 1}*0001`];
}

/** One inquiry answered: the response's segments from ST to SE, and what is kept. */
export interface Asked extends Application {
  readonly set: readonly string[];
  readonly interchange: readonly string[];
}

/** Applies an inquiry. Fails when the response breaks its guide in anything, or another library cannot read it. */
export function ask(
  inquiry: readonly string[],
  transaction: MemoryTransaction,
  changes: Partial<SetContext> = {},
  delimiters: Delimiters = OUTBOUND_DELIMITERS,
): Asked {
  const units = unitsOf(INQUIRY_GUIDE, inquiry, delimiters);
  const context = contextOf({ guideId: INQUIRY_GUIDE, ...changes });
  const application = applySet(inquiryHandler(inquiryParts(schemas)), units, context, transaction);
  const content = application.answers[0]?.content;
  if (!(content instanceof Uint8Array)) throw new Error('The answer has no bytes');
  return { ...application, ...checked(content) };
}

/** A response in pieces. Fails when anything at all is wrong with it. */
export function checked(content: Uint8Array): { readonly interchange: string[]; readonly set: string[] } {
  const text = Buffer.from(content).toString('latin1');
  const delimiters = {
    element: text.charCodeAt(3),
    repetition: text.charCodeAt(82),
    component: text.charCodeAt(104),
    segment: text.charCodeAt(105),
  };
  const interchange = text.split(String.fromCharCode(delimiters.segment)).slice(0, -1);
  const set = interchange.slice(2, -2);
  const faults = faultsOf(set, delimiters);
  if (faults.length > 0) throw new Error(`The response breaks its guide:\n${faults.join('\n')}\n${set.join('\n')}`);
  const parsed = new X12Parser(true).parse(text);
  const segments = 'functionalGroups' in parsed ? parsed.functionalGroups[0]?.transactions[0]?.segments.length : 0;
  // node-x12 keeps ST and SE apart from what lies between.
  if (segments !== set.length - 2) throw new Error(`node-x12 reads ${segments} segments, not ${set.length - 2}`);
  return { interchange, set };
}
