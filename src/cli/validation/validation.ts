import type { FileExaminer } from '../../examination/examine-file.js';
import type { Schemas } from '../../guides/load.js';
import type { PartnerOptions, PartnerProfile } from '../../partners/profile.js';
import type { CommandContext } from '../context.js';

/** What every file of one `validate` shares. */
export interface Validation {
  readonly context: CommandContext;
  readonly examiner: FileExaminer;
  readonly schemas: Schemas;
  readonly profile: PartnerProfile | undefined;
  /** Choices to judge by: the profile's, or without one the shipped ones, changed as the person asked. */
  readonly options: PartnerOptions;
  /** Today in the payer's time zone, as the number CCYYMMDD: files count as received now. */
  readonly received: number;
  readonly showValues: boolean;
  /** The file as the person named it. */
  readonly label: string;
}
