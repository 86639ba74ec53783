import type { FindingScope } from '../../findings/finding.js';

/**
 * What a finding is called in a claim acknowledgment, where its rule names no status of its own: `schemas/claim-statuses.json`
 * (docs/277ca.md). Categories are of code source 507, statuses of 508, entities of data element 98 (277CA guide, STC01).
 */
export interface ClaimStatusTable {
  readonly source: string;
  readonly categories: Readonly<Record<'missing' | 'relational' | 'invalid', string>>;
  /** Acknowledgment codes that say something is missing: IK304 of a segment or loop, IK403 of an element. */
  readonly missing: Readonly<Partial<Record<FindingScope, readonly string[]>>>;
  /** SNIP types of rules about data that contradict each other. */
  readonly relational: readonly number[];
  /** Status of these SNIP types where the place tells nothing. */
  readonly balance: { readonly snip: readonly number[]; readonly status: string };
  /** Status of anything else. */
  readonly otherwise: string;
  /** Innermost loops whose findings concern more than one claim; '' is the set itself. */
  readonly levels: Readonly<Record<'receiver' | 'provider', readonly string[]>>;
  /** Entity of a loop that does not name it in NM101. */
  readonly entities: Readonly<Record<string, string>>;
  /** By place; the first that fits counts. */
  readonly places: readonly PlaceStatus[];
}

export interface PlaceStatus {
  /** `2010BA/NM109`, `HI[ABK]`, `SV101-3`: loop, segment, qualifier, element, component, as far as they matter. */
  readonly at: string;
  /** Only in this guide. */
  readonly guide?: string;
  readonly status: string;
  /** True when the status speaks of an entity, which is then named. */
  readonly ofEntity?: true;
  readonly about: string;
}

/** A place in a claim with the values that tell segments of one id apart. */
export interface FoundPlace {
  readonly guideId: string;
  /** Innermost loop. */
  readonly loop: string;
  readonly segmentId: string;
  /** Element 1, or of an HI the first component of the element meant; '' when not known. */
  readonly qualifier: string;
  readonly element?: number | undefined;
  readonly component?: number | undefined;
}

const FORM = /^(?:(\w+)\/)?([A-Z][A-Z0-9]{1,2}?)(?:\[(\w+)\])?(?:(\d{2})(?:-(\d+))?)?$/;

/** The first row of the table that fits a place; undefined when none does. */
export function statusOfPlace(table: Pick<ClaimStatusTable, 'places'>, found: FoundPlace): PlaceStatus | undefined {
  return table.places.find(({ at, guide }) => {
    const [, loop, segmentId, qualifier, element, component] = FORM.exec(at) ?? [];
    return (
      (guide === undefined || guide === found.guideId) &&
      (loop === undefined || loop === found.loop) &&
      segmentId === found.segmentId &&
      (qualifier === undefined || qualifier === found.qualifier) &&
      (element === undefined || Number(element) === found.element) &&
      (component === undefined || Number(component) === found.component)
    );
  });
}
