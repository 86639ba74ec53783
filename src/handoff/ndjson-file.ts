import type { CompiledGuide } from '../guides/compiled.js';
import type { HandoffClaim, HandoffRow } from '../store/handoff-values.js';
import type { ClaimsInStep } from './accepted-claims.js';
import { ClaimTrees } from './claim-trees.js';
import { submissionFacts } from './facts.js';
import type { SetPlan } from './set-plan.js';

/** Version of the lines; on every header line. A change that old programs would misread raises it. */
export const HANDOFF_LINE_VERSION = 1;

/**
 * The NDJSON file of a hand-off, piece by piece, plain ASCII: a header line, a line for each accepted claim in the order
 * of the file, a trailer line with the totals (`schemas/handoff.schema.json`). `chunks`: the bytes of the set from ST to
 * SE. Raises GatewayError `handoff-original-differs`.
 */
export async function* ndjsonOfHandoff(
  handoff: HandoffRow,
  guide: CompiledGuide,
  { claims: count, lines, totalCharge }: SetPlan,
  chunks: AsyncIterable<Uint8Array>,
  claims: ClaimsInStep,
): AsyncGenerator<string> {
  yield line({ kind: 'header', version: HANDOFF_LINE_VERSION, ...submissionFacts(handoff), claims: count });
  let text = '';
  const trees = new ClaimTrees(guide, handoff.delimiters, handoff.byteStart, claims, (claim, position, tree) => {
    // The tree is JSON text already: it becomes the last member.
    text += `${asciiJson(claimFacts(claim, position)).slice(0, -1)},"tree":${tree}}\n`;
  });
  for await (const chunk of chunks) {
    trees.push(chunk);
    if (text !== '') yield text;
    text = '';
  }
  trees.end();
  yield text;
  yield line({ kind: 'trailer', claims: count, lines, totalCharge });
}

function line(facts: object): string {
  return `${asciiJson(facts)}\n`;
}

/** JSON in ASCII alone, as `convert` writes it. */
function asciiJson(facts: object): string {
  return JSON.stringify(facts).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function claimFacts(claim: HandoffClaim, position: number): object {
  const { unit, verdict, submitterClaimId, totalCharge, lines, byteStart, byteEnd } = claim;
  const { claimNumber = '', replaces, possibleDuplicates = [], remarks = [] } = verdict.accepted ? verdict : {};
  return {
    kind: 'claim',
    claimNumber,
    unit,
    submitterClaimId,
    totalCharge,
    lines,
    ...(replaces === undefined ? {} : { replaces }),
    possibleDuplicates,
    remarks,
    position,
    byteStart,
    byteEnd,
  };
}
