import type { FindingKind } from '../findings/finding.js';
import type { CodeSet } from '../guides/types.js';
import { wrap } from './layout.js';

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
  { element: 'TA104', aliases: ['I17'], dataElement: 'I17', acknowledgment: 'TA1', scope: '' },
  { element: 'TA105', aliases: ['TA1', 'I18'], dataElement: 'I18', acknowledgment: 'TA1', scope: 'interchange' },
  { element: 'AK901', aliases: ['715'], dataElement: '715', acknowledgment: '999', scope: '' },
  {
    element: 'AK905',
    aliases: ['AK9', 'AK906', 'AK907', 'AK908', 'AK909', '716'],
    dataElement: '716',
    acknowledgment: '999',
    scope: 'group',
  },
  { element: 'IK501', aliases: ['717'], dataElement: '717', acknowledgment: '999', scope: '' },
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
  | { readonly kind: 'finding'; readonly finding: FindingKind; readonly element: string };

/**
 * Explains a code somebody read in an acknowledgment or a report: `006`, `IK403:7`, `AK905 5`, `ta1 023`, or the name of
 * a finding. A bare code gives one explanation for each acknowledgment list that has it, and, when none does, for each
 * other list; with an element or a list's id in front, that list alone. Empty when nothing has it.
 */
export function explainCode(
  query: string,
  lists: Iterable<CodeSet>,
  kinds: Iterable<FindingKind>,
): readonly Explanation[] {
  const all = [...kinds];
  const sets = [...lists];
  const words = query.trim().split(/[\s:=*]+/);
  const name = words.length > 1 ? words[0]! : '';
  const code = (words.length > 1 ? words[1]! : words[0]!) || '';
  if (code === '') return [];
  const finding = all.find((kind) => kind.code === query.trim().toLowerCase());
  if (finding !== undefined) {
    const carrier = ELEMENTS.find((element) => element.scope === finding.scope);
    return [{ kind: 'finding', finding, element: carrier?.element ?? '' }];
  }
  const named = ELEMENTS.filter((element) => name === '' || isNamed(element, name.toUpperCase()));
  const acknowledgment = named.flatMap((element) => explainElement(element, code.toUpperCase(), sets, all));
  if (acknowledgment.length > 0) return acknowledgment;
  return sets
    .filter((list) => name === '' || list.id === name.toLowerCase() || list.dataElement === name.toUpperCase())
    .flatMap((list): Explanation[] => {
      const entry = list.codes.find((one) => one.code === code.toUpperCase());
      return entry === undefined ? [] : [{ kind: 'list-code', list, code: entry.code, meaning: entry.meaning ?? '' }];
    });
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
      const answered =
        finding.acknowledgment === null ? 'no acknowledgment code' : `${element} ${finding.acknowledgment}`;
      return [
        `${finding.code}: ${finding.title} (${finding.severity}, ${answered})`,
        ...wrap(general(finding.message), '  '),
        ...wrap(`To mend it: ${general(finding.mend)}`, '  '),
        `  Rule: ${finding.source}`,
      ];
    }
    case 'list-code':
      return [
        `${explanation.list.name}, ${explanation.code}`,
        ...wrap(explanation.meaning || 'The list gives no meaning for it.', '  '),
        `  List: ${explanation.list.source}`,
      ];
    case 'acknowledgment-code': {
      const { element, code, listName, meaning, listSource, findings } = explanation;
      const lines = [`${element} ${code} (${listName})`, ...wrap(meaning || 'The list gives no meaning for it.', '  ')];
      if (findings.length > 0) lines.push('  We send it for:');
      for (const finding of findings) {
        lines.push(`    ${finding.code}: ${finding.title}`, ...wrap(`To mend it: ${general(finding.mend)}`, '      '));
      }
      lines.push(`  List: ${listSource}`);
      return lines;
    }
  }
}

/** What placeholders stand for when no finding fills them. */
const GENERAL_WORDS: Readonly<Record<string, string>> = {
  element: 'the element',
  name: 'its name in the guide',
  segment: 'the segment',
  loop: 'the loop',
  allowed: 'the codes of the guide',
  format: 'the form asked for',
  rule: 'of the segment',
};

function general(wording: string): string {
  return wording.replace(/\{(\w+)\}/g, (_, name: string) => GENERAL_WORDS[name] ?? `<${name}>`);
}
