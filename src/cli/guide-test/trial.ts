import type { FileExaminer } from '../../examination/examine-file.js';
import { LineCounter } from '../../report/line-counter.js';
import { FileReader } from '../validation/file-reader.js';
import type { InputFile } from './input-files.js';
import type { RuleChanges } from './rule-changes.js';
import { compareSets, isWorthKeeping, type JudgedSet } from './set-change.js';

/** One reading: what judges, and the day (CCYYMMDD) the file counts as received. */
export interface Judge {
  readonly examiner: FileExaminer;
  readonly received: number;
}

/** What a change does to one file, or to all together. */
export interface TrialCounts {
  refusedSets: number;
  refusedUnits: number;
  acceptedSets: number;
  acceptedUnits: number;
  /** Findings that only warn, which there were not before. */
  warnings: number;
  /** Findings that refuse, which there were not before. */
  refusals: number;
}

/** Nothing changed. */
export function noChange(): TrialCounts {
  return { refusedSets: 0, refusedUnits: 0, acceptedSets: 0, acceptedUnits: 0, warnings: 0, refusals: 0 };
}

/**
 * Reads a file twice, as it is judged now and as it would be, and counts what differs; rules are told to `rules`. Memory:
 * the verdicts of the file's sets of which something is said now. Raises GatewayError for a file that cannot be read.
 */
export async function tryFile(file: InputFile, present: Judge, proposed: Judge, rules: RuleChanges) {
  const reader = new FileReader(file.path);
  try {
    const before = new Map<string, JudgedSet>();
    await read(reader, present, (key, set) => {
      if (isWorthKeeping(set)) before.set(key, set);
    });
    const counts = noChange();
    const lines = new LineCounter((offset, length) => reader.read(offset, length));
    rules.beginFile();
    await read(reader, proposed, (key, set) => {
      const change = compareSets(before.get(key), isWorthKeeping(set) ? set : undefined);
      for (const count of ['refusedSets', 'refusedUnits', 'acceptedSets', 'acceptedUnits'] as const) {
        counts[count] += change[count];
      }
      for (const finding of change.came) {
        counts[finding.severity === 'reject' ? 'refusals' : 'warnings']++;
        rules.came(finding, file.label, (offset) => lines.lineAt(offset));
      }
      for (const finding of change.went) rules.went(finding);
    });
    return counts;
  } finally {
    reader.close();
  }
}

async function read(reader: FileReader, { examiner, received }: Judge, keep: (key: string, set: JudgedSet) => void) {
  await examiner.examine(
    reader.chunks(() => undefined),
    {
      sets: (rows) => {
        for (const { interchange, group, index, status, units, findings, refusals } of rows) {
          keep(`${interchange} ${group} ${index}`, { status, units, findings, refusals });
        }
      },
      interchange: () => undefined,
    },
    { received },
  );
}
