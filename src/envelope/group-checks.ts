import type { Finding, FindingCatalogue } from '../findings/finding.js';
import type { SegmentView } from '../x12/segment-view.js';
import type { GroupHeader } from './envelope-handler.js';
import { segmentPlace } from './envelope-places.js';
import { isDigits, isEchoable, isIdentifier, isLongDate, isTime } from './shapes.js';

const GS_ELEMENTS = 8;

/** GS01 to GS08 of the segment, as sent. */
export function groupHeader(view: SegmentView): GroupHeader {
  return {
    functionalIdentifier: view.text(1),
    applicationSender: view.text(2),
    applicationReceiver: view.text(3),
    date: view.text(4),
    time: view.text(5),
    controlNumber: view.text(6),
    agency: view.text(7),
    version: view.text(8),
  };
}

/** What a GS gives rise to, by level. */
export interface GroupHeaderFindings {
  /** Note code 024: the GS is so broken that no 999 could name the group. */
  readonly interchange: readonly Finding[];
  readonly group: readonly Finding[];
}

/**
 * Shapes of the elements of a GS. AK101 to AK103 repeat GS01, GS06 and GS08; one that cannot be repeated spoils the
 * interchange (TA1 note code 024, X12 RFI 55), any other refuses the group with AK905 6.
 */
export function checkGroupHeader(view: SegmentView, catalogue: FindingCatalogue): GroupHeaderFindings {
  const header = groupHeader(view);
  const make = (code: string, element: number) =>
    catalogue.make(code, {
      place: segmentPlace(view, 0, element),
      value: view.text(element),
      parameters: { element: `GS0${element}` },
    });
  const unrepeatable: number[] = [];
  if (!isIdentifier(header.functionalIdentifier, 2, 2)) unrepeatable.push(1);
  if (!isDigits(header.controlNumber, 1, 9)) unrepeatable.push(6);
  if (!isEchoable(header.version, 1, 12)) unrepeatable.push(8);
  if (unrepeatable.length > 0) {
    return { interchange: unrepeatable.map((element) => make('interchange-content-invalid', element)), group: [] };
  }
  const group: Finding[] = [];
  if (!isEchoable(header.applicationSender, 2, 15)) group.push(make('group-header-invalid', 2));
  if (!isEchoable(header.applicationReceiver, 2, 15)) group.push(make('group-header-invalid', 3));
  if (!isLongDate(header.date)) group.push(make('group-header-invalid', 4));
  if (!isTime(header.time, 8)) group.push(make('group-header-invalid', 5));
  if (Number(header.controlNumber) === 0) group.push(make('group-control-number-invalid', 6));
  if (header.agency !== 'X' && header.agency !== 'T') group.push(make('group-header-invalid', 7));
  if (view.elementCount > GS_ELEMENTS && view.text(GS_ELEMENTS + 1) !== '') {
    group.push(make('group-header-invalid', GS_ELEMENTS + 1));
  }
  return { interchange: [], group };
}

/** What makes a group's number its own inside one interchange: GS01, GS02, GS03 and GS06 (X12 RFI 362). */
export function groupKey(header: GroupHeader): string {
  const { functionalIdentifier, applicationSender, applicationReceiver, controlNumber } = header;
  return `${functionalIdentifier} ${applicationSender} ${applicationReceiver} ${Number(controlNumber)}`;
}

/** GE02 against GS06 as numbers (AK905 4), GE01 against the sets counted (AK905 5; no set at all is never right). */
export function checkGroupTrailer(
  view: SegmentView,
  header: GroupHeader,
  setsReceived: number,
  catalogue: FindingCatalogue,
): Finding[] {
  const findings: Finding[] = [];
  const controlNumber = view.text(2);
  if (!isDigits(controlNumber, 1, 9) || Number(controlNumber) !== Number(header.controlNumber)) {
    findings.push(
      catalogue.make('group-control-number-mismatch', {
        place: segmentPlace(view, 0, 2),
        value: controlNumber,
        parameters: { expected: header.controlNumber, found: controlNumber },
      }),
    );
  }
  if (setsIncluded(view) !== setsReceived || setsReceived === 0) {
    findings.push(
      catalogue.make('group-set-count-mismatch', {
        place: segmentPlace(view, 0, 1),
        value: view.text(1),
        parameters: { expected: setsReceived, found: view.text(1) },
      }),
    );
  }
  return findings;
}

/** GE01 when it is a number of one to six digits, else undefined. */
export function setsIncluded(view: SegmentView): number | undefined {
  const text = view.text(1);
  return isDigits(text, 1, 6) ? Number(text) : undefined;
}
