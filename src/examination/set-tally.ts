import type { SetOutcome } from '../envelope/outcome.js';
import { countRefusedUnits } from '../envelope/refused-units.js';

/** How the sets of one group ended, counted as they are judged. */
export class SetTally {
  /** Sets with IK501 A and with E. */
  accepted = 0;
  acceptedWithErrors = 0;
  /** Findings in accepted sets. */
  remarks = 0;
  /** Units of accepted sets, and those of them that are refused. */
  units = 0;
  refusedUnits = 0;

  add({ status, findings, units, refusals }: SetOutcome): void {
    if (status === 'R') return;
    if (status === 'A') this.accepted++;
    else this.acceptedWithErrors++;
    this.remarks += findings.length;
    this.units += units;
    this.refusedUnits += countRefusedUnits(refusals);
  }
}
