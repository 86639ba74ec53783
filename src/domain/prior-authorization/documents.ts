import { attachmentNumberOf } from '../numbers.js';
import { impossible, openLines, refusal } from './admission.js';
import type { CommandFacts, CommandProblem, CommandResult, DeliveredDocument } from './command.js';
import type { AnnouncedAttachment, Attachment, AttachmentState, PriorAuthorization } from './model.js';
import { advance, begin, settle } from './progress.js';
import type { PriorAuthorizationEvent } from './status.js';
import { announceAttachments } from './submit.js';

/**
 * Documents come in. One that quotes our control number goes to that entry: it answers the question of a wanted one, and is
 * the document of an announced one. Otherwise the sender's own number finds the entry that announced it; else it is an
 * entry of its own. Submitted while deferred it answers the deferral of the lines it is about; about a line that is not
 * deferred it is a further document.
 */
export function attach(
  priorAuthorization: PriorAuthorization,
  { documents, submits }: { readonly documents: readonly DeliveredDocument[]; readonly submits: boolean },
  facts: CommandFacts,
): CommandResult {
  const no = impossible(priorAuthorization, submits ? 'add-document' : 'attach', 'provider');
  if (no !== undefined) return no;
  const refused = refusal([
    ...(documents.length === 0 ? [{ problem: 'nothing-named', line: 0 } as const] : []),
    ...documents.flatMap((document) => documentProblems(document, priorAuthorization)),
  ]);
  if (refused !== undefined) return refused;
  let attachments = priorAuthorization.attachments;
  const added: Attachment[] = [];
  for (const document of documents) {
    const entry = entryFor(document, attachments, submits ? 'received' : 'uploaded', priorAuthorization, facts);
    const isThere = attachments.some((one) => one.controlNumber === entry.controlNumber);
    attachments = isThere
      ? attachments.map((one) => (one.controlNumber === entry.controlNumber ? entry : one))
      : [...attachments, entry];
    added.push(entry);
  }
  if (!submits) return enter(priorAuthorization, 'attach', { attachments, added, lines: [] }, facts);
  return submit(priorAuthorization, { attachments, added, lines: linesAnswered(added, priorAuthorization) }, facts);
}

/**
 * The provider submits what it has uploaded, or answers in words: the answer for all that is deferred, or further
 * documents. What it only announces joins the list and answers nothing.
 */
export function answer(
  priorAuthorization: PriorAuthorization,
  { text = '', announced = [] }: { readonly text?: string; readonly announced?: readonly AnnouncedAttachment[] },
  facts: CommandFacts,
): CommandResult {
  const { request } = priorAuthorization;
  const words = text.trim();
  const uploaded = priorAuthorization.attachments.filter((entry) => entry.state === 'uploaded');
  const isAnswer = uploaded.length > 0 || words !== '';
  const isAnnouncement = !isAnswer && announced.length > 0;
  const no = impossible(priorAuthorization, isAnnouncement ? 'attach' : 'add-document', 'provider');
  if (no !== undefined) return no;
  if (!isAnswer && !isAnnouncement) return { kind: 'refused', problems: [{ problem: 'nothing-uploaded', line: 0 }] };
  const attachments = [
    ...priorAuthorization.attachments.map((entry): Attachment => {
      return entry.state === 'uploaded' ? { ...entry, state: 'received', at: facts.at.toISOString() } : entry;
    }),
    ...announceAttachments(announced, request.environment, facts),
  ];
  if (isAnnouncement) return enter(priorAuthorization, 'attach', { attachments, added: [], lines: [] }, facts);
  const clinicalRationale = [request.clinicalRationale, words].filter((part) => part !== '').join(' / ');
  const others = words === '' ? {} : { request: { ...request, clinicalRationale } };
  const lines = deferredLines(priorAuthorization);
  return submit(priorAuthorization, { attachments, added: uploaded, lines }, facts, others);
}

/** The attachment list with what came in, and the deferred lines that it answers. */
interface Entries {
  readonly attachments: readonly Attachment[];
  readonly added: readonly Attachment[];
  readonly lines: readonly number[];
}

/** Before the reviewer: the answer to a deferral where deferred lines are answered, else a further document. */
function submit(
  priorAuthorization: PriorAuthorization,
  entries: Entries,
  facts: CommandFacts,
  others: Partial<PriorAuthorization> = {},
): CommandResult {
  if (entries.lines.length === 0) return enter(priorAuthorization, 'add-document', entries, facts, others);
  const isWhole = entries.lines.length === deferredLines(priorAuthorization).length;
  if (!isWhole) return enter(priorAuthorization, 'answer-deferral', entries, facts, others);
  const lines = openLines(priorAuthorization.lines).map((line) => line.number);
  return enter(priorAuthorization, 'answer-deferral', { ...entries, lines }, facts, { ...others, reviewer: '' });
}

function enter(
  priorAuthorization: PriorAuthorization,
  event: PriorAuthorizationEvent,
  { attachments, added, lines }: Entries,
  facts: CommandFacts,
  others: Partial<PriorAuthorization> = {},
): CommandResult {
  const changes = { attachments, ...others };
  const details = {
    documents: added.length,
    reportTypes: [...new Set(added.map((entry) => entry.reportType))].join(' '),
    controlNumbers: added.map((entry) => entry.controlNumber).join(' '),
  };
  const start = begin(priorAuthorization, facts);
  return settle(advance(start, { event, actor: 'provider', lines, changes, details }, facts), facts);
}

function documentProblems(
  { controlNumber, lineNumber }: DeliveredDocument,
  { attachments, lines }: PriorAuthorization,
): readonly CommandProblem[] {
  const problems: CommandProblem[] = [];
  if (controlNumber !== '' && !attachments.some((entry) => entry.controlNumber === controlNumber)) {
    problems.push({ problem: 'control-number-unknown', line: lineNumber });
  }
  if (lineNumber !== 0 && !lines.some((line) => line.number === lineNumber)) {
    problems.push({ problem: 'line-unknown', line: lineNumber });
  }
  return problems;
}

/** The entry that holds the document: the one that announced it, or a new one, which takes a number. */
function entryFor(
  delivered: DeliveredDocument,
  attachments: readonly Attachment[],
  state: AttachmentState,
  { request }: PriorAuthorization,
  facts: CommandFacts,
): Attachment {
  const { document, controlNumber, externalReference } = delivered;
  const quoted = attachments.find((entry) => entry.controlNumber === controlNumber);
  const announced =
    quoted ??
    attachments.find((entry) => {
      return externalReference !== '' && entry.state === 'announced' && entry.externalReference === externalReference;
    });
  const at = facts.at.toISOString();
  const described = {
    reportType: delivered.reportType || (announced?.reportType ?? ''),
    description: delivered.description || (announced?.state === 'announced' ? announced.description : ''),
    externalReference: externalReference || (announced?.state === 'announced' ? announced.externalReference : ''),
    lineNumber:
      announced?.state === 'wanted' ? announced.lineNumber : delivered.lineNumber || (announced?.lineNumber ?? 0),
  };
  if (announced?.state === 'announced') return { ...announced, ...described, state, at, document };
  return {
    ...described,
    controlNumber: attachmentNumberOf(facts.nextNumber('pa-attachment'), request.environment),
    transmission: 'EL',
    state,
    at,
    answers: announced?.state === 'wanted' ? announced.controlNumber : '',
    document,
  };
}

function deferredLines({ lines }: PriorAuthorization): readonly number[] {
  return lines.filter((line) => line.status === 'deferred').map((line) => line.number);
}

/** Deferred lines that documents answer: each the line it is about, or all when it is about the whole. */
function linesAnswered(added: readonly Attachment[], priorAuthorization: PriorAuthorization): readonly number[] {
  const about = new Set(added.map((entry) => entry.lineNumber));
  return deferredLines(priorAuthorization).filter((line) => about.has(0) || about.has(line));
}
