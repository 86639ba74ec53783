import type { Finding, FindingCatalogue } from '../findings/finding.js';
import type { SegmentView } from '../x12/segment-view.js';
import { missingPlace, segmentPlace } from './envelope-places.js';
import { isDigits, isEchoable } from './shapes.js';

/** Functional groups of the HIPAA family and the sets each may hold (functional identifier codes, data element 479). */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  AG: ['824'],
  BE: ['834'],
  FA: ['997', '999'],
  HB: ['271'],
  HC: ['837'],
  HI: ['278'],
  HN: ['277'],
  HP: ['835'],
  HR: ['276'],
  HS: ['270'],
  PI: ['275'],
  RA: ['820'],
};

/** Groups whose sets need no ST03: the 835 does not use it, the 997 has none. */
const WITHOUT_REFERENCE = new Set(['HP', 'FA']);
const ST_ELEMENTS = 3;
const SE_ELEMENTS = 2;

/** What an ST says, and what is wrong with it. */
export interface SetHeaderCheck {
  readonly findings: readonly Finding[];
  /** ST01 and ST02 can stand in AK201 and AK202; when not, the whole group has to be refused (X12 RFI 1339). */
  readonly isEchoable: boolean;
}

/** What the checks of an ST need to know beside the ST. */
export interface SetSurroundings {
  /** GS01 and GS08. */
  readonly group: { readonly functionalIdentifier: string; readonly version: string };
  /** Notes a control number; true when the group has had it before. */
  readonly isRepeated: (controlNumber: string) => boolean;
  /** True for the GS08 of a guide there is here. */
  readonly isKnownGuide: (version: string) => boolean;
}

/**
 * ST01 to ST03: the set's id (IK502 6) and family (18), its control number (7, or 23 when repeated), and the reference,
 * which must be the group's GS08: one that names a guide unknown here is I6, any other 19. A group version without an
 * industry part (`005010`) needs none.
 */
export function checkSetHeader(
  view: SegmentView,
  { group, isRepeated, isKnownGuide }: SetSurroundings,
  catalogue: FindingCatalogue,
): SetHeaderCheck {
  const findings: Finding[] = [];
  const add = (code: string, element: number, parameters: Record<string, string> = {}) => {
    findings.push(
      catalogue.make(code, { place: segmentPlace(view, 1, element), value: view.text(element), parameters }),
    );
  };
  const identifier = view.text(1);
  const family = FAMILIES[group.functionalIdentifier];
  const isSetId = /^[1-9][0-9]{2}$/.test(identifier);
  if (!isSetId) add('set-identifier-invalid', 1);
  else if (family !== undefined && !family.includes(identifier)) {
    add('set-not-of-group', 1, { expected: family.join(', '), group: group.functionalIdentifier });
  }

  const controlNumber = view.text(2);
  const isNumberEchoable = isEchoable(controlNumber, 4, 9);
  if (!isNumberEchoable) add('set-control-number-invalid', 2);
  else if (isRepeated(controlNumber)) add('set-control-number-duplicate', 2);

  const fault = referenceFault(view.text(3), group, isKnownGuide);
  if (fault !== undefined) add(fault, 3, { expected: group.version });
  if (view.elementCount > ST_ELEMENTS && view.text(ST_ELEMENTS + 1) !== '') add('element-surplus', ST_ELEMENTS + 1);
  return { findings, isEchoable: isNumberEchoable && isEchoable(identifier, 3, 3) };
}

function referenceFault(
  reference: string,
  group: SetSurroundings['group'],
  isKnownGuide: SetSurroundings['isKnownGuide'],
): string | undefined {
  if (reference === group.version) return undefined;
  const isDue = group.version.includes('X') && !WITHOUT_REFERENCE.has(group.functionalIdentifier);
  if (reference === '' && !isDue) return undefined;
  const isUnknownGuide = /^[0-9]{6}X[0-9]{3}[A-Z0-9]{0,3}$/.test(reference) && !isKnownGuide(reference);
  return isUnknownGuide ? 'set-implementation-not-supported' : 'set-implementation-reference-invalid';
}

/** SE01 against the segments counted, ST and SE included (IK502 4), and SE02 against ST02 as texts (IK502 3). */
export function checkSetTrailer(
  view: SegmentView,
  controlNumber: string,
  segmentCount: number,
  catalogue: FindingCatalogue,
): Finding[] {
  const findings: Finding[] = [];
  const add = (code: string, element: number, parameters: Record<string, string | number>) => {
    findings.push(
      catalogue.make(code, { place: segmentPlace(view, segmentCount, element), value: view.text(element), parameters }),
    );
  };
  const count = view.text(1);
  if (!isDigits(count, 1, 10) || Number(count) !== segmentCount) {
    add('set-segment-count-mismatch', 1, { expected: segmentCount, found: count });
  }
  if (view.text(2) !== controlNumber) {
    add('set-control-number-mismatch', 2, { expected: controlNumber, found: view.text(2) });
  }
  if (view.elementCount > SE_ELEMENTS && view.text(SE_ELEMENTS + 1) !== '') {
    add('element-surplus', SE_ELEMENTS + 1, {});
  }
  return findings;
}

/** The SE is absent (IK502 2); it would have been segment `segmentPosition` at this byte. */
export function setTrailerMissing(byteOffset: number, segmentPosition: number, catalogue: FindingCatalogue): Finding {
  return catalogue.make('set-trailer-missing', { place: missingPlace('SE', byteOffset, segmentPosition) });
}
