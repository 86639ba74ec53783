import type { LineDecisionDraft } from '../../domain/prior-authorization/command.js';

/** A decision about one line, or without a line about every open one that is not named otherwise. */
export type DecisionEntry = Omit<LineDecisionDraft, 'lineNumber'> & { readonly lineNumber?: number };

/** A decision in the words of the flags and of a decision file; what is left out is as requested. */
export interface DecisionWords {
  readonly outcome: DecisionEntry['outcome'];
  readonly line?: number | undefined;
  readonly units?: string | number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly procedure?: string | undefined;
  readonly modifiers?: readonly string[] | undefined;
  readonly pattern?: string | undefined;
  readonly reasons?: readonly string[] | undefined;
  readonly message?: string | undefined;
}

/** The same in the domain's words. */
export function decisionEntry(words: DecisionWords): DecisionEntry {
  const { outcome, line, units, from, to, procedure, modifiers, pattern, reasons, message } = words;
  return {
    outcome,
    ...(line === undefined ? {} : { lineNumber: line }),
    ...(units === undefined ? {} : { authorizedUnits: String(units) }),
    ...(from === undefined ? {} : { authorizedFrom: from }),
    ...(to === undefined ? {} : { authorizedTo: to }),
    ...(procedure === undefined ? {} : { authorizedProcedureCode: procedure }),
    ...(modifiers === undefined ? {} : { authorizedModifiers: modifiers }),
    ...(pattern === undefined ? {} : { authorizedDeliveryPattern: pattern }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(message === undefined ? {} : { message }),
  };
}

/** What is said of each line: entries that name one as they are, an entry for all once for each open line left. */
export function draftsFor(
  entries: readonly DecisionEntry[],
  openLines: readonly number[],
): readonly LineDecisionDraft[] {
  const named = new Set(entries.flatMap(({ lineNumber }) => lineNumber ?? []));
  return entries.flatMap(({ lineNumber, ...entry }) => {
    const lines = lineNumber === undefined ? openLines.filter((line) => !named.has(line)) : [lineNumber];
    return lines.map((line) => ({ ...entry, lineNumber: line }));
  });
}
