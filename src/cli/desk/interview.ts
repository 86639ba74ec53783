import { openLines } from '../../domain/prior-authorization/admission.js';
import type { LineDecisionDraft, WantedDocument } from '../../domain/prior-authorization/command.js';
import type { PriorAuthorization, ServiceLine } from '../../domain/prior-authorization/model.js';
import { MOST_REASONS } from '../../domain/prior-authorization/reasons.js';
import { PROCEDURE } from './decision-flags.js';
import type { Prompts } from './prompts.js';

/** What a reviewer said of the open lines; lines left open are in neither. */
export interface Verdict {
  readonly decisions: readonly LineDecisionDraft[];
  readonly wants: readonly WantedDocument[];
}

/** Codes that can be chosen, with what they say. */
export interface InterviewWords {
  /** Decision reasons (list 886) as the payer uses them. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Report types (data element 755) that can be asked for. */
  readonly reportTypes: Readonly<Record<string, string>>;
}

/** Asks about every open line in turn. Decides nothing; rejects as the prompts do when the person leaves. */
export async function interview(
  prompts: Prompts,
  { lines }: Pick<PriorAuthorization, 'lines'>,
  words: InterviewWords,
): Promise<Verdict> {
  const decisions: LineDecisionDraft[] = [];
  const wants: WantedDocument[] = [];
  for (const line of openLines(lines)) {
    const choice = await prompts.select({ message: lineText(line), choices: CHOICES });
    if (choice === 'want') wants.push(await askForDocument(prompts, line, words));
    else if (choice === 'modify') decisions.push(await askModification(prompts, line, words));
    else if (choice === 'deny') {
      const reasons = await askReasons(prompts, words, 'Why is it denied?');
      decisions.push({ lineNumber: line.number, outcome: 'denied', reasons, ...(await askMessage(prompts)) });
    } else if (choice === 'approve') decisions.push({ lineNumber: line.number, outcome: 'approved' });
  }
  return { decisions, wants };
}

const CHOICES = [
  { name: 'Approve as requested', value: 'approve' },
  { name: 'Modify: authorize something else', value: 'modify' },
  { name: 'Deny', value: 'deny' },
  { name: 'Ask for a document and wait', value: 'want' },
  { name: 'Leave it open', value: 'leave' },
] as const;

/** What a verdict will do, one line for each thing said; empty when nothing was. */
export function verdictText({ decisions, wants }: Verdict): readonly string[] {
  return [
    ...decisions.map((one) => {
      const differs = [
        ...(one.authorizedUnits === undefined ? [] : [`${one.authorizedUnits} units`]),
        ...(one.authorizedFrom === undefined ? [] : [`from ${one.authorizedFrom}`]),
        ...(one.authorizedTo === undefined ? [] : [`to ${one.authorizedTo}`]),
        ...(one.authorizedProcedureCode === undefined ? [] : [`as ${one.authorizedProcedureCode}`]),
        ...(one.reasons === undefined ? [] : [`reason ${one.reasons.join(', ')}`]),
      ];
      return [`line ${one.lineNumber}: ${one.outcome}`, ...differs].join(', ');
    }),
    ...wants.map((want) => `line ${want.lineNumber}: waits for ${want.reportType} (${want.reason})`),
  ];
}

function lineText(line: ServiceLine): string {
  const procedure = [line.procedureCode, ...line.modifiers].join(':');
  const units = line.requestedUnits === '' ? '' : `, ${line.requestedUnits} ${line.unitBasis}`.trimEnd();
  const pattern = line.deliveryPattern === '' ? '' : `, pattern ${line.deliveryPattern}`;
  return `Line ${line.number}: ${procedure}${units}${pattern}, ${line.requestedFrom} to ${line.requestedTo}`;
}

/** Every answer starts as it was requested; what is left so is not part of the decision. */
async function askModification(prompts: Prompts, line: ServiceLine, words: InterviewWords): Promise<LineDecisionDraft> {
  for (;;) {
    const units = await prompts.input({ message: 'Authorized units', default: line.requestedUnits });
    const from = await prompts.input({ message: 'First authorized day', default: line.requestedFrom });
    const to = await prompts.input({ message: 'Last authorized day', default: line.requestedTo });
    const procedure = await prompts.input({
      message: 'Authorized procedure',
      default: line.procedureCode,
      validate: (code) => PROCEDURE.test(code) || 'A code of capital letters and digits.',
    });
    const differs = {
      ...(units === line.requestedUnits ? {} : { authorizedUnits: units }),
      ...(from === line.requestedFrom ? {} : { authorizedFrom: from }),
      ...(to === line.requestedTo ? {} : { authorizedTo: to }),
      ...(procedure === line.procedureCode ? {} : { authorizedProcedureCode: procedure }),
    };
    if (Object.keys(differs).length > 0) {
      const reasons = await askReasons(prompts, words, 'Why is it modified?');
      return { lineNumber: line.number, outcome: 'modified', ...differs, reasons, ...(await askMessage(prompts)) };
    }
    const isApproval = await prompts.confirm({ message: 'That is what was requested. Approve it?', default: true });
    if (isApproval) return { lineNumber: line.number, outcome: 'approved' };
  }
}

function askReasons(prompts: Prompts, { reasons }: InterviewWords, message: string): Promise<readonly string[]> {
  return prompts.checkbox({
    message,
    choices: choicesOf(reasons),
    validate: (count) => (count >= 1 && count <= MOST_REASONS) || `Choose one to ${MOST_REASONS} with the space bar.`,
  });
}

async function askMessage(prompts: Prompts): Promise<{ readonly message?: string }> {
  const message = await prompts.input({ message: 'Words to provider and member (may be left empty)' });
  return message === '' ? {} : { message };
}

async function askForDocument(prompts: Prompts, line: ServiceLine, words: InterviewWords): Promise<WantedDocument> {
  const reportType = await prompts.select({ message: 'Which document?', choices: choicesOf(words.reportTypes) });
  const reason = await prompts.input({
    message: 'What is asked, in words to provider and member',
    validate: (text) => text !== '' || 'Say what is wanted and why.',
  });
  return { lineNumber: line.number, reportType, reason, loinc: '' };
}

function choicesOf(words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([value, text]) => ({ name: `${value}  ${text}`.trimEnd(), value }));
}
