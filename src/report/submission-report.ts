import type { FindingCatalogue } from '../findings/finding.js';
import type { NumberedFinding } from './finding-id.js';
import { wrap } from './layout.js';
import { findingText } from './text.js';

/** Why a text report is filed: no X12 answer can say it, or can say it well enough. */
export type ReportReason =
  /** Nothing in the file could be read as X12, or part of it could not: the findings say why. */
  | { readonly kind: 'unreadable' }
  /** The interchange or a group was refused by a rule about who may send what: the findings say which. */
  | { readonly kind: 'refused' }
  /** Its sets were accepted, but not every claim or request in them: the findings say which rules refused these. */
  | { readonly kind: 'units-refused'; readonly refused: number; readonly units: number }
  /** Accepted; the findings are remarks that no acknowledgment carries. */
  | { readonly kind: 'remarks' }
  /** Processing it failed time after time; an operator looks at it. */
  | { readonly kind: 'quarantined' }
  /** These bytes came before: the answers of then are filed again, nothing is processed. */
  | {
      readonly kind: 'same-bytes';
      readonly controlNumber: string;
      readonly earlier: { readonly submissionNumber: string; readonly receivedAt: string };
    }
  /** The control number came before with other bytes: refused with TA1 note code 025. */
  | {
      readonly kind: 'same-number';
      readonly controlNumber: string;
      readonly earlier: { readonly submissionNumber: string; readonly receivedAt: string };
    }
  /** The control number came before in this very file: refused with TA1 note code 025, whatever the bytes. */
  | { readonly kind: 'same-file'; readonly controlNumber: string };

/** Facts of a submission for its report. No sender's file name: it is protected. */
export interface SubmissionReport {
  readonly payerName: string;
  /** The tracking number, `S` + digits. */
  readonly submissionNumber: string;
  /** When it was received and when the report was made, as text in the payer's time zone. */
  readonly receivedAt: string;
  readonly reportedAt: string;
  readonly bytes: number;
  /** Hex digest of the file, so that the sender can tell which of theirs it was. */
  readonly sha256: string;
  readonly reason: ReportReason;
  /** The findings by where they stand, in file order. */
  readonly sections: readonly ReportSection[];
}

/** The findings of one interchange, group or set under the numbers its sender knows it by. */
export interface ReportSection {
  /** `Transaction set 0002 of group 104: refused`; '' for the file itself. */
  readonly heading: string;
  readonly findings: readonly NumberedFinding[];
  /** ST01 of the set they stand in; absent outside sets. */
  readonly transactionSet?: string;
}

const HEADINGS: Readonly<Record<ReportReason['kind'], string>> = {
  unreadable: 'Your file could not be read as X12',
  refused: 'Your file, or part of it, was refused',
  'units-refused': 'Not every claim or request in your file was accepted',
  remarks: 'Your file was accepted, with remarks',
  quarantined: 'Your file is held for a person to look at',
  'same-bytes': 'You sent this file before',
  'same-number': 'The control number of your file was used before',
  'same-file': 'A control number is used more than once in your file',
};

/**
 * The plain-text report that goes into the submitter's mailbox where no X12 answer can be addressed or none says enough.
 * UTF-8, lines end in LF, values masked.
 */
export function renderSubmissionReport(report: SubmissionReport, catalogue: FindingCatalogue): string {
  const heading = HEADINGS[report.reason.kind];
  const lines = [
    report.payerName,
    heading,
    '='.repeat(heading.length),
    '',
    `Tracking number: ${report.submissionNumber}`,
    `Received:        ${report.receivedAt}`,
    `Report made:     ${report.reportedAt}`,
    `Size:            ${report.bytes} bytes`,
    `SHA-256:         ${report.sha256}`,
    '',
    ...wrap(explanation(report.reason), ''),
    '',
  ];
  const options = { showValues: false, color: false };
  for (const { heading: where, findings, transactionSet = '' } of report.sections) {
    const source = { label: report.submissionNumber, transactionSet };
    if (where !== '') lines.push(where, '-'.repeat(where.length), '');
    for (const { id, finding } of refusingFirst(findings)) {
      lines.push(findingText(finding, catalogue, source, { ...options, id }));
    }
    if (where !== '' && findings.length === 0) lines.push('');
  }
  lines.push(...wrap(`When you ask about this file, name the tracking number ${report.submissionNumber}.`, ''));
  return `${lines.join('\n')}\n`;
}

/** What refuses stands above remarks; within both in the order of the file. */
function refusingFirst(findings: ReportSection['findings']): ReportSection['findings'] {
  const isRefusing = ({ finding }: ReportSection['findings'][number]): boolean => finding.severity === 'reject';
  return [...findings.filter(isRefusing), ...findings.filter((one) => !isRefusing(one))];
}

function explanation(reason: ReportReason): string {
  switch (reason.kind) {
    case 'unreadable':
      return 'No X12 acknowledgment can answer what is described below, because it cannot be told from the file whom to address. Complete interchanges of the same file, if there are any, have their own acknowledgments.';
    case 'refused':
      return 'What is described below was not processed. Where an X12 acknowledgment could be sent, it carries the same refusal as a code; claims or requests that are refused within an accepted transaction set are named in the claim report or the 278 response.';
    case 'units-refused':
      return `The 999 accepts the transaction sets, but ${reason.refused} of the ${reason.units} claims or requests in them cannot be accepted. What is wrong with these is described below; the claim report or the 278 response names each. Mend them and send them again. The others were accepted; leave them out when you send these again.`;
    case 'remarks':
      return 'Everything in the interchange was accepted; you need not send it again. What is described below was noticed on the way. Please mend it before your next file.';
    case 'quarantined':
      return 'Processing this file did not come to an end, although it was tried several times. Nothing in it has been lost. An operator has been told; you need not send the file again unless you are asked to.';
    case 'same-bytes':
      return `Interchange ${reason.controlNumber} is byte for byte the one you sent before, with tracking number ${reason.earlier.submissionNumber}, received ${reason.earlier.receivedAt}. It was not processed a second time. Copies of the answers that exist are filed beside this report.`;
    case 'same-number':
      return `Interchange control number ${reason.controlNumber} (ISA13) was already used in the file with tracking number ${reason.earlier.submissionNumber}, received ${reason.earlier.receivedAt}, with other content. Nothing in this interchange was processed. If it is a new batch, send it again with a new control number.`;
    case 'same-file':
      return `Interchange control number ${reason.controlNumber} (ISA13) is used by more than one interchange of this file. The first of them has its own answers; nothing in this one was processed. If it is a batch of its own, send it again with a new control number.`;
  }
}
