import type { Finding, FindingCatalogue } from '../findings/finding.js';
import type { PartnerOptions, PartnerProfile, PayerIdentity } from '../partners/profile.js';
import type { RoutedGuide, RoutedHandler } from '../route/route.js';
import type { SetValidation, ValidatorOptions } from '../validate/set-validator.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { SegmentView } from '../x12/segment-view.js';

/** The part of the validation engine that pass 1 drives: `SetValidator`. */
export interface ExaminationValidator {
  begin(guideIds: readonly string[], delimiters: Delimiters, received?: number): void;
  segment(view: SegmentView): void;
  end(): SetValidation;
  acknowledgment(view: SegmentView, delimiters: Delimiters): readonly Finding[];
}

/** Everything a verdict depends on beside the file. Values only; a verdict is a function of it and the bytes. */
export interface ExaminationContext {
  readonly payer: PayerIdentity;
  /**
   * The channel's partner. Undefined: guides only; any well-formed sender and receiver, nobody's permission counts, and
   * every guide counts as handled.
   */
  readonly profile: PartnerProfile | undefined;
  /** Choices to judge by without a profile; absent: the shipped ones. */
  readonly options?: PartnerOptions;
  readonly catalogue: FindingCatalogue;
  readonly guideIndex: readonly RoutedGuide[];
  readonly handlers: readonly RoutedHandler[];
  /** GS08 values beside the adopted ones, with the adopted one. Absent: none is known. */
  readonly adoptedVersions?: ReadonlyMap<string, string>;
  /** Gives a validator that nobody else uses at the same time; may give the same one to the next file. */
  readonly validatorFactory: (options: Required<ValidatorOptions>) => ExaminationValidator;
  /** The day the file was received (CCYYMMDD), for rules that ask for it; absent: unknown. */
  readonly received?: number;
  /** Guide findings kept of one set; those of its envelope are few and always kept. Default 1000. */
  readonly findingsCap?: number;
}
