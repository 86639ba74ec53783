import { SCALE } from '../amounts.js';
import type { Call, RuleCompiler, RuleFunction, Source, Value } from '../compiler.js';
import type { Keep } from '../slots.js';
import type { Reading } from '../taps.js';
import { sourcesOf } from './existence.js';

const lengthOf: Reading = (_, start, end) => (end - start) * SCALE;

/** `least`, `greatest` and `first` of what their parameter gives. */
function reduced(name: 'first' | 'least' | 'greatest', about: string): RuleFunction {
  const kind = (call: Call, compiler: RuleCompiler) => {
    const own = compiler.kindOf(call.parameters[0]!) ?? 'text';
    // Texts have no order worth asking for; what is ordered and written as text is a day.
    return own === 'text' && name !== 'first' ? 'date' : own;
  };
  return {
    name,
    usage: `${name}(path)`,
    about,
    parameters: [1, 1],
    kind,
    value: (call, compiler) => compiler.value(call.parameters[0]!, kind(call, compiler), name),
  };
}

function textOf(call: Call, at: number, compiler: RuleCompiler): string {
  const parameter = call.parameters[at];
  if (parameter?.kind !== 'text') return compiler.fail(`${call.name}(...) needs a 'text' as parameter ${at + 1}`);
  return parameter.text;
}

/** `key = value` of a sum by key: the path on the left and what it must equal. */
function keyOf(call: Call, compiler: RuleCompiler): { readonly key: Source; readonly wanted: Value } {
  const [condition] = call.parameters;
  if (condition?.kind !== 'compare' || condition.operator !== '=') {
    return compiler.fail(`${call.name}(...) begins with a path, "=" and the value it must have`);
  }
  const key = compiler.source(condition.left);
  if (key === undefined) return compiler.fail(`${call.name}(...) begins with a path`);
  return { key, wanted: compiler.value(condition.right, 'text', 'first') };
}

/** Sums, sizes and the first or last of several. */
export const NUMBER_FUNCTIONS: readonly RuleFunction[] = [
  {
    name: 'sum',
    usage: 'sum(path, ...)',
    about: 'Exact sum of all values of all paths. Unknown without any value, or when one is no number.',
    parameters: [1, 60],
    kind: () => 'number',
    value: (call, compiler) => compiler.sum(sourcesOf(call, compiler), 'unknown'),
  },
  {
    name: 'total',
    usage: 'total(path, ...)',
    about: 'As sum, but 0 without any value: for amounts that may be absent, such as adjustments.',
    parameters: [1, 60],
    kind: () => 'number',
    value: (call, compiler) => compiler.sum(sourcesOf(call, compiler), 'zero'),
  },
  {
    name: 'totalwhere',
    usage: 'totalwhere(keypath = value, path, ...)',
    about:
      'Sum of the amounts that stand in the same loop occurrence as the key, of those occurrences whose key equals the value; 0 when there are none. With `each: 2330B/NM109`, totalwhere(2430/SVD01 = value, 2430/SVD02) is what that payer paid on the lines.',
    parameters: [2, 60],
    kind: () => 'number',
    value: (call, compiler) => {
      const { key, wanted } = keyOf(call, compiler);
      return compiler.sumByKey(key, wanted, sourcesOf(call, compiler, 1));
    },
  },
  {
    name: 'loops',
    usage: "loops(path, 'text')",
    about: "How many occurrences of the path's loop have this text among the values of the path.",
    parameters: [2, 2],
    kind: () => 'number',
    value: (call, compiler) => compiler.occurrences(compiler.needSource(call, 0), textOf(call, 1, compiler), undefined),
  },
  {
    name: 'loopsum',
    usage: "loopsum(amountpath, path, 'text')",
    about:
      'Sum of the first amount in each occurrence of the loop that has this text among the values of the second path.',
    parameters: [1, 3],
    kind: () => 'number',
    value: (call, compiler) => {
      const amounts = compiler.needSource(call, 0);
      if (call.parameters.length === 1) return compiler.occurrences(amounts, '', amounts);
      return compiler.occurrences(compiler.needSource(call, 1), textOf(call, 2, compiler), amounts);
    },
  },
  {
    name: 'length',
    usage: 'length(path)',
    about: 'Characters of each value.',
    parameters: [1, 1],
    reading: lengthOf,
    kind: () => 'number',
    value: (call, compiler, keep: Keep) =>
      compiler.read(compiler.needSource(call, 0), lengthOf, 'length', 'number', keep),
  },
  reduced('first', 'The first value only.'),
  reduced('least', 'The smallest value: a number, or a day (an element that is no number is read as a day).'),
  reduced('greatest', 'The largest value, as least.'),
];
