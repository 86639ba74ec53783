import type { CodeTable } from './code-table.js';
import type { TagTable } from './tag-table.js';

/** What an element specification demands, as bits of `ElementSpecs.flags`. */
export const ElementFlag = {
  required: 1,
  notUsed: 2,
  composite: 4,
  protected: 8,
  /** The R was inferred: missing only warns. */
  usageInferred: 16,
  /** The code list was inferred: another value only warns. */
  codesInferred: 32,
  /** The code list is an open snapshot: an unknown value only warns. */
  codesOpen: 64,
  /** The code list is one of `schemas/codes` that others keep: X12 has no list of its own for the data element. */
  codesExternal: 128,
  /** The code list is not shipped: the value is held against the one an operator imported. */
  codesImported: 256,
} as const;

/** X12 element types as small integers, for the switch on the hot path. */
export const ElementKind = { AN: 0, ID: 1, N0: 2, R: 3, DT: 4, TM: 5, B: 6 } as const;

/**
 * Specifications of elements and components, one index each, as parallel arrays. An element's specification of a
 * composite points at its components, which stand in the same arrays.
 */
export interface ElementSpecs {
  readonly flags: Uint16Array;
  readonly kind: Uint8Array;
  readonly minimum: Uint16Array;
  readonly maximum: Int32Array;
  /** Index into `codeTables`: the guide's list; -1 none. */
  readonly codes: Int16Array;
  /** Id of the code list in `schemas/codes` that the guide names; '' none. */
  readonly codeSet: readonly string[];
  /** Index into `codeTables`: X12's base list of the data element; -1 none. */
  readonly base: Int16Array;
  /**
   * Character classes a value may be made of for its length and guide list to settle it; 0 when more must be looked at
   * (dates, patterns, base lists, composites, repetitions, what is not used).
   */
  readonly plain: Uint16Array;
  /** Most occurrences; 1 for an element that does not repeat. */
  readonly repeat: Uint16Array;
  readonly componentStart: Int32Array;
  readonly componentCount: Uint8Array;
  /** Position (1-based) of the sibling that holds the date format qualifier (1250) of this value (1251); 0 none. */
  readonly formatFrom: Uint8Array;
  /** Index into `patterns`; -1 none. */
  readonly pattern: Int16Array;
  /** Index of the first syntax note between the components, and how many. */
  readonly noteStart: Int32Array;
  readonly noteCount: Uint8Array;
  readonly dataElement: readonly string[];
  readonly name: readonly string[];
}

/** X12 syntax notes as small integers: paired, required, exclusion, conditional, list conditional. */
export const NoteKind = { P: 0, R: 1, E: 2, C: 3, L: 4 } as const;

/** Syntax notes of segments and composites, one index each, as presence masks: bit n-1 is element (component) n. */
export interface SyntaxNotes {
  readonly kind: Uint8Array;
  /** The first position's bit, for C and L. */
  readonly first: Int32Array;
  /** All positions for P, R, E; the rest for C and L. */
  readonly mask: Int32Array;
  /** As the guide writes it: `P0809`. */
  readonly text: readonly string[];
}

/** What a segment node means beyond its elements, as bits of `CompiledGuide.role`. */
export const NodeRole = {
  /** ST or SE: judged by the envelope, not by the guide. */
  envelope: 1,
  /** First segment of its loop: meeting it opens a new occurrence. */
  opener: 2,
  hierarchical: 4,
  /** LX as an opener: its number counts the loop's occurrences. */
  counter: 8,
  /** Opens a loop above the business unit's: what was read of the unit no longer holds. */
  endsBusinessUnit: 16,
  /** Holds the business unit's value in element `businessUnitElement`. */
  businessUnit: 32,
} as const;

/**
 * A choice between nodes for one segment id: the value of a key element tells. `targets[i]` goes with `codes[i]`, a
 * packed code of up to four bytes, or with `longCodes[i]` when that is not ''.
 */
export interface KeyedChoice {
  readonly element: number;
  /** 0: the element itself. */
  readonly component: number;
  readonly codes: Int32Array;
  readonly longCodes: readonly string[];
  readonly targets: Int16Array;
}

/**
 * A guide as data for the walker. Nodes are loops and segments; node 0 is the transaction set. Children of one loop have
 * consecutive numbers, so that a new occurrence clears its counts with one fill.
 */
export interface CompiledGuide {
  readonly id: string;
  readonly guide: string;
  readonly transactionSet: string;
  readonly title: string;
  readonly nodeCount: number;
  readonly isLoop: Uint8Array;
  readonly parent: Int16Array;
  /** Order among siblings; siblings of equal rank come in any order. */
  readonly rank: Int16Array;
  /** Most occurrences in the parent's occurrence; 0 unbounded. */
  readonly maximum: Int32Array;
  readonly required: Uint8Array;
  readonly role: Uint8Array;
  readonly firstChild: Int16Array;
  readonly childCount: Int16Array;
  /** Required children of a loop in order of rank: `requiredNodes[requiredStart[loop] ...]`. */
  readonly requiredStart: Int32Array;
  readonly requiredCount: Int16Array;
  readonly requiredNodes: Int16Array;
  /** For a loop: the sibling of which exactly one must be present; -1 none. On both of the pair. */
  readonly alternative: Int16Array;
  /** For a loop: 1 when children of it exclude each other. */
  readonly hasAlternatives: Uint8Array;
  /** Loop id or segment id. */
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** Path of the loop (of the parent loop, for a segment): `2000A/2000B`. */
  readonly paths: readonly string[];
  /** Segment ids the guide uses, packed, and their index. */
  readonly tags: ReadonlyMap<number, number>;
  /** The same for the walker. */
  readonly tagTable: TagTable;
  readonly tagCount: number;
  /** Tag index of a segment node, -1 for a loop. */
  readonly tag: Int16Array;
  /**
   * What may follow: `transitions[node * tagCount + tag]` is a node (0 or more), -1 nothing, or -2-n: choice n.
   */
  readonly transitions: Int16Array;
  readonly choices: readonly KeyedChoice[];
  /** The key of a segment node: element and component (0 none), for finding its place after an error. */
  readonly keyElement: Uint8Array;
  readonly keyComponent: Uint8Array;
  readonly keyCodes: readonly (readonly string[] | null)[];
  readonly specStart: Int32Array;
  readonly specCount: Uint8Array;
  /** Elements the X12 segment has; more than these are too many, between these and the guide's are not used. */
  readonly standardCount: Uint8Array;
  readonly specs: ElementSpecs;
  readonly segmentNoteStart: Int32Array;
  readonly segmentNoteCount: Uint8Array;
  readonly notes: SyntaxNotes;
  readonly codeTables: readonly CodeTable[];
  readonly patterns: readonly string[];
  readonly notUsedSegments: readonly string[];
  readonly businessUnitName: string;
  readonly businessUnitElement: number;
  readonly unitLoop: string;
  readonly when: { readonly tag: number; readonly element: number; readonly codes: readonly string[] } | null;
}
