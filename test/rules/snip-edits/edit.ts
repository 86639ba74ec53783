import type { Edit } from '../case-files.js';

/** One mistake, made in a clean file of `fixtures/rules`, and what is to be said of it. */
export interface SnipEdit {
  /** SNIP type, number and guide as in docs/snip-types.md, `3.1 837P`; for others the row it comes from. */
  readonly edit: string;
  /** The mistake in words. */
  readonly mistake: string;
  /** Folder of the base file; `masshealth-` before it brings the payer's companion guide in. */
  readonly base: string;
  readonly edits?: readonly Edit[];
  /** A last change of text, for what edits mend themselves (SE01) or do not reach (the ISA). */
  readonly text?: readonly [from: string, to: string];
  /**
   * Severity, code, acknowledgment code and where it is answered: `999`, `TA1`, `application` or `report` (warnings).
   * '' for what must be taken without any finding.
   */
  readonly finds: string;
  /** Further codes that refuse for the same mistake. */
  readonly beside?: readonly string[];
}

export const CLAIM = '005010X222A1-837P';
export const REQUEST = '005010X217-278-request';
export const RESPONSE = '005010X217-278-response';
export const MASSHEALTH_CLAIM = 'masshealth-005010X222A1-837P';
export const MASSHEALTH_INSTITUTIONAL = 'masshealth-005010X223A2-837I';
export const MASSHEALTH_REQUEST = 'masshealth-005010X217-278-request';
export const MASSHEALTH_INQUIRY = 'masshealth-005010X279A1-270';

/** Puts one segment in the place of the first (or `nth`) that begins so. */
export const put = (replace: string, segment: string, nth = 1): Edit => ({ replace, with: segment, nth });
/** Takes the first (or `nth`) segment that begins so away. */
export const drop = (prefix: string, nth = 1): Edit => ({ delete: prefix, nth });
/** Puts segments behind the first (or `nth`) that begins so. */
export const add = (after: string, insert: readonly string[], nth = 1): Edit => ({ after, insert, nth });

/** Edits that take the service line out of the base request. */
export const WITHOUT_SERVICE: readonly Edit[] = [
  drop('PRV*PE'),
  drop('N4*LOWELL'),
  drop('N3*70'),
  drop('REF*0B*B55'),
  drop('NM1*SJ'),
  drop('PWK*LA'),
  drop('SV1'),
  drop('DTP*472'),
  drop('UM*HS*I*2'),
  drop('TRN*1*WLK-1-1'),
  drop('HL*5*'),
];
/** Edits that take the patient event, its service with it, out of the base request. */
export const WITHOUT_EVENT: readonly Edit[] = [
  ...WITHOUT_SERVICE,
  drop('PRV*OR', 2),
  drop('N4*HOLYOKE'),
  drop('N3*4', 2),
  drop('REF*0B'),
  drop('NM1*DK'),
  drop('PWK'),
  drop('HI'),
  drop('DTP'),
  drop('UM'),
  drop('TRN'),
  drop('HL*4*'),
];
/** Edits that put a dependent level between subscriber and event of the base request. */
export const dependent = (...segments: string[]): readonly Edit[] => [
  put('HL*5*', 'HL*6*5*SS*0'),
  put('HL*4*', 'HL*5*4*EV*1'),
  add('DMG', ['HL*4*3*23*1', ...segments]),
];
