import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Attachment,
  LineDecision,
  PriorAuthorization,
  ServiceLine,
} from '../../../src/domain/prior-authorization/model.js';
import { defaultSchemasRoot } from '../../../src/guides/load.js';
import { SchemaFiles } from '../../../src/guides/schema-files.js';
import type { Letter } from '../../../src/report/letters/letter.js';
import { type LetterSource, letterFacts } from '../../../src/report/letters/letter-facts.js';
import { LetterTemplates } from '../../../src/report/letters/letter-templates.js';
import type { PriorAuthorizationOverlay } from '../../../src/transactions/prior-authorization-tables.js';
import { priorAuthorization } from '../../store/material.js';

/** Invented letters: people, numbers and services are nobody's. */

export type Overlay = 'masshealth' | 'neutral';

export function overlayOf(overlay: Overlay): PriorAuthorizationOverlay {
  const path = join(defaultSchemasRoot(), 'payers', overlay, 'prior-authorization.json');
  return JSON.parse(readFileSync(path, 'utf8'));
}

export function templatesOf(overlay: Overlay): LetterTemplates {
  return new LetterTemplates(new SchemaFiles(defaultSchemasRoot()), overlay);
}

/** A line that asks for 40 visits in four months. */
export function line(number: number, change: Partial<ServiceLine> = {}): ServiceLine {
  return {
    number,
    status: 'in-review',
    procedureQualifier: 'HC',
    procedureCode: '97110',
    modifiers: ['GP'],
    throughProcedureCode: '',
    requestedFrom: '2031-04-01',
    requestedTo: '2031-07-31',
    requestedUnits: '40',
    unitBasis: 'UN',
    deliveryPattern: 'VS*3*WK**34*4',
    requestedServiceDays: '',
    traces: [],
    message: '',
    ...change,
  };
}

/** How a line was decided; approved as it was asked for when nothing else is said. */
export function decided(change: Partial<LineDecision> = {}): Partial<ServiceLine> {
  const decision: LineDecision = {
    outcome: 'approved',
    authorizedUnits: '40',
    unitBasis: 'UN',
    authorizedFrom: '2031-04-01',
    authorizedTo: '2031-07-31',
    authorizedProcedureCode: '',
    authorizedModifiers: [],
    authorizedDeliveryPattern: '',
    reasons: [],
    message: '',
    cause: '',
    duplicateOf: '',
    decidedAt: '2031-03-05T15:00:00.000Z',
    decidedBy: 'reviewer',
    ...change,
  };
  return { status: decision.outcome, decision };
}

const NOTHING = { authorizedUnits: '', unitBasis: '', authorizedFrom: '', authorizedTo: '' };

export const APPROVED = line(1, decided());
export const MODIFIED = line(
  2,
  decided({
    outcome: 'modified',
    authorizedUnits: '20',
    authorizedTo: '2031-05-31',
    authorizedDeliveryPattern: 'VS*2*WK**34*2',
    reasons: ['0L'],
    message: 'Progress is looked at again after 20 visits.',
  }),
);
export const DENIED = line(
  3,
  decided({ outcome: 'denied', ...NOTHING, reasons: ['0F'], message: 'The records show no loss of function.' }),
);
export const CANCELLED = line(
  4,
  decided({ outcome: 'cancelled', ...NOTHING, reasons: ['0Q'], cause: 'duplicate', duplicateOf: '1000000017' }),
);

export const WANTED: Attachment = {
  controlNumber: 'CN1000000042',
  reportType: '09',
  transmission: 'EL',
  externalReference: '',
  description: 'Please send the therapist’s notes of the last two months.',
  lineNumber: 1,
  state: 'wanted',
  at: '2031-03-04T15:00:00.000Z',
  answers: '',
};

/** Ann Doe's request as it stands with these lines. */
export function requestWith(
  lines: readonly ServiceLine[],
  change: Partial<PriorAuthorization> = {},
): PriorAuthorization {
  const base = priorAuthorization();
  const provider = { ...base.request.requestingProvider, name: 'PINERIDGE THERAPY' };
  const request = { ...base.request, requestingProvider: provider };
  return { ...base, request, lines, attachments: [], paNumber: 'P31064AB12', status: 'adjudicated', ...change };
}

export const ADDRESS = ['Ann Doe', '12 Mill Street, Apartment 3', 'Northlake, MA 02999'];

/** What a letter is made from: a decision for a member, unless told otherwise. */
export function source(
  overlay: Overlay,
  lines: readonly ServiceLine[],
  change: Partial<LetterSource> & { readonly due?: LetterSource['due'] } = {},
): LetterSource {
  const { letters, review } = overlayOf(overlay);
  return {
    due: {
      kind: 'decision',
      recipient: 'member',
      lines: lines.map(({ number }) => number),
      namesAppeal: lines.some(({ status }) => status === 'modified' || status === 'denied'),
    },
    priorAuthorization: requestWith(lines),
    writtenAt: new Date('2031-03-05T16:00:00.000Z'),
    timeZone: 'America/New_York',
    payerName: 'Northlake Health Plan',
    wording: letters,
    reasons: review.reasons,
    recipient: ADDRESS,
    memberName: 'Ann Doe',
    ...change,
  };
}

/** A letter of a payer's own templates. */
export function letterOf(overlay: Overlay, from: LetterSource): Letter {
  const templates = templatesOf(overlay);
  return templates.render(letterFacts(from, templates.words));
}
