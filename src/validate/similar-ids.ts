/** A longer id is no misspelling: something else stands there. */
export const LONGEST_MISSPELT = 8;

/**
 * True when a segment id as sent looks like this one, misspelt: other case, spaces or other signs around it, one
 * character too many, too few or wrong. Ids of two characters must keep one of them in its place.
 */
export function isSimilarId(sent: string, id: string): boolean {
  if (sent.length > LONGEST_MISSPELT) return false;
  const bare = sent.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (bare === id) return true;
  if (bare.length === 0 || Math.abs(bare.length - id.length) > 1) return false;
  let same = 0;
  while (same < Math.min(bare.length, id.length) && bare[same] === id[same]) same++;
  const rest = bare.length >= id.length ? bare.slice(same + 1) : bare.slice(same);
  const restOfId = id.length >= bare.length ? id.slice(same + 1) : id.slice(same);
  return rest === restOfId;
}
