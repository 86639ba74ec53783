import type { ClaimCheck } from '../domain/claims/settings.js';
import type { FindingKind } from '../findings/finding.js';
import type { CodeSet } from '../guides/types.js';
import { findingAnswer } from './finding-answer.js';
import { generalWording } from './general-wording.js';
import { wrap } from './layout.js';
import { ruleLine } from './rule-line.js';

/** A place in an acknowledgment whose codes can be explained, with the list its values come from. */
interface AcknowledgmentElement {
  /** `IK403`; the first of several equal elements. */
  readonly element: string;
  /** Other names for it, upper case. */
  readonly aliases: readonly string[];
  /** Data element number of its code list. */
  readonly dataElement: string;
  readonly acknowledgment: 'TA1' | '999';
  /** Findings of which scope carry its codes; '' for a status, which no finding carries. */
  readonly scope: FindingKind['scope'] | '';
}

const ELEMENTS: readonly AcknowledgmentElement[] = [
  { element: 'TA104', aliases: ['TA1', 'I17'], dataElement: 'I17', acknowledgment: 'TA1', scope: '' },
  { element: 'TA105', aliases: ['TA1', 'I18'], dataElement: 'I18', acknowledgment: 'TA1', scope: 'interchange' },
  { element: 'AK901', aliases: ['AK9', '715'], dataElement: '715', acknowledgment: '999', scope: '' },
  {
    element: 'AK905',
    aliases: ['AK9', 'AK906', 'AK907', 'AK908', 'AK909', '716'],
    dataElement: '716',
    acknowledgment: '999',
    scope: 'group',
  },
  { element: 'IK501', aliases: ['IK5', '717'], dataElement: '717', acknowledgment: '999', scope: '' },
  {
    element: 'IK502',
    aliases: ['IK5', 'IK503', 'IK504', 'IK505', 'IK506', '618'],
    dataElement: '618',
    acknowledgment: '999',
    scope: 'set',
  },
  { element: 'IK304', aliases: ['IK3', '620'], dataElement: '620', acknowledgment: '999', scope: 'segment' },
  { element: 'IK403', aliases: ['IK4', '621'], dataElement: '621', acknowledgment: '999', scope: 'element' },
];

/** Elements of business answers, upper case, with the data element number of their code list. */
const ANSWER_ELEMENTS: Readonly<Record<string, string>> = { AAA03: '901', AAA04: '889', HCR01: '306' };

/** What a code means in one list, or what a finding is. */
export type Explanation =
  | {
      readonly kind: 'acknowledgment-code';
      /** `IK403`. */
      readonly element: string;
      readonly code: string;
      readonly listName: string;
      /** '' when the list gives none. */
      readonly meaning: string;
      readonly listSource: string;
      /** Our findings that are answered with it. */
      readonly findings: readonly FindingKind[];
    }
  | { readonly kind: 'list-code'; readonly list: CodeSet; readonly code: string; readonly meaning: string }
  /** A whole list; `element` is where it is used in acknowledgments and answers, '' elsewhere. */
  | { readonly kind: 'list'; readonly list: CodeSet; readonly element: string }
  | { readonly kind: 'finding'; readonly finding: FindingKind; readonly element: string }
  /** What the payer holds a claim against after the guide and its rules. */
  | { readonly kind: 'claim-check'; readonly check: ClaimCheck }
  /** What a 278 request is refused for after the guide and its rules: `member.id:missing`. */
  | { readonly kind: 'request-problem'; readonly code: string; readonly wording: string; readonly mend: string };

/**
 * Explains a code somebody read in an acknowledgment or a report: `006`, `IK403:7`, `AK905 5`, `ta1 023`, `HCR01 A4`, or
 * the name of a finding. A bare code gives one explanation for each acknowledgment list that has it, and, when none does,
 * for each other list; with an element or a list's id in front, that list alone. An element or a list's id by itself
 * gives the whole list. Empty when nothing has it.
 */
export function explainCode(
  query: string,
  lists: Iterable<CodeSet>,
  kinds: Iterable<FindingKind>,
): readonly Explanation[] {
  const all = [...kinds];
  const sets = [...lists];
  const whole = query.trim();
  const finding = all.find((kind) => kind.code === whole.toLowerCase());
  if (finding !== undefined) {
    const carrier = ELEMENTS.find((element) => element.scope === finding.scope);
    return [{ kind: 'finding', finding, element: carrier?.element ?? '' }];
  }
  // A claim status such as A8:496:85 is one code, though it has the separators of an element with its code.
  const bare = explainWord('', whole, sets, all);
  if (bare.length > 0) return bare;
  const [name = '', code = ''] = whole.split(/[\s:=*]+/);
  return code === '' ? wholeLists(name, sets) : explainWord(name, code, sets, all);
}

/** One code in the lists of an element or a list's id; in all lists when `name` is ''. */
function explainWord(
  name: string,
  code: string,
  lists: readonly CodeSet[],
  kinds: readonly FindingKind[],
): readonly Explanation[] {
  const named = ELEMENTS.filter((element) => name === '' || isNamed(element, name.toUpperCase()));
  const acknowledgment = named.flatMap((element) => explainElement(element, code.toUpperCase(), lists, kinds));
  if (acknowledgment.length > 0) return acknowledgment;
  return lists
    .filter((list) => name === '' || isListNamed(list, name))
    .flatMap((list): Explanation[] => {
      const entry = list.codes.find((one) => one.code === code.toUpperCase());
      return entry === undefined ? [] : [{ kind: 'list-code', list, code: entry.code, meaning: entry.meaning ?? '' }];
    });
}

function wholeLists(name: string, lists: readonly CodeSet[]): readonly Explanation[] {
  const named = ELEMENTS.filter((element) => isNamed(element, name.toUpperCase()));
  const acknowledgment = named.flatMap(({ element, dataElement }) =>
    lists
      .filter((list) => list.dataElement === dataElement)
      .map((list): Explanation => ({ kind: 'list', list, element })),
  );
  if (acknowledgment.length > 0) return acknowledgment;
  return lists
    .filter((list) => isListNamed(list, name))
    .map((list) => ({ kind: 'list', list, element: elementOf(list) }));
}

function isListNamed(list: CodeSet, name: string): boolean {
  const upper = name.toUpperCase();
  const dataElement = Object.hasOwn(ANSWER_ELEMENTS, upper) ? ANSWER_ELEMENTS[upper] : upper;
  return list.id === name.toLowerCase() || list.dataElement === dataElement;
}

/** `HCR01` for the list of that element, '' for one that is in no answer. */
function elementOf({ dataElement }: CodeSet): string {
  return Object.entries(ANSWER_ELEMENTS).find(([, number]) => number === dataElement)?.[0] ?? '';
}

function isNamed(element: AcknowledgmentElement, name: string): boolean {
  return element.element === name || element.aliases.includes(name);
}

function explainElement(
  element: AcknowledgmentElement,
  code: string,
  lists: readonly CodeSet[],
  kinds: readonly FindingKind[],
): Explanation[] {
  const list = lists.find((one) => one.dataElement === element.dataElement);
  const entry = list?.codes.find((one) => one.code === code);
  if (list === undefined || entry === undefined) return [];
  return [
    {
      kind: 'acknowledgment-code',
      element: element.element,
      code: entry.code,
      listName: list.name,
      meaning: entry.meaning ?? '',
      listSource: list.source,
      findings: kinds.filter((kind) => kind.scope === element.scope && kind.acknowledgment === entry.code),
    },
  ];
}

/** Explanations as plain text, one paragraph each; '' for none. */
export function explanationText(explanations: readonly Explanation[]): string {
  return explanations.map((explanation) => `${paragraph(explanation).join('\n')}\n`).join('\n');
}

function paragraph(explanation: Explanation): string[] {
  switch (explanation.kind) {
    case 'finding': {
      const { finding, element } = explanation;
      return [
        `${finding.code}: ${finding.title} (${finding.severity}${typeText(finding)})`,
        ...wrap(generalWording(finding.message), '  '),
        ...wrap(`To mend it: ${generalWording(finding.mend)}`, '  '),
        ...wrap(`Answered: ${findingAnswer(finding, element)}`, '  '),
        `  Rule: ${ruleLine(finding)}`,
      ];
    }
    case 'claim-check': {
      const { id, title, severity, wording, mend } = explanation.check;
      return [
        `${id}: ${title} (the payer's check of claims: ${severity})`,
        ...wrap(wording, '  '),
        ...wrap(`To mend it: ${mend}`, '  '),
        ...wrap(`Answered: ${checkAnswer(explanation.check)}`, '  '),
      ];
    }
    case 'request-problem': {
      const { code, wording, mend } = explanation;
      return [
        `${code} (what a prior authorization request is refused for)`,
        ...wrap(wording, '  '),
        ...wrap(`To mend it: ${mend}`, '  '),
        ...wrap(`Answered: ${REQUEST_ANSWER}`, '  '),
      ];
    }
    case 'list-code': {
      const { list, code, meaning } = explanation;
      const element = elementOf(list);
      return [
        element === '' ? `${list.name}, ${code}` : `${element} ${code} (${list.name})`,
        ...wrap(meaning || 'The list gives no meaning for it.', '  '),
        `  List: ${list.source}`,
      ];
    }
    case 'list': {
      const { list, element } = explanation;
      const width = Math.max(...list.codes.map(({ code }) => code.length));
      return [
        element === '' ? list.name : `${element} (${list.name})`,
        ...list.codes.flatMap(({ code, meaning = '' }) => listLine(code.padEnd(width), meaning)),
        `  List: ${list.source}`,
      ];
    }
    case 'acknowledgment-code': {
      const { element, code, listName, meaning, listSource, findings } = explanation;
      const lines = [`${element} ${code} (${listName})`, ...wrap(meaning || 'The list gives no meaning for it.', '  ')];
      if (findings.length > 0) lines.push('  We send it for:');
      for (const finding of findings) {
        lines.push(
          `    ${finding.code}: ${finding.title}`,
          ...wrap(`To mend it: ${generalWording(finding.mend)}`, '      '),
        );
      }
      lines.push(`  List: ${listSource}`);
      return lines;
    }
  }
}

/** Where a submitter reads why a request was refused. */
export const REQUEST_ANSWER = 'in an AAA of the 278 response and in the request report';

/** Where a submitter reads what a check finds. */
export function checkAnswer({ severity, claimStatus }: ClaimCheck): string {
  if (severity === 'off') return 'not at all: nobody looks';
  if (severity === 'warn') return 'as a remark in the claim report; the claim is registered';
  return `claim status ${claimStatus} in the claim report or 277CA`;
}

/** `, SNIP type 3`; '' for envelope and sender, which come before the types. */
function typeText({ snip }: FindingKind): string {
  if (snip === 0) return '';
  return snip === 7 ? ", SNIP type 7: the payer's own rule" : `, SNIP type ${snip}`;
}

/** A code and its meaning, further lines under the meaning. */
function listLine(code: string, meaning: string): string[] {
  const lines = wrap(meaning, ' '.repeat(code.length + 4));
  return [`  ${code}  ${lines[0]!.trimStart()}`.trimEnd(), ...lines.slice(1)];
}
