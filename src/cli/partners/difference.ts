import type { PartnerEntry } from './entry.js';

/** A field that differs; '' where there is nothing. */
export interface Difference {
  /** Such as `name`, `links.110067890B.npis` or `allowances.278.P`. */
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between two entries of one partner, field by field; without one of them, all of the other. */
export function differencesOf(before: PartnerEntry | undefined, after: PartnerEntry | undefined): Difference[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [was, is] = [old.get(field) ?? '', now.get(field) ?? ''];
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

/** Every value of an entry under its path; of a link all terms, so that what is missing has its name. */
function fieldsOf(entry: PartnerEntry | undefined): Map<string, string> {
  if (entry === undefined) return new Map();
  const { id: _id, links = [], allowances = [], options = {}, ...own } = entry;
  const { snip = {}, rules = {}, ...single } = options;
  const fields: [string, unknown][] = [
    ...Object.entries(own),
    ...links.flatMap(({ location, npis = [], transactions = [], from = '', to = '' }): [string, unknown][] => [
      [`links.${location}`, 'linked'],
      [`links.${location}.npis`, npis],
      [`links.${location}.transactions`, transactions],
      [`links.${location}.from`, from],
      [`links.${location}.to`, to],
    ]),
    ...allowances.flatMap(({ transaction, usage, state, reason = '' }): [string, unknown][] => [
      [`allowances.${transaction}.${usage}`, state],
      [`allowances.${transaction}.${usage}.reason`, reason],
    ]),
    ...Object.entries(single).map(([name, value]): [string, unknown] => [`options.${name}`, value]),
    ...Object.entries(snip).map(([type, value]): [string, unknown] => [`options.snip.${type}`, value]),
    ...Object.entries(rules).map(([code, value]): [string, unknown] => [`options.rules.${code}`, value]),
  ];
  return new Map(fields.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]));
}
