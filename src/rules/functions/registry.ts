import type { RuleFunction } from '../compiler.js';
import { CODE_FUNCTIONS } from './codes.js';
import { DAY_FUNCTIONS } from './days.js';
import { EXISTENCE_FUNCTIONS } from './existence.js';
import { NUMBER_FUNCTIONS } from './numbers.js';
import { VALUE_FUNCTIONS } from './values.js';

/** All functions rules may call, by name. What the grammar cannot say becomes one more of these, never new syntax. */
export const RULE_FUNCTIONS: ReadonlyMap<string, RuleFunction> = new Map(
  [...EXISTENCE_FUNCTIONS, ...NUMBER_FUNCTIONS, ...DAY_FUNCTIONS, ...VALUE_FUNCTIONS, ...CODE_FUNCTIONS].map((one) => [
    one.name,
    one,
  ]),
);
