import { latin1 } from '../../x12/segment-view.js';
import type { Call, RuleCompiler, RuleFunction } from '../compiler.js';
import { FALSE, type Predicate, TRUE, truth } from '../truth.js';

/** Luhn sum of the constant 80840 that stands before an NPI in its check (45 CFR 162.406, ISO 7812). */
const PREFIX_SUM = 24;

/** Ten digits whose last is the check digit over `80840` and the first nine. */
const isNpi: Predicate = (bytes, start, end) => {
  if (end - start !== 10) return FALSE;
  let sum = PREFIX_SUM;
  for (let i = 0; i < 10; i++) {
    const digit = bytes[start + i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return FALSE;
    const doubled = digit * 2;
    sum += i % 2 === 0 ? (doubled > 9 ? doubled - 9 : doubled) : digit;
  }
  return truth(sum % 10 === 0);
};

function textAt(call: Call, at: number, compiler: RuleCompiler): string {
  const parameter = call.parameters[at];
  if (parameter?.kind !== 'text') return compiler.fail(`${call.name}(...) needs a 'text' as parameter ${at + 1}`);
  return parameter.text;
}

/** Questions about the form of one value. */
export const VALUE_FUNCTIONS: readonly RuleFunction[] = [
  {
    name: 'npi',
    usage: 'npi(path)',
    about: 'True for ten digits with the right check digit (Luhn over 80840 and the number).',
    parameters: [1, 1],
    test: (call, compiler, quantifier) => compiler.ask(compiler.needSource(call, 0), isNpi, 'npi', quantifier),
  },
  {
    name: 'matches',
    usage: "matches(path, 'regular expression')",
    about: 'True when the whole value matches.',
    parameters: [2, 2],
    test: (call, compiler, quantifier) => {
      const text = textAt(call, 1, compiler);
      let pattern: RegExp;
      try {
        pattern = new RegExp(`^(?:${text})$`);
      } catch (cause) {
        return compiler.fail(`'${text}' is no regular expression: ${(cause as Error).message}`);
      }
      const matches: Predicate = (bytes, start, end) => truth(pattern.test(latin1(bytes, start, end)));
      return compiler.ask(compiler.needSource(call, 0), matches, `matches ${text}`, quantifier);
    },
  },
  {
    name: 'starts',
    usage: "starts(path, 'text')",
    about: 'True when the value begins with the text.',
    parameters: [2, 2],
    test: (call, compiler, quantifier) => {
      const text = textAt(call, 1, compiler);
      const starts: Predicate = (bytes, start, end) => {
        if (end - start < text.length) return FALSE;
        for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return FALSE;
        return TRUE;
      };
      return compiler.ask(compiler.needSource(call, 0), starts, `starts ${text}`, quantifier);
    },
  },
  {
    name: 'all',
    usage: 'all(path = value)',
    about:
      'True when every value passes the test (a comparison, an in, or a function of one path); unknown without a value.',
    parameters: [1, 1],
    test: (call, compiler) => compiler.test(call.parameters[0]!, 'all'),
  },
];
