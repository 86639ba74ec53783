import type { InterchangeOutcome } from '../../envelope/outcome.js';
import type { FileExaminer } from '../../examination/examine-file.js';
import type { PartnerProfile } from '../../partners/profile.js';
import type { Ledger, SetRow } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import { FileReader } from '../validation/file-reader.js';

/** Sets of the ledger read at once. */
const PAGE = 500;

/** What became of an interchange, a group or a set then, and what would become of it now. Places are 1-based. */
export interface VerdictChange {
  readonly interchange: number;
  /** 0 for the interchange itself. */
  readonly group: number;
  /** 0 for the group itself. */
  readonly set: number;
  /** ISA13, GS06 or ST02. */
  readonly controlNumber: string;
  /** Acknowledgment with its codes, `R I5`; '' when it was not there, or had no verdict. */
  readonly then: string;
  readonly now: string;
}

/** How many interchanges and sets were looked at. */
export interface Compared {
  readonly interchanges: number;
  readonly sets: number;
}

/**
 * Judges a received file once more, as its partner's profile, guides and code lists are now, and tells `onChange` what
 * comes out otherwise than the verdict that stands, in file order. Keeps and changes nothing; duplicate rules are not
 * asked. Raises GatewayError `file-absent` or `file-unreadable`.
 */
export async function compareVerdicts(
  parts: { readonly ledger: Pick<Ledger, 'interchanges' | 'groups' | 'sets'>; readonly examiner: FileExaminer },
  submission: SubmissionRow,
  path: string,
  judged: { readonly profile: PartnerProfile; readonly received: number },
  onChange: (change: VerdictChange) => void,
): Promise<Compared> {
  const { ledger, examiner } = parts;
  const rows = ledger.interchanges(submission.id);
  const stored = new StoredSets(ledger, submission.id);
  const reader = new FileReader(path);
  let sets = 0;
  let interchanges = 0;
  try {
    await examiner.examine(
      reader.chunks(() => undefined),
      {
        sets(examined) {
          for (const row of examined) {
            sets++;
            const before = stored.find(row);
            const place = { interchange: row.interchange + 1, group: row.group + 1, set: row.index + 1 };
            report(onChange, { ...place, controlNumber: row.controlNumber }, before && setText(before), setText(row));
          }
        },
        interchange(outcome) {
          interchanges++;
          const before = rows.find(({ index }) => index === outcome.index);
          const place = { interchange: outcome.index + 1, group: 0, set: 0 };
          const controlNumber = outcome.header.controlNumber;
          const then = before && `${before.acknowledgment} ${before.note}`;
          report(onChange, { ...place, controlNumber }, then, `${outcome.acknowledgment} ${outcome.note}`);
          const groups = before === undefined ? [] : ledger.groups(before.id);
          for (const group of outcome.groups) {
            const earlier = groups.find(({ index }) => index === group.index);
            const here = { ...place, group: group.index + 1, controlNumber: group.controlNumber };
            report(onChange, here, earlier && groupText(earlier), groupText(group));
          }
        },
      },
      { profile: judged.profile, options: judged.profile.options, received: judged.received },
    );
  } finally {
    reader.close();
  }
  return { interchanges, sets };
}

function report(
  onChange: (change: VerdictChange) => void,
  place: Omit<VerdictChange, 'then' | 'now'>,
  then = '',
  now: string,
): void {
  if (then !== now) onChange({ ...place, then, now });
}

function setText({ status, codes }: SetRow): string {
  return [status, ...codes].join(' ');
}

function groupText({ status, codes }: InterchangeOutcome['groups'][number]): string {
  return [status, ...codes].join(' ');
}

/** The sets of a decided file, read in pages as they are asked for in file order. */
class StoredSets {
  readonly #ledger: Pick<Ledger, 'sets'>;
  readonly #submissionId: number;
  #interchange = -1;
  #next: number | undefined = 0;
  #rows: readonly SetRow[] = [];
  #at = 0;

  constructor(ledger: Pick<Ledger, 'sets'>, submissionId: number) {
    this.#ledger = ledger;
    this.#submissionId = submissionId;
  }

  /** The set with the place of this one; undefined when there was none. */
  find({ interchange, group, index }: SetRow): SetRow | undefined {
    if (interchange !== this.#interchange) {
      this.#interchange = interchange;
      this.#next = 0;
      this.#rows = [];
      this.#at = 0;
    }
    for (;;) {
      for (; this.#at < this.#rows.length; this.#at++) {
        const row = this.#rows[this.#at]!;
        if (row.group === group && row.index === index) return row;
        if (row.group > group || (row.group === group && row.index > index)) return undefined;
      }
      if (this.#next === undefined) return undefined;
      const page = this.#ledger.sets(this.#submissionId, interchange, this.#next, PAGE);
      this.#rows = page.rows;
      this.#next = page.next;
      this.#at = 0;
    }
  }
}
