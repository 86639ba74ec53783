import type { GroupOutcome, InterchangeOutcome, SetOutcome } from '../../envelope/outcome.js';
import type { SnipType } from '../../findings/finding.js';
import type { NumberedFinding } from '../finding-id.js';

/** One transaction set that the page speaks of: it has findings, or the file is small. */
export interface ReportedSet {
  readonly outcome: SetOutcome;
  /** Those that are shown, in file order. */
  readonly findings: readonly NumberedFinding[];
}

/** One functional group that the page speaks of. */
export interface ReportedGroup {
  /** 0-based, in the interchange. */
  readonly index: number;
  /** Absent when the interchange is refused, which opens no group. */
  readonly outcome?: GroupOutcome;
  readonly findings: readonly NumberedFinding[];
  readonly sets: readonly ReportedSet[];
}

/** One interchange that the page speaks of. */
export interface ReportedInterchange {
  readonly outcome: InterchangeOutcome;
  readonly findings: readonly NumberedFinding[];
  readonly groups: readonly ReportedGroup[];
  /** Groups it has that are not in `groups`. */
  readonly groupsLeftOut: number;
}

/** How many findings there were, those that are not shown included. */
export interface FindingCounts {
  readonly rejections: number;
  readonly warnings: number;
  readonly bySnip: ReadonlyMap<SnipType, number>;
  /** By code, in the order they were met. */
  readonly byCode: ReadonlyMap<string, number>;
  /** Beyond all of these: found, but not kept by the check (it keeps a limited number for each set). */
  readonly unkept: number;
  /** Of `rejections` and `warnings`, how many the page shows. */
  readonly shown: number;
}

/** Everything a page says about a file, apart from the bytes it reads from it. */
export interface ReportContents {
  readonly bytes: number;
  /** Hex digest of the file. */
  readonly sha256: string;
  /** Readable interchanges of the file; `interchanges` may hold fewer. */
  readonly interchangesReceived: number;
  readonly interchanges: readonly ReportedInterchange[];
  /** Findings of the file itself, shown ones. */
  readonly findings: readonly NumberedFinding[];
  readonly counts: FindingCounts;
  /** True for a small file: its clean parts are on the page too, folded. */
  readonly isWhole: boolean;
}
