import type { Finding } from '../findings/finding.js';

const NO_FINDINGS: readonly Finding[] = [];

/** Of a clean set no list is made. */
export function joined(...lists: readonly (readonly Finding[])[]): readonly Finding[] {
  return lists.every((list) => list.length === 0) ? NO_FINDINGS : lists.flat();
}

/** The finding that gave the note code first, the others in the order they came. */
export function decidingFirst(findings: readonly Finding[], note: string): readonly Finding[] {
  const at = findings.findIndex((finding) => finding.acknowledgment === note);
  return at <= 0 ? findings : [findings[at]!, ...findings.slice(0, at), ...findings.slice(at + 1)];
}
