import type { Schemas } from '../../guides/load.js';
import type { PartnerOptions } from '../../partners/profile.js';

/** What every part of a page needs beside the findings. */
export interface ReportSetting {
  readonly schemas: Schemas;
  /** Bytes of the file from `offset`; fewer than `length` at its end. */
  readonly read: (offset: number, length: number) => Uint8Array;
  /** What the acknowledgments were decided with. */
  readonly options: PartnerOptions;
  /** true: names, ids, dates of birth and the like stand on the page. */
  readonly showValues: boolean;
}
