import type { WantedDocument } from '../../domain/prior-authorization/command.js';
import { GatewayError } from '../../support/errors.js';
import { lineNumber } from './line-flag.js';

/** One flag of `pa defer` as it was typed. */
export interface WantWord {
  readonly flag: 'want' | 'reason' | 'line' | 'loinc';
  readonly value: string;
}

/**
 * The questions that the flags of `pa defer` say, in the order they were typed: a flag that a question has already begins
 * the next one. Raises GatewayError `question-incomplete` (exit code 2) for one without type or reason, for a type that an
 * answer cannot carry (`reportTypes`) and for a LOINC code that is none.
 */
export function wantsOf(words: readonly WantWord[], reportTypes: ReadonlySet<string>): readonly WantedDocument[] {
  const questions: Partial<Record<WantWord['flag'], string>>[] = [];
  for (const { flag, value } of words) {
    const current = questions.at(-1);
    if (current === undefined || current[flag] !== undefined) questions.push({ [flag]: value });
    else current[flag] = value;
  }
  return questions.map(({ want, reason, line, loinc }, at) => {
    const place = questions.length === 1 ? 'The question' : `Question ${at + 1}`;
    if (want === undefined) throw incomplete(`${place} does not say which document is wanted: --want TYPE`);
    if (reason === undefined) throw incomplete(`${place} does not say why: --reason TEXT`);
    if (!reportTypes.has(want)) {
      throw incomplete(`${want} is no report type that an answer can carry (${[...reportTypes].join(', ')})`);
    }
    if (loinc !== undefined && !/^\d{1,7}-\d$/.test(loinc)) throw incomplete(`${loinc} is not a LOINC code`);
    return {
      lineNumber: line === undefined ? 0 : lineNumber(line),
      reportType: want,
      reason,
      loinc: loinc ?? '',
    };
  });
}

function incomplete(message: string): GatewayError {
  return new GatewayError(message, {
    code: 'question-incomplete',
    operation: 'defer a prior authorization',
    hint: 'Nothing was changed. Example: --want B3 --reason "Signed order of the physician" --line 1',
    exitCode: 2,
  });
}
