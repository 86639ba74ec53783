/**
 * The shape of the files in `schemas/`. `schemas/guide.schema.json` checks the same by machine; `schemas/README.md`
 * explains how to read and add a guide. Facts only; nothing here is compiled.
 */

/** R required, S situational, N not used. */
export type Usage = 'R' | 'S' | 'N';

/** X12 element types: AN string, ID code, N0 whole number, R decimal, DT date, TM time, B binary. */
export type ElementType = 'AN' | 'ID' | 'N0' | 'R' | 'DT' | 'TM' | 'B';

/** One X12 data element, `schemas/standard/005010-elements.json`, keyed by data element number. */
export interface DataElement {
  readonly name: string;
  readonly type: ElementType;
  /** Characters; for N0 and R digits only. */
  readonly minimum: number;
  readonly maximum: number;
  /** The base list: values the X12 standard knows. Absent: no base list, any value of the right form is X12-legal. */
  readonly codes?: readonly string[];
}

/** One composite, keyed by its id such as `C003`. */
export interface CompositeElement {
  readonly name: string;
  /** Data element numbers in component order. */
  readonly components: readonly string[];
}

/** One X12 segment, `schemas/standard/005010-segments.json`, keyed by segment id. */
export interface StandardSegment {
  readonly name: string;
  /** Data element numbers or composite ids in order. */
  readonly elements: readonly string[];
}

/** A guide, `schemas/guides/<id>.json`. */
export interface GuideFile {
  /** File name without `.json`, unique: `005010X217-278-request`. */
  readonly id: string;
  /** GS08 and ST03: `005010X217`. */
  readonly guide: string;
  /** ST01. */
  readonly transactionSet: string;
  /** GS01. */
  readonly functionalGroup: string;
  readonly title: string;
  /** Tells guides of equal `guide` and `transactionSet` apart: the element whose value decides, in the second segment. */
  readonly when?: { readonly segment: string; readonly element: number; readonly codes: readonly string[] };
  /** The value that names the business unit in the 999's CTX (999 guide CTX). */
  readonly businessUnit?: {
    readonly name: string;
    /** Loops whose segment holds it; '' is the transaction set itself. */
    readonly loops: readonly string[];
    readonly segment: string;
    readonly element: number;
    /** Value of the segment's key, where the loop has several segments of that id: `0F` of the 834's REF01. */
    readonly code?: string;
  };
  /** The loop that is one unit of work for pass 2: `2300` for a claim; absent when the whole set is the unit. */
  readonly unitLoop?: string;
  /** Segments X12 allows in this set but the guide never uses (IK304 I4). */
  readonly notUsedSegments: readonly string[];
  readonly children: readonly GuideNode[];
  /** Loop bodies that stand in more than one place, by id. */
  readonly shared?: Readonly<Record<string, { readonly name: string; readonly children: readonly GuideNode[] }>>;
  /** Where the facts come from. */
  readonly sources: readonly string[];
}

/** What a loop may hold: another loop, a segment, or a loop whose body is in `shared`. */
export type GuideNode = GuideLoop | GuideSegment | GuideReference;

/** A loop: opened by its first child, which is always a required segment. */
export interface GuideLoop {
  readonly loop: string;
  readonly name: string;
  readonly usage: 'R' | 'S';
  readonly repeat: number | 'unbounded';
  /** Place among its siblings; absent for child HL loops, which follow all other children. */
  readonly position?: number;
  /** 1 heading, 2 detail, 3 summary; on top-level nodes only. */
  readonly area?: number;
  /** Exactly one of this loop and the sibling named here must be present. */
  readonly alternativeTo?: string;
  /** A wrapper for what stands between LS and LE, not a loop of the guide itself. */
  readonly bounded?: boolean;
  /** Element 1 of its first segment counts its occurrences from 1 (LX01 of service lines). */
  readonly counted?: boolean;
  readonly children: readonly GuideNode[];
}

/** A loop whose body is in `shared`. */
export interface GuideReference {
  readonly loop: string;
  readonly reference: string;
  readonly name: string;
  readonly usage: 'R' | 'S';
  readonly repeat: number | 'unbounded';
  readonly position?: number;
  readonly area?: number;
  readonly alternativeTo?: string;
}

/** One use of a segment at its place in a loop: the demands of this guide on it, which the standard does not make. */
export interface GuideSegment {
  readonly segment: string;
  readonly name: string;
  readonly usage: Usage;
  readonly max: number | 'unbounded';
  readonly position: number;
  readonly area?: number;
  /** What tells same-id siblings apart: `NM101`, `HI01-1`. Its codes are disjoint across them. */
  readonly key?: string;
  /** X12 syntax notes: `P0809`, `R0203`, `E0207`, `C0605`, `L030405`. */
  readonly syntax?: readonly string[];
  /** In order; elements after the last one listed are not used. */
  readonly elements: readonly GuideElement[];
}

/** What a guide demands of one element of a segment, or of one component of a composite. */
export interface GuideElement {
  /** Data element number or composite id. */
  readonly element: string;
  /** Absent: the data element's own name. */
  readonly name?: string;
  readonly usage: Usage;
  /** `inferred`: the R was worked out without a source; a missing value only warns. */
  readonly usageCertainty?: 'inferred';
  /** The guide's closed list. */
  readonly codes?: readonly string[];
  /** `inferred`: the list was worked out; another value only warns. */
  readonly certainty?: 'inferred';
  /** A list in `schemas/codes/<codeSet>.json`, or one in `schemas/codes/external.json` that is not checked. */
  readonly codeSet?: string;
  /** Most occurrences of a repeating element; absent 1. */
  readonly repeat?: number;
  /** Regular expression the whole value must match. */
  readonly pattern?: string;
  /** Protected health information: masked in all but X12 answers. */
  readonly protected?: boolean;
  /** Of a composite, in order. */
  readonly components?: readonly GuideElement[];
  /** Syntax notes between the components of a composite. */
  readonly syntax?: readonly string[];
}

/** A code list, `schemas/codes/<id>.json`. */
export interface CodeSet {
  readonly id: string;
  /** Number of the data element whose values these are. */
  readonly dataElement: string;
  readonly name: string;
  readonly source: string;
  /** false: a snapshot; an unknown value warns and does not reject. */
  readonly closed: boolean;
  readonly codes: readonly {
    readonly code: string;
    readonly meaning?: string;
    readonly from?: string;
    readonly to?: string;
  }[];
}

/** A code list that its owner keeps and this package does not ship, `schemas/codes/external.json`. */
export interface ExternalCodeSet {
  readonly id: string;
  /** Data element number, or several joined by `/`. */
  readonly dataElement: string;
  readonly name: string;
  readonly owner: string;
  readonly source: string;
  /** Regular expression over a whole code as X12 carries it: what an import takes for a code of this list. */
  readonly form?: string;
}

/** The envelope's segments, `schemas/standard/005010-control.json`. */
export interface ControlFile {
  /** ISA12: `00501`. */
  readonly version: string;
  readonly sources: readonly string[];
  /** ISA, TA1, GS, ST, SE, GE, IEA; `codes` are the values health care uses, base lists hold what X12 knows. */
  readonly segments: Readonly<Record<string, { readonly name: string; readonly elements: readonly GuideElement[] }>>;
}

/** One line of `schemas/guides/index.json`: what tells a guide from the others, so that no guide is read in vain. */
export type GuideIndexEntry = Pick<GuideFile, 'id' | 'guide' | 'transactionSet' | 'functionalGroup' | 'title' | 'when'>;

/** Other releases of the guides, `schemas/guides/versions.json`. */
export interface VersionsFile {
  readonly source: string;
  /** GS08 of a release before or after the adopted one, to the adopted one: `005010X222` to `005010X222A1`. */
  readonly versions: Readonly<Record<string, string>>;
}
