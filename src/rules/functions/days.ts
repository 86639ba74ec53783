import { SCALE } from '../amounts.js';
import type { RuleFunction, Value } from '../compiler.js';
import { daysSince1970, firstDay, lastDay, yearsBetween } from '../dates.js';
import type { RuleMemory } from '../memory.js';
import type { Reading } from '../taps.js';
import { type Predicate, truth, UNKNOWN } from '../truth.js';

const RANGE_LENGTH = 17;

const isOrdered: Predicate = (bytes, start, end) => {
  if (end - start !== RANGE_LENGTH) return UNKNOWN;
  const from = firstDay(bytes, start, end);
  const to = lastDay(bytes, start, end);
  return Number.isNaN(from) || Number.isNaN(to) ? UNKNOWN : truth(from <= to);
};

function dayFunction(name: string, about: string, reading: Reading): RuleFunction {
  return {
    name,
    usage: `${name}(path, ...)`,
    about,
    parameters: [1, 60],
    reading,
    kind: () => 'date',
    value: (call, compiler, keep) => compiler.read(compiler.joined(call, 0), reading, name, 'date', keep),
  };
}

/** A number worked out of two days, each the first its parameter gives. */
function betweenDays(
  name: string,
  usage: string,
  about: string,
  between: (from: number, to: number) => number,
): RuleFunction {
  return {
    name,
    usage,
    about,
    parameters: [2, 2],
    kind: () => 'number',
    value: (call, compiler): Value => {
      const [from, to] = call.parameters.map((parameter) => compiler.value(parameter, 'date', 'first'));
      const one = (memory: RuleMemory) => {
        const first = from!.one(memory);
        const last = to!.one(memory);
        if (typeof first !== 'number' || typeof last !== 'number') return undefined;
        return between(first, last) * SCALE;
      };
      const all = (memory: RuleMemory) => {
        const value = one(memory);
        return value === undefined ? [] : [value];
      };
      return { kind: 'number', isSingle: true, one, all };
    },
  };
}

/** Days and periods: data elements 373 and 1251 as D8, RD8 or DT. */
export const DAY_FUNCTIONS: readonly RuleFunction[] = [
  dayFunction('date', 'The first day of each value written as CCYYMMDD, a period or a day and time.', firstDay),
  dayFunction('lastday', 'The last day of each value: the end of a period, else the day itself.', lastDay),
  {
    name: 'isperiodordered',
    usage: 'isperiodordered(path)',
    about: 'False for a period (RD8) that ends before it begins; unknown for what is no period.',
    parameters: [1, 1],
    test: (call, compiler, quantifier) => compiler.ask(compiler.needSource(call, 0), isOrdered, 'ordered', quantifier),
  },
  betweenDays(
    'days',
    'days(from, to)',
    'Whole days from one day to the other; negative when the second is earlier.',
    (from, to) => daysSince1970(to) - daysSince1970(from),
  ),
  betweenDays('age', 'age(birth, day)', 'Whole years from a birth date to a day.', yearsBetween),
];
