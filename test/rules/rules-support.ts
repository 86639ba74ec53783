import type { CodeLists } from '../../src/guides/code-lists.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { compileRules } from '../../src/rules/compile.js';
import type { RuleFault } from '../../src/rules/fault.js';
import type { Rule } from '../../src/rules/rule.js';
import { RuleRunner } from '../../src/rules/runner.js';
import { GuideWalker } from '../../src/validate/walker.js';
import { type Delimiters, OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import type { SegmentView } from '../../src/x12/segment-view.js';
import { Tokenizer } from '../../src/x12/tokenizer.js';
import { schemas } from '../support/units.js';

export const PROFESSIONAL = '005010X222A1-837P';

/** A whole rule for the professional claim; a part given as undefined is left out. */
export function ruleOf(changes: { readonly [Part in keyof Rule]?: Rule[Part] | undefined }): Rule {
  const rule = {
    id: 'a-rule',
    snip: 4,
    scope: '2300',
    then: 'CLM02 > 0',
    at: 'CLM02',
    acknowledgment: 'I12',
    severity: 'reject',
    certainty: 'stated',
    title: 'Something is wrong',
    message: 'Something is wrong.',
    mend: 'Mend it.',
    source: 'a test',
    ...changes,
  };
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as unknown as Rule;
}

/** Lists by id: codes, each with the days it is in force if it has any. */
export function listsOf(
  lists: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>,
): CodeLists {
  return {
    list: (id) => {
      const codes = lists[id];
      if (codes === undefined) return undefined;
      return {
        id,
        isClosed: true,
        size: Object.keys(codes).length,
        ask: (value, day) => {
          const days = codes[value];
          if (days === undefined) return 'unknown';
          return day === 0 || (days[0] <= day && day <= days[1]) ? 'valid' : 'not-in-force';
        },
      };
    },
  };
}

export const NO_LISTS = listsOf({});

/** A program and runner for these rules, fed with sets as the validator feeds them. */
export class RuleTrial {
  readonly #runner: RuleRunner;
  readonly #walker: GuideWalker;
  readonly #delimiters: Delimiters;
  #faults: RuleFault[] = [];
  #last: { segment: SegmentView; position: number } | undefined;

  constructor(rules: readonly Rule[], lists = NO_LISTS, guideId = PROFESSIONAL, delimiters = OUTBOUND_DELIMITERS) {
    const guide = compiledGuide(schemas, guideId);
    this.#delimiters = delimiters;
    this.#runner = new RuleRunner(compileRules(guide, rules, lists), (fault) => this.#faults.push(fault));
    const nothing = (): void => {};
    const matched = (node: number, segment: SegmentView, position: number) => {
      this.#last = { segment, position };
      this.#runner.matched(node, segment, position);
    };
    this.#walker = new GuideWalker(guide, {
      opened: (loop) => this.#runner.opened(loop),
      closed: (loop, segment, position) => this.#runner.closed(loop, segment, position),
      matched,
      late: matched,
      missing: nothing,
      alternative: nothing,
      tooMany: nothing,
      unexpected: nothing,
      wrongKey: nothing,
      unknown: nothing,
    });
    this.#walker.useSeparators(delimiters.component, delimiters.repetition);
  }

  /** The faults of one set, given as its segments from ST to SE. */
  faults(segments: readonly string[], received = 0): RuleFault[] {
    this.#faults = [];
    this.#last = undefined;
    this.#runner.begin(this.#delimiters, received);
    const nothing = (): void => {};
    const tokenizer = new Tokenizer({
      header: nothing,
      segment: (segment) => (this.#last === undefined ? this.#walker.start(segment) : this.#walker.step(segment)),
      stray: nothing,
      oversize: nothing,
      cut: nothing,
    });
    tokenizer.continueInside(this.#delimiters, 0);
    const terminator = String.fromCharCode(this.#delimiters.segment);
    tokenizer.push(Buffer.from(segments.join(terminator) + terminator, 'latin1'));
    tokenizer.end();
    const last = this.#last as { segment: SegmentView; position: number } | undefined;
    if (last !== undefined) this.#runner.finish(last.segment, last.position);
    return this.#faults;
  }
}

/** A professional claim set whose claims hold these segments behind their CLM; lines and loops included. */
export function claimSet(...claims: readonly (readonly string[])[]): string[] {
  const segments = [
    'ST*837*0001*005010X222A1',
    'BHT*0019*00*1*20260105*0800*CH',
    'NM1*41*2*SENDER*****46*S1',
    'PER*IC*DESK*TE*5555550142',
    'NM1*40*2*PAYER*****46*P1',
    'HL*1**20*1',
    'NM1*85*2*CLINIC*****XX*1234567893',
    'N3*1 ROAD',
    'N4*TOWN*MA*021010001',
    'REF*EI*990000142',
    'HL*2*1*22*0',
    'SBR*P*18*******CI',
    'NM1*IL*1*MEMBER*SAMPLE****MI*M1',
    'N3*2 ROAD',
    'N4*TOWN*MA*02101',
    'DMG*D8*19800229*F',
    'NM1*PR*2*PAYER*****PI*P1',
    ...claims.flat(),
  ];
  return [...segments, `SE*${segments.length + 1}*0001`];
}

export const CLAIM = ['CLM*C1*100***11:B:1*Y*A*Y*Y', 'HI*ABK:M175*ABF:E118'];
export const LINE = ['LX*1', 'SV1*HC:99213*100*UN*1***1', 'DTP*472*D8*20260102'];
