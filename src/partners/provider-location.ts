import type { ProviderLocation } from './profile.js';

/** Stands for the service location of an id that has none, such as a clearinghouse's own; also its folder name. */
export const NO_SERVICE_LOCATION = '-';

/** Every part of an id becomes a folder name in the download store, so nothing that could walk out of it is let in. */
const PATH_SAFE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

const compiled = new Map<string, RegExp>();

/**
 * The payer's pattern (`providerLocationPattern`) as it is used everywhere: with Unicode rules, compiled once. Raises
 * SyntaxError when it is no regular expression under these.
 */
export function providerLocationPattern(pattern: string): RegExp {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern, 'u');
    compiled.set(pattern, expression);
  }
  return expression;
}

/**
 * Splits a provider ID with service location by the payer's pattern (groups `provider` and `location`). An id the
 * pattern does not fit, such as an intermediary's own, is kept whole with the location `-`. Undefined when either part
 * could not be a folder name: only letters, digits, `_` and `-`, at most 32 characters. Raises SyntaxError when the
 * pattern itself is no regular expression.
 */
export function parseProviderLocation(id: string, pattern: string): ProviderLocation | undefined {
  const groups = providerLocationPattern(pattern).exec(id)?.groups;
  const providerId = groups?.provider ?? id;
  const serviceLocation =
    groups?.provider === undefined ? NO_SERVICE_LOCATION : (groups.location ?? NO_SERVICE_LOCATION);
  if (!PATH_SAFE.test(providerId)) return undefined;
  if (serviceLocation !== NO_SERVICE_LOCATION && !PATH_SAFE.test(serviceLocation)) return undefined;
  return { id, providerId, serviceLocation };
}
