import type { InterchangeOutcome, SetOutcome } from '../../envelope/outcome.js';
import { countRefusedUnits } from '../../envelope/refused-units.js';
import { unitsName } from '../../gateway/passes/units-name.js';

/** A set that is accepted although units of it are refused, as numbers alone. */
interface PartlyRefused {
  readonly group: number;
  readonly controlNumber: string;
  readonly transactionSet: string;
  readonly units: number;
  readonly refusedUnits: number;
}

/** Counts the units of a file's accepted sets, and those of them that the application's answer would refuse. */
export class UnitCount {
  units = 0;
  refusedUnits = 0;
  readonly #names = new Set<string>();
  /** Of the interchange that is being read. */
  #sets: PartlyRefused[] = [];

  /** Takes a set as it is judged. */
  keep({ status, group, controlNumber, transactionSet, units, refusals }: SetOutcome): void {
    if (status === 'R') return;
    if (units > 0) this.#names.add(unitsName(transactionSet));
    const refusedUnits = countRefusedUnits(refusals);
    if (refusedUnits > 0) this.#sets.push({ group, controlNumber, transactionSet, units, refusedUnits });
  }

  /** Counts an interchange when its end is known, after its sets: a refused one or a refused group accepts no unit. */
  add({ acknowledgment, groups }: InterchangeOutcome): void {
    this.#sets = [];
    if (acknowledgment === 'R') return;
    for (const { units, refusedUnits } of groups) {
      this.units += units;
      this.refusedUnits += refusedUnits;
    }
  }

  /** One fact for each accepted set of the interchange at hand that has refused units; those of a refused group none. */
  *facts(file: string, { index, groups }: InterchangeOutcome) {
    for (const { group: place, controlNumber: set, transactionSet, units, refusedUnits } of this.#sets) {
      const group = groups.find((one) => one.index === place);
      if (group === undefined || group.status === 'R') continue;
      const whereabouts = { file, interchange: index, group: group.controlNumber, set };
      yield { kind: 'set', ...whereabouts, transactionSet, units, refusedUnits };
    }
  }

  /** `claims`, `requests`; `units` when the file holds several kinds. */
  get name(): string {
    return this.#names.size === 1 ? [...this.#names][0]! : 'units';
  }
}
