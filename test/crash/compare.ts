import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, readOutcome } from './outcome.js';

/** One thing that is not as in the undisturbed run. */
export interface Fault {
  readonly kind: 'lost' | 'double' | 'other';
  readonly what: string;
}

/**
 * Compares a run folder after a crash and its restarts with an undisturbed run. `told` is what anybody outside could
 * already read when the crash came, by path in the run folder: it must stand there still, byte for byte. Empty when
 * nothing is lost, nothing is double and nothing lies about.
 */
export function compare(folder: string, undisturbed: Outcome, told: ReadonlyMap<string, Buffer>): Fault[] {
  let outcome: Outcome;
  try {
    outcome = readOutcome(folder);
  } catch (error) {
    return [{ kind: 'other', what: `the run cannot be read: ${(error as Error).message}` }];
  }
  return [...outcome.faults.map(asFault), ...difference(outcome, undisturbed), ...brokenPromises(folder, told)];
}

function asFault(what: string): Fault {
  const kind = /^(?:lost|unfinished)/.test(what) ? 'lost' : what.startsWith('double') ? 'double' : 'other';
  return { kind, what };
}

function difference(outcome: Outcome, undisturbed: Outcome): Fault[] {
  const faults: Fault[] = [];
  const parts = [
    ['file', 'submissions'],
    ['prior authorization', 'priorAuthorizations'],
    ['PA tracking number', 'trackingNumbers'],
    ['document', 'documents'],
    ['letter', 'letters'],
    ['claim', 'claims'],
    ['claim number', 'claimNumbers'],
  ] as const;
  for (const [name, part] of parts) {
    const { missing, surplus } = multisetDifference(undisturbed[part], outcome[part]);
    const changed = part === 'submissions' ? pairByFile(missing, surplus) : [];
    for (const [before, after] of changed)
      faults.push({ kind: 'other', what: `${name} differs: ${firstDifference(before, after)}` });
    const named = new Set(changed.flat());
    for (const line of missing) if (!named.has(line)) faults.push({ kind: 'lost', what: `${name}: ${shown(line)}` });
    for (const line of surplus) if (!named.has(line)) faults.push({ kind: 'double', what: `${name}: ${shown(line)}` });
  }
  return faults;
}

/** What one list has more often than the other. */
function multisetDifference(expected: readonly string[], found: readonly string[]) {
  const counts = new Map<string, number>();
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) + 1);
  const surplus: string[] = [];
  for (const line of found) {
    const left = counts.get(line) ?? 0;
    if (left === 0) surplus.push(line);
    else counts.set(line, left - 1);
  }
  const missing = [...counts].flatMap(([line, count]) => Array.from({ length: count }, () => line));
  return { missing, surplus };
}

/** A file that is there in both runs and did not end the same. */
function pairByFile(missing: readonly string[], surplus: readonly string[]): [string, string][] {
  const fileOf = (line: string): string => line.split('\n', 3).join(' ');
  const rest = [...surplus];
  return missing.flatMap((line) => {
    const at = rest.findIndex((other) => fileOf(other) === fileOf(line));
    return at < 0 ? [] : [[line, rest.splice(at, 1)[0]!] as [string, string]];
  });
}

function firstDifference(before: string, after: string): string {
  const [one, other] = [before.split('\n'), after.split('\n')];
  const at = one.findIndex((line, index) => line !== other[index]);
  const index = at < 0 ? one.length : at;
  return `${one[2]} line ${index}: "${shown(one[index] ?? '')}", now "${shown(other[index] ?? '')}"`;
}

function brokenPromises(folder: string, told: ReadonlyMap<string, Buffer>): Fault[] {
  return [...told].flatMap(([path, content]): Fault[] => {
    if (!existsSync(join(folder, path))) return [{ kind: 'lost', what: `${path} could be read and is gone` }];
    if (readFileSync(join(folder, path)).equals(content)) return [];
    return [{ kind: 'other', what: `${path} could be read with other bytes before` }];
  });
}

function shown(line: string): string {
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}
