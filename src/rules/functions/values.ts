import { isNpiAt } from '../../support/npi.js';
import { LONGEST_MATCHED } from '../../support/pattern-ways.js';
import { latin1 } from '../../x12/segment-view.js';
import type { Call, RuleCompiler, RuleFunction } from '../compiler.js';
import { FALSE, type Predicate, TRUE, truth, UNKNOWN } from '../truth.js';

/** Ten digits whose last is the check digit over `80840` and the first nine. */
const npi: Predicate = (bytes, start, end) => truth(isNpiAt(bytes, start, end));

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
    test: (call, compiler, quantifier) => compiler.ask(compiler.needSource(call, 0), npi, 'npi', quantifier),
  },
  {
    name: 'matches',
    usage: "matches(path, 'regular expression')",
    about: 'True when the whole value matches; unknown for a value of more than 264 characters.',
    parameters: [2, 2],
    test: (call, compiler, quantifier) => {
      const text = textAt(call, 1, compiler);
      let pattern: RegExp;
      try {
        pattern = new RegExp(`^(?:${text})$`);
      } catch (cause) {
        return compiler.fail(`'${text}' is no regular expression: ${(cause as Error).message}`);
      }
      // A search may take the square of the length, and a sender chooses the length.
      const matches: Predicate = (bytes, start, end) =>
        end - start > LONGEST_MATCHED ? UNKNOWN : truth(pattern.test(latin1(bytes, start, end)));
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
