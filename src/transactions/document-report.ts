import type { DocumentArrival } from '../domain/application.js';
import { printable, type ReportHead, reportHead } from './report-head.js';

/** One attachment of the sender's: its documents, or why there is none. */
export interface ReportedAttachment {
  /** 1 to n. */
  readonly number: number;
  readonly documents: readonly DocumentArrival[];
  /** Why the whole attachment was refused, in sentences; empty when its documents speak for themselves. */
  readonly refusals: readonly string[];
}

/** What became of a document, for the sender, by the reason that is kept with it. */
const SENTENCES: Readonly<Record<string, string>> = Object.freeze({
  empty: 'The document is empty. Send it again with its content.',
  'too-large': 'The document is larger than the payer takes. Send it in parts.',
  'type-not-taken': 'This kind of file is not taken. Send PDF, TIFF, JPEG, PNG or plain text.',
  suspended:
    'Documents of yours (275, plain files too) are suspended, and nothing was taken. Contact the payer; send it again ' +
    'when documents are taken again.',
  'no-document': 'There is no document in this attachment (BIN). Send it again with the document.',
  'not-found':
    'No prior authorization of yours has the numbers given. Quote the attachment control number of the request for ' +
    'documents (PWK06), or the PA tracking number. The payer keeps the document and looks for its request.',
  'not-possible':
    'The prior authorization is closed and takes no more documents. The payer keeps the document. Contact the payer.',
});

/**
 * The report on documents that came in, as plain text, for the sender alone: what each was matched to, and what to do
 * about those that were not. Holds control numbers and no name.
 */
export function documentReport(head: ReportHead, attachments: readonly ReportedAttachment[]): string {
  const lines = [...reportHead('DOCUMENT REPORT', head)];
  for (const { number, documents, refusals } of attachments) {
    for (const refusal of refusals) lines.push(`${String(number).padStart(6)}  REFUSED  ${printable(refusal)}`);
    for (const arrival of documents) lines.push(`${String(number).padStart(6)}  ${resultOf(arrival)}`);
  }
  const all = attachments.flatMap(({ documents }) => documents);
  const count = (state: DocumentArrival['state']) => all.filter((arrival) => arrival.state === state).length;
  const refused = count('refused') + attachments.filter(({ refusals }) => refusals.length > 0).length;
  lines.push('', `Received: ${count('matched')}   Not matched: ${count('unmatched')}   Refused: ${refused}`);
  return `${lines.join('\n')}\n`;
}

/** The sentence for a reason of a refusal or of a document without a PA; the reason itself when it has none. */
export function documentSentence(reason: string): string {
  return SENTENCES[reason] ?? reason;
}

function resultOf(arrival: DocumentArrival): string {
  const { trackingNumber, controlNumber, document, reason } = arrival;
  const size = `${document.bytes} bytes`;
  if (arrival.state === 'matched') return `received for PA ${trackingNumber} as ${controlNumber}, ${size}`;
  const what = arrival.state === 'unmatched' ? 'NOT MATCHED' : 'REFUSED';
  return `${what}  ${documentSentence(reason)} (${size})`;
}
