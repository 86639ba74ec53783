import type { Call, RuleCompiler, RuleFunction, Source } from '../compiler.js';

/** Every parameter as a path. */
export function sourcesOf(call: Call, compiler: RuleCompiler, from = 0): Source[] {
  return call.parameters.slice(from).map((_, at) => compiler.needSource(call, from + at));
}

/** Questions about what was sent, whatever its value. Never unknown. */
export const EXISTENCE_FUNCTIONS: readonly RuleFunction[] = [
  {
    name: 'exists',
    usage: 'exists(path, ...)',
    about: 'True when any of the values, segments or loops was sent. Never unknown.',
    parameters: [1, 60],
    test: (call, compiler) => compiler.exists(sourcesOf(call, compiler)),
  },
  {
    name: 'count',
    usage: 'count(path, ...)',
    about: 'How many values, segments or loops were sent; 0 when none. Never unknown.',
    parameters: [1, 60],
    kind: () => 'number',
    value: (call, compiler) => compiler.count(sourcesOf(call, compiler)),
  },
  {
    name: 'distinct',
    usage: 'distinct(path, ...)',
    about: 'True when no two of the values of all the paths are equal; unknown without a value.',
    parameters: [1, 60],
    test: (call, compiler) => compiler.distinct(compiler.joined(call, 0)),
  },
];
