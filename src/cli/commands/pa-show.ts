import type { HistoryEntry, ServiceLine } from '../../domain/prior-authorization/model.js';
import type { PriorAuthorizationRow } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/** Stands for a value that may identify a person. */
const MASK = '•••';

/**
 * One prior authorization with its lines and history, found by tracking number or PA number. Names, ids, birth date,
 * diagnoses and free text are masked unless `--show-values` is given. Exit code 1 when there is none.
 */
export function showPriorAuthorization(
  context: CommandContext,
  number: string,
  options: { readonly showValues?: boolean },
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger }) => {
    const found = ledger.priorAuthorization(number);
    if (found === undefined) {
      context.talk(`No prior authorization has the number ${number}. "x12gw pa list" shows them.`);
      return 1;
    }
    const fact = priorAuthorizationFact(found.row, found.history, options.showValues === true);
    if (context.json) context.fact(fact);
    else for (const line of describe(fact, context)) context.line(line);
    return 0;
  });
}

type Fact = ReturnType<typeof priorAuthorizationFact>;

/** As `--json` shows it (`schemas/cli/pa-show.schema.json`). */
function priorAuthorizationFact(row: PriorAuthorizationRow, history: readonly HistoryEntry[], showValues: boolean) {
  const { request } = row;
  const shown = (value: string) => (value === '' || showValues ? value : MASK);
  return {
    trackingNumber: row.trackingNumber,
    paNumber: row.paNumber,
    status: row.status,
    version: row.version,
    environment: request.environment,
    classification: request.classification,
    assignment: request.assignment,
    partner: row.partnerId,
    receivedAt: row.receivedAt,
    updatedAt: row.updatedAt,
    member: {
      memberId: shown(request.member.memberId),
      name: shown([request.member.name.first, request.member.name.last].filter(Boolean).join(' ')),
      birthDate: shown(request.member.birthDate),
    },
    requestingProvider: { location: request.requestingProvider.location, npi: request.requestingProvider.npi },
    diagnoses: request.diagnoses.map(({ role, version, code }) => ({ role, version, code: shown(code) })),
    lines: row.lines.map(lineFact),
    attachments: row.attachments.map(({ controlNumber, reportType, state }) => ({ controlNumber, reportType, state })),
    history: history.map(({ at, actor, channel, event, details }) => ({ at, actor, channel, event, details })),
  };
}

function lineFact(line: ServiceLine) {
  return {
    number: line.number,
    status: line.status,
    procedure: [line.procedureQualifier, line.procedureCode, ...line.modifiers].filter(Boolean).join(':'),
    requestedFrom: line.requestedFrom,
    requestedTo: line.requestedTo,
    requestedUnits: line.requestedUnits,
    unitBasis: line.unitBasis,
  };
}

function* describe(fact: Fact, context: CommandContext): Generator<string> {
  const title = `PA ${fact.trackingNumber}${fact.paNumber === '' ? '' : ` (PA number ${fact.paNumber})`}`;
  yield `${context.paint('bold', title)}  ${fact.status}, ${fact.environment}`;
  yield `  received   ${fact.receivedAt} from ${fact.partner}, ${fact.classification}`;
  yield `  member     ${fact.member.memberId} ${fact.member.name} ${fact.member.birthDate}`.trimEnd();
  yield `  provider   ${fact.requestingProvider.location || 'not resolved'} NPI ${fact.requestingProvider.npi || 'none'}`;
  for (const one of fact.diagnoses) yield `  diagnosis  ${one.version} ${one.code} (${one.role})`;
  for (const line of fact.lines) {
    const units = line.requestedUnits === '' ? '' : `, ${line.requestedUnits} ${line.unitBasis}`;
    const dates = line.requestedFrom === '' ? '' : `, ${line.requestedFrom} to ${line.requestedTo}`;
    yield `  line ${String(line.number).padEnd(5)} ${line.procedure} ${line.status}${units}${dates}`;
  }
  for (const one of fact.attachments) yield `  document   ${one.controlNumber} ${one.reportType} ${one.state}`;
  for (const entry of fact.history) yield `  ${entry.at}  ${entry.event} by ${entry.actor} (${entry.channel})`;
}
