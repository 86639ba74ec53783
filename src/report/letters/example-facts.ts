import type { LetterFacts, LetterWording } from './letter-facts.js';
import type { LineFacts } from './line-facts.js';

/** Everybody and everything in these is invented; every field says something, so that a template shows what it does with it. */
const NOTHING = { amount: '', frequency: '', from: '', to: '' };
const REQUESTED = { amount: '40 units', frequency: '3 visits per week', from: '2026-04-01', to: '2026-07-31' };

function line(number: number, change: Partial<LineFacts>): LineFacts {
  return {
    number,
    service: '97110-GP',
    requestedService: '97110-GP',
    provider: 'Example Therapy',
    outcome: 'open',
    requested: REQUESTED,
    authorized: NOTHING,
    reasons: [],
    message: '',
    cause: '',
    duplicateOf: '',
    ...change,
  };
}

const REFUSED = { reasons: ['Not medically necessary'], message: 'An example of what a reviewer writes.' };

const LINES: Readonly<Record<LetterFacts['kind'], readonly LineFacts[]>> = {
  decision: [
    line(1, { outcome: 'approved', authorized: REQUESTED }),
    line(2, { outcome: 'modified', authorized: { ...REQUESTED, amount: '20 units' }, ...REFUSED }),
    line(3, { outcome: 'denied', ...REFUSED }),
    line(4, { outcome: 'cancelled', ...REFUSED, cause: 'not-required' }),
  ],
  deferral: [line(1, {})],
  cancellation: [
    line(1, { outcome: 'cancelled', ...REFUSED, cause: 'duplicate', duplicateOf: '1000000001' }),
    line(2, { outcome: 'cancelled', ...REFUSED, cause: 'eligibility' }),
    line(3, { outcome: 'cancelled', ...REFUSED, cause: 'not-required' }),
  ],
};

/** Facts of letters to try a template with: one that says much, with the right to appeal, and one that says little. */
export function exampleFacts(
  kind: LetterFacts['kind'],
  recipient: LetterFacts['recipient'],
  wording: LetterWording,
): readonly LetterFacts[] {
  const much: LetterFacts = {
    kind,
    recipient,
    address: ['Ann Example', '1 Example Street', 'Example, MA 02999'],
    date: '2026-03-05',
    namesAppeal: true,
    appeal: { days: wording.appealDays, presumedReceiptDays: wording.presumedReceiptDays },
    values: { ...wording.values, payerName: wording.values.payerName || 'Example Health Plan' },
    member: { name: 'Ann Example', id: 'M1' },
    patientName: 'Ben Example',
    provider: { name: 'Example Therapy', npi: '1234567893', location: '110012345A' },
    trackingNumber: '1000000002',
    paNumber: 'P26064AB12',
    receivedOn: '2026-03-01',
    classification: 'standard',
    deadline: { day: '2026-03-18', time: '2:05 PM' },
    lines: LINES[kind],
    wanted: [
      { line: 0, document: 'medical records', reason: 'An example of a question.', controlNumber: 'CN1000000001' },
      { line: 1, document: 'progress report', reason: 'Another question.', controlNumber: 'CN1000000002' },
    ],
  };
  const little: LetterFacts = {
    ...much,
    namesAppeal: false,
    patientName: '',
    provider: { name: '', npi: '', location: '' },
    paNumber: '',
    deadline: { day: '', time: '' },
    lines: LINES[kind].slice(0, 1).map((one) => ({ ...one, reasons: [], message: '', provider: '' })),
    wanted: [],
  };
  return [much, little];
}
