import { bytesPlace } from '../envelope/envelope-places.js';
import type { Finding, FindingCatalogue } from '../findings/finding.js';
import type { StrayKind } from '../x12/tokenizer.js';

/** Stretches of stray bytes that are told one by one; a file with more of them is no clearer for a longer list. */
const MOST_STRETCHES = 100;

interface Stretch {
  readonly kind: StrayKind | 'header-unreadable';
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** What a file without any ISA is, by how its stray bytes begin. */
const WHOLE_FILE_CODES: Readonly<Record<StrayKind, string>> = {
  'utf-16': 'file-utf-16',
  archive: 'file-archive',
  'byte-order-mark': 'byte-order-mark',
  other: 'file-not-x12',
};

/** What stands outside the interchanges of one file, gathered while it is read and judged at its end. */
export class FileFindings {
  readonly #stretches: Stretch[] = [];
  /** An ISA was met, readable or not. */
  #hasHeader = false;

  headerMet(): void {
    this.#hasHeader = true;
  }

  stray(kind: StrayKind, byteOffset: number, byteLength: number): void {
    this.#add({ kind, byteOffset, byteLength });
  }

  headerUnreadable(byteOffset: number, byteLength: number): void {
    this.#hasHeader = true;
    this.#add({ kind: 'header-unreadable', byteOffset, byteLength });
  }

  /**
   * The findings of scope file, in file order. A file without any ISA is empty, or is called what its first stray bytes
   * look like; in one that has an ISA the same bytes merely stand outside the interchanges.
   */
  take(catalogue: FindingCatalogue): Finding[] {
    const findings = this.#stretches.map(({ kind, byteOffset, byteLength }) =>
      catalogue.make(this.#codeOf(kind), {
        place: bytesPlace(byteOffset, byteLength),
        parameters: { bytes: byteLength },
      }),
    );
    const isBlank = this.#stretches.every((stretch) => stretch.kind === 'byte-order-mark');
    if (!this.#hasHeader && isBlank) findings.push(catalogue.make('file-empty', { place: bytesPlace(0, 0) }));
    return findings;
  }

  #codeOf(kind: Stretch['kind']): string {
    if (kind === 'header-unreadable' || kind === 'byte-order-mark') return kind;
    return this.#hasHeader ? 'bytes-outside-interchange' : WHOLE_FILE_CODES[kind];
  }

  #add(stretch: Stretch): void {
    if (this.#stretches.length < MOST_STRETCHES) this.#stretches.push(stretch);
  }
}
