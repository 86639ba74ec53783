import { DispositionCount, interchangeEnd } from '../../gateway/passes/disposition.js';
import type { SetRow } from '../../store/ledger.js';
import type { Acknowledgments } from './acknowledgments.js';
import { FileReader } from './file-reader.js';
import { FindingPrinter } from './finding-printer.js';
import type { HtmlReport } from './html-report.js';
import { Progress } from './progress.js';
import { RepeatedNumbers } from './repeated-numbers.js';
import { UnitCount } from './unit-count.js';
import type { Validation } from './validation.js';

/** What a file came to. */
export interface FileVerdict {
  readonly disposition: ReturnType<DispositionCount['disposition']>;
  readonly rejections: number;
  readonly warnings: number;
  /** Units (claims, patient events) in accepted sets, and how many of them would be refused all the same. */
  readonly units: number;
  readonly refusedUnits: number;
  /** What these are called: `claims`. */
  readonly unitsName: string;
}

/**
 * Checks one file, printing findings interchange by interchange in the order of their bytes, then its verdict.
 * `acknowledgments` collects what is due, `html` the page about it. Raises GatewayError for a file that cannot be read.
 */
export async function validateFile(
  validation: Validation,
  path: string,
  acknowledgments: Acknowledgments | undefined,
  html: HtmlReport | undefined,
): Promise<FileVerdict> {
  const reader = new FileReader(path);
  html?.begin(reader.size);
  const progress = new Progress(validation.context.surroundings.stderr, reader.size);
  const printer = new FindingPrinter(validation, reader);
  const count = new DispositionCount();
  const units = new UnitCount();
  const numbers = new RepeatedNumbers(validation.schemas.findings);
  /** By the place of their group in the interchange: a file may have as many groups as sets. */
  const sets = new Map<number, SetRow[]>();
  try {
    const outcome = await validation.examiner.examine(
      reader.chunks((bytes) => progress.tell(bytes)),
      {
        sets: (rows) => {
          html?.sets(rows);
          for (const row of rows) {
            units.keep(row);
            const { interchange, group, index: set } = row;
            printer.keep(row.findings, row.findingsTotal, { interchange, group, set }, row);
            // Of a set that is done with, only its part of the 999 is still needed.
            if (acknowledgments !== undefined) addTo(sets, { ...row, findings: [] });
          }
        },
        interchange: (examined) => {
          progress.end();
          const interchange = numbers.judge(examined);
          html?.interchange(interchange);
          acknowledgments?.add(interchange, (group) => sets.get(group) ?? []);
          sets.clear();
          const owner = { interchange: interchange.index };
          printer.keep(interchange.findings, interchange.findings.length, owner);
          for (const { findings, index: group } of interchange.groups)
            printer.keep(findings, findings.length, { ...owner, group }, { group });
          if (validation.context.json && interchange.acknowledgment !== 'R') {
            for (const fact of units.facts(validation.label, interchange)) validation.context.fact(fact);
          }
          // The groups of a refused interchange are not named.
          printer.print(interchange.acknowledgment === 'R' ? { ...interchange, groups: [] } : interchange);
          count.add(interchangeEnd(interchange.acknowledgment, interchange.groups));
          units.add(interchange);
        },
      },
      { profile: validation.profile, options: validation.options, received: validation.received },
    );
    progress.end();
    html?.draw(outcome, reader);
    printer.keep(outcome.findings, outcome.findings.length, {});
    printer.print(undefined);
    const counted = count.disposition(outcome.findings.some((finding) => finding.severity === 'reject'));
    // An acknowledgment is never answered, but one that breaks its guide is worth knowing before it is sent.
    const disposition = counted === 'acknowledgments' && printer.rejections > 0 ? 'rejected' : counted;
    const { rejections, warnings } = printer;
    return {
      disposition,
      rejections,
      warnings,
      units: units.units,
      refusedUnits: units.refusedUnits,
      unitsName: units.name,
    };
  } finally {
    reader.close();
  }
}

function addTo(sets: Map<number, SetRow[]>, row: SetRow): void {
  const ofGroup = sets.get(row.group);
  if (ofGroup === undefined) sets.set(row.group, [row]);
  else ofGroup.push(row);
}
