import type { Finding, FindingCatalogue } from '../findings/finding.js';
import type { SegmentView } from '../x12/segment-view.js';
import { segmentPlace } from './envelope-places.js';
import type { InterchangeHeader } from './outcome.js';
import { isDigits } from './shapes.js';

/** What was counted between an ISA and its IEA. */
export interface InterchangeCount {
  readonly groups: number;
  /** TA1 segments. */
  readonly acknowledgments: number;
}

/**
 * IEA01 against the groups counted (TA1 note code 021) and IEA02 against ISA13, as nine characters each (001). A trailer
 * number of the wrong form is 018, unless the header's own was just as wrong. With TA1s alone IEA01 must be 0; 1 is
 * tolerated, since senders who count the TA1 exist.
 */
export function checkTrailer(
  view: SegmentView,
  header: InterchangeHeader,
  count: InterchangeCount,
  catalogue: FindingCatalogue,
): Finding[] {
  const findings: Finding[] = [];
  const controlNumber = view.text(2);
  const place = (element: number) => segmentPlace(view, 0, element);
  if (controlNumber !== header.controlNumber) {
    const isBroken = !isDigits(controlNumber, 9, 9) && isDigits(header.controlNumber, 9, 9);
    findings.push(
      catalogue.make(isBroken ? 'interchange-control-number-invalid' : 'trailer-control-number-mismatch', {
        place: place(2),
        value: controlNumber,
        parameters: { expected: header.controlNumber, found: controlNumber },
      }),
    );
  }
  const groups = view.text(1);
  const isCount = isDigits(groups, 1, 5);
  const isTolerated = count.groups === 0 && count.acknowledgments > 0 && isCount && Number(groups) === 1;
  if ((!isCount || Number(groups) !== count.groups) && !isTolerated) {
    findings.push(
      catalogue.make('group-count-mismatch', {
        place: place(1),
        value: groups,
        parameters: { expected: count.groups, found: groups },
      }),
    );
  }
  return findings;
}
