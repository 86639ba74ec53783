import type { CodeList } from '../../guides/code-lists.js';
import { latin1 } from '../../x12/segment-view.js';
import type { Call, RuleCompiler, RuleFunction } from '../compiler.js';
import { type Predicate, type Test, type Truth, truth, UNKNOWN } from '../truth.js';

/** Pairs `prefix:state` of `schemas/codes`. */
const ZIP_LIST = 'zip-prefix-state';

function listOf(call: Call, at: number, compiler: RuleCompiler): CodeList | undefined {
  const parameter = call.parameters[at];
  if (parameter?.kind !== 'text')
    return compiler.fail(`${call.name}(...) needs the id of a list as parameter ${at + 1}`);
  return compiler.lists.list(parameter.text);
}

function code(call: Call, compiler: RuleCompiler, quantifier: 'any' | 'all'): Test {
  const source = compiler.needSource(call, 0);
  const list = listOf(call, 1, compiler);
  const dayAsked = call.parameters[2];
  const day = dayAsked === undefined ? undefined : compiler.value(dayAsked, 'date');
  if (list === undefined) return () => UNKNOWN;
  if (day === undefined) {
    const isListed: Predicate = (bytes, start, end) => truth(list.ask(latin1(bytes, start, end), 0) === 'valid');
    return compiler.ask(source, isListed, `code ${list.id}`, quantifier);
  }
  const values = compiler.texts(source, 'all');
  return (memory) => {
    const all = values.all(memory);
    if (all.length === 0) return UNKNOWN;
    const days = day.all(memory);
    const isValid = (value: unknown) => {
      if (days.length === 0) return list.ask(String(value), 0) === 'valid';
      return days.some((on) => list.ask(String(value), Number(on)) === 'valid');
    };
    return truth(quantifier === 'any' ? all.some(isValid) : all.every(isValid));
  };
}

/** Code lists, shipped and imported. */
export const CODE_FUNCTIONS: readonly RuleFunction[] = [
  {
    name: 'code',
    usage: "code(path, 'list id'[, day])",
    about:
      'True when the value is in the code list and, where the list has dates, in force on the day (or on any of several); without a day dates do not count. Unknown when nobody has the list.',
    parameters: [2, 3],
    isKnowable: (call, lists) => {
      const list = call.parameters[1];
      return list?.kind !== 'text' || lists.list(list.text) !== undefined;
    },
    test: code,
  },
  {
    name: 'zipstate',
    usage: 'zipstate(N403, N402)',
    about:
      'True when the first three digits of the ZIP code lie in the state; unknown when either was not sent or the list is not there.',
    parameters: [2, 2],
    isKnowable: (_, lists) => lists.list(ZIP_LIST) !== undefined,
    test: (call, compiler) => {
      const [zip, state] = [0, 1].map((at) => compiler.texts(compiler.needSource(call, at), 'first'));
      const list = compiler.lists.list(ZIP_LIST);
      if (list === undefined) return () => UNKNOWN;
      let askedZip = '';
      let askedState = '';
      let answer: Truth = UNKNOWN;
      return (memory) => {
        const code = zip!.one(memory);
        const place = state!.one(memory);
        // Neighbours come one after another.
        if (code === askedZip && place === askedState) return answer;
        if (typeof code !== 'string' || typeof place !== 'string' || !/^\d{5}(\d{4})?$/.test(code)) return UNKNOWN;
        askedZip = code;
        askedState = place;
        answer = truth(list.ask(`${code.slice(0, 3)}:${place}`, 0) === 'valid');
        return answer;
      };
    },
  },
];
