import type { CodeList, CodeLists } from '../guides/code-lists.js';
import { type CompiledGuide, ElementFlag } from '../guides/compiled.js';

/** What imported code lists change of a guide. Indexes are those of `ElementSpecs`. */
export interface ImportedLists {
  /** The imported list that alone decides on a specification's values; undefined where nobody imported one. */
  readonly lists: readonly (CodeList | undefined)[];
  /** `ElementSpecs.plain`, with 0 where an imported list decides: the shipped table must not settle these values. */
  readonly plain: Uint16Array;
}

const NO_LISTS: readonly undefined[] = [];

/**
 * Finds the specifications of a guide whose lists others keep (no list of X12 itself) and somebody imported. Without such
 * a list the guide's own `plain` is given as it is. What it gives holds until a list comes, goes or is replaced.
 */
export function importedLists(guide: CompiledGuide, lists: CodeLists | undefined): ImportedLists {
  const { flags, codeSet, plain } = guide.specs;
  const found = codeSet.map((id, spec) => {
    if (id === '' || (flags[spec]! & (ElementFlag.codesExternal | ElementFlag.codesImported)) === 0) return undefined;
    const list = lists?.list(id);
    return list === undefined || list.isShipped === true ? undefined : list;
  });
  if (found.every((list) => list === undefined)) return { lists: NO_LISTS, plain };
  return { lists: found, plain: plain.map((classes, spec) => (found[spec] === undefined ? classes : 0)) };
}
