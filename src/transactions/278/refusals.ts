import { problemName, type Refusal } from '../../domain/prior-authorization/problems.js';

/** A place in the response where this gateway puts an AAA. */
export type AaaLoop = '2010A' | '2010B' | '2010C' | '2010D' | '2000E' | '2010EA' | '2010EC' | '2000F' | '2010FA';

/** One AAA of the answer: where, reject reason (AAA03), follow-up (AAA04), and for 2000F which line. */
export interface AaaEntry {
  readonly loop: AaaLoop;
  readonly reason: string;
  readonly followUp: string;
  /** 1 to n for 2000F and what is below it, 0 elsewhere. */
  readonly line: number;
  /** For 2010EA, 2010EC and 2010FA: which of these of its event or line, 1 to n. */
  readonly name?: number;
}

type AaaRow = readonly [loop: AaaLoop, reason: string, followUp: string];

/**
 * Reject reason and follow-up for each refusal. Every pair stands in the response guide's own list for its loop
 * (278 response guide, AAA by loop). C: correct and send again; N: do not send again.
 */
export const AAA_BY_PROBLEM: Readonly<Record<string, AaaRow>> = Object.freeze({
  'payer.id:not-found': ['2010A', '79', 'N'],
  'requester.id:missing': ['2010B', '43', 'C'],
  'requester.id:invalid': ['2010B', '43', 'C'],
  'requester.id:ambiguous': ['2010B', '43', 'C'],
  'requester.id:not-found': ['2010B', '51', 'N'],
  'requester.id:not-linked': ['2010B', '41', 'N'],
  'requester.type:not-allowed': ['2010B', '41', 'N'],
  'requester.entitlement:not-entitled': ['2010B', '41', 'N'],
  'requester.contactName:missing': ['2010B', '15', 'C'],
  'requester.contactPhone:missing': ['2010B', '46', 'C'],
  'member.id:missing': ['2010C', '72', 'C'],
  'member.id:invalid': ['2010C', '72', 'C'],
  'member.id:not-found': ['2010C', '75', 'C'],
  'member.birthDate:missing': ['2010C', '58', 'C'],
  'member.birthDate:invalid': ['2010C', '58', 'C'],
  'member.birthDate:differs': ['2010C', '71', 'C'],
  'member.coverage:not-eligible': ['2010C', '95', 'N'],
  'member.coverage:managed-care': ['2010C', '95', 'N'],
  'dependent.birthDate:missing': ['2010D', '58', 'C'],
  'dependent.birthDate:invalid': ['2010D', '58', 'C'],
  'kind:not-supported': ['2000E', '33', 'C'],
  'reservation:not-supported': ['2000E', '33', 'C'],
  'classification:not-allowed': ['2000E', '33', 'C'],
  'classification:emergency': ['2000E', '33', 'N'],
  'assignment:missing': ['2000E', '33', 'C'],
  'assignment:elsewhere': ['2000E', '33', 'N'],
  'previous:not-found': ['2000E', 'AA', 'C'],
  'diagnosis:missing': ['2000E', 'AF', 'C'],
  'diagnosis:has-dot': ['2000E', 'AF', 'C'],
  'lines:missing': ['2000E', '15', 'C'],
  'attachment.reportType:missing': ['2000E', '15', 'C'],
  'attachment.transmission:not-electronic': ['2000E', '33', 'C'],
  'attachment.description:missing': ['2000E', '15', 'C'],
  'line.kind:not-supported': ['2000F', '33', 'N'],
  'line.procedure:missing': ['2000F', 'AG', 'C'],
  'line.procedure:invalid': ['2000F', 'AG', 'C'],
  'line.procedure:not-needed': ['2000F', '33', 'N'],
  'line.procedure:elsewhere': ['2000F', '33', 'N'],
  'line.throughProcedure:not-allowed': ['2000F', 'AG', 'C'],
  'line.dates:missing': ['2000F', '57', 'C'],
  'line.dates:invalid': ['2000F', '57', 'C'],
  'line.units:missing': ['2000F', '15', 'C'],
  'line.units:invalid': ['2000F', '33', 'C'],
});

/** Input error: what a response says when nothing more exact fits (278 response guide, AAA03 33 in 2000E). */
export const UNNAMED: AaaRow = ['2000E', '33', 'C'];

/** Loops of event and service that name a provider or a transport: refused with their level. */
const NAME_LOOPS: Readonly<Partial<Record<AaaLoop, AaaLoop>>> = {
  '2010EA': '2000E',
  '2010EC': '2000E',
  '2010FA': '2000F',
};

/** The loop at which an entry ends what the answer returns: itself, or the event or service whose provider it names. */
export function refusedLevel(loop: AaaLoop): AaaLoop {
  return NAME_LOOPS[loop] ?? loop;
}

/** Order of the levels from the top of the tree; a loop below a rejected level is not returned. */
const DEPTH: Readonly<Record<AaaLoop, number>> = {
  '2010A': 1,
  '2010B': 2,
  '2010C': 3,
  '2010D': 4,
  '2000E': 5,
  '2010EA': 5,
  '2010EC': 5,
  '2000F': 6,
  '2010FA': 6,
};

const MOST_PER_LOOP = 9;

/** AAA entries of problems the domain found. */
export function problemEntries(refusals: readonly Refusal[]): readonly AaaEntry[] {
  return refusals.map((refusal) => {
    const [loop, reason, followUp] = AAA_BY_PROBLEM[problemName(refusal)] ?? UNNAMED;
    return { loop, reason, followUp, line: loop === '2000F' ? refusal.line : 0 };
  });
}

/**
 * The AAA entries an answer holds: those of the highest level at which something is wrong, since the tree is cut below it,
 * without repeats and at most nine for one loop. An attachment of a line is refused at the event, where its place is
 * certain to exist.
 */
export function aaaEntries(entries: readonly AaaEntry[]): readonly AaaEntry[] {
  const top = Math.min(...entries.map((entry) => DEPTH[entry.loop]));
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const place = `${entry.loop} ${entry.line} ${entry.name ?? 0}`;
    const key = `${place} ${entry.reason}`;
    const count = counts.get(place) ?? 0;
    if (DEPTH[entry.loop] !== top || seen.has(key) || count >= MOST_PER_LOOP) return false;
    seen.add(key);
    counts.set(place, count + 1);
    return true;
  });
}
