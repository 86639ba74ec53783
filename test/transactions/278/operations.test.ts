import { describe, expect, it } from 'vitest';
import type { PriorAuthorization } from '../../../src/domain/prior-authorization/model.js';
import { contextOf, MemoryTransaction, profile, testUsage } from '../../support/applying.js';
import { changed } from '../../support/units.js';
import { carryOut } from './life.js';
import { answer, CANCELLATION, IMAGING } from './sets.js';

/** A ledger with the imaging request in it, in the given condition. */
function ledgerWith(changes: Partial<PriorAuthorization> = {}): MemoryTransaction {
  const transaction = new MemoryTransaction();
  answer(IMAGING, transaction);
  transaction.priorAuthorizations[0] = { ...transaction.priorAuthorizations[0]!, ...changes };
  return transaction;
}

/** A ledger with the imaging request, decided as a whole, and its PA number. */
function decidedWith(outcome: 'approved' | 'denied'): { transaction: MemoryTransaction; paNumber: string } {
  const transaction = ledgerWith();
  const decisions = [1, 2].map((lineNumber) => ({ lineNumber, outcome, reasons: outcome === 'denied' ? ['0F'] : [] }));
  const { paNumber } = carryOut(transaction, { kind: 'take' }, { kind: 'decide', decisions });
  return { transaction, paNumber };
}

/** The imaging request as another operation on an earlier one. */
function referring(operation: string, reference: string): string[] {
  return changed(IMAGING, {
    'UM*HS*I*1': `UM*HS*${operation}*1*22:B**U~${reference}`,
    'SE*': 'SE*32*0001',
  });
}

describe('a cancellation', () => {
  it('withdraws a request that waits for review', () => {
    const transaction = ledgerWith();
    const { set, results } = answer(CANCELLATION, transaction);
    expect(set.slice(-7, -1)).toEqual([
      'TRN*2*RVN-5521-C*9RVN000001',
      'UM*HS*3',
      'HCR*C',
      'REF*NT*1000000001',
      'HI*ABK:G35',
      'NM1*DK*1*ROSSI-VANE*NADIA****XX*1600003036',
    ]);
    expect(results[0]).toMatchObject({ kind: 'prior-authorization', isNew: false });
    const [withdrawn] = transaction.priorAuthorizations;
    expect(withdrawn?.status).toBe('cancelled-by-provider');
    expect(withdrawn?.version).toBe(2);
    expect(withdrawn?.lines.map((line) => line.status)).toEqual(['cancelled-by-provider', 'cancelled-by-provider']);
  });

  it.each(['in-review', 'deferred', 'adjudicated', 'cancelled-by-provider'] as const)(
    'of a request that is %s changes nothing and says to contact the payer',
    (status) => {
      const transaction = ledgerWith({ status });
      const { set, results } = answer(CANCELLATION, transaction);
      expect(set).toContain('HCR*CT');
      expect(set).toContain('REF*NT*1000000001');
      expect(set).toContain('MSG*STATUS DOES NOT ALLOW CANCELLATION. CONTACT PAYER.');
      expect(results).toEqual([{ kind: 'refused', unit: 0, reason: 'contact-payer:3' }]);
      expect(transaction.priorAuthorizations[0]?.status).toBe(status);
    },
  );

  const notFound = (transaction: MemoryTransaction, request = CANCELLATION, changes = {}): void => {
    const { set } = answer(request, transaction, changes);
    expect(set).toContain('AAA*N**AA*C');
    expect(set.some((segment) => segment.startsWith('HCR'))).toBe(false);
    expect(transaction.priorAuthorizations[0]?.status).toBe('ready-for-review');
  };

  it('of a number nobody knows is not found', () => {
    notFound(ledgerWith(), changed(CANCELLATION, { 'REF*NT': 'REF*NT*1000000077' }));
  });

  it('of another member’s request is not found', () => {
    const member = 'NM1*IL*1*FERREIRA*LUCIA****MI*100200309912';
    notFound(ledgerWith(), changed(CANCELLATION, { 'NM1*IL': member }));
  });

  it('of another provider’s request is not found, though the submitter is linked to both', () => {
    notFound(ledgerWith(), changed(CANCELLATION, { 'NM1*1P': 'NM1*1P*2*PINE KNOLL*****XX*1887004129' }));
  });

  it('in a test file never reaches a production request', () => {
    notFound(ledgerWith(), CANCELLATION, testUsage);
  });
});

describe('a revision', () => {
  it('of a request that waits for review takes the place of its lines and diagnoses', () => {
    const transaction = ledgerWith();
    const revision = changed(referring('S', 'REF*NT*1000000001'), {
      'SV1*HC:70553': 'SV1*HC:70552*950*UN*2***1',
      'HI*': 'HI*ABK:G359',
    });
    const { set, results } = answer(revision, transaction);
    expect(set).toContain('HCR*A4**0W');
    expect(set).toContain('REF*NT*1000000001');
    expect(results[0]).toMatchObject({ kind: 'prior-authorization', isNew: false });
    expect(transaction.priorAuthorizations).toHaveLength(1);
    const [amended] = transaction.priorAuthorizations;
    expect(amended?.version).toBe(2);
    expect(amended?.request.diagnoses.map((diagnosis) => diagnosis.code)).toEqual(['G359']);
    expect(amended?.lines.map((line) => [line.procedureCode, line.requestedUnits, line.status])).toEqual([
      ['70552', '2', 'ready-for-review'],
      ['72158', '1', 'ready-for-review'],
    ]);
    // The document it announced before is the same one, by its own number.
    expect(amended?.attachments.map((attachment) => attachment.controlNumber)).toEqual(['CN1000000001']);
  });

  it('of a request under review says to contact the payer', () => {
    const { set } = answer(referring('S', 'REF*NT*1000000001'), ledgerWith({ status: 'in-review' }));
    expect(set).toContain('HCR*CT');
    expect(set).toContain('MSG*STATUS DOES NOT ALLOW REVISION. CONTACT PAYER.');
  });

  it('of a decided request makes a new one that refers to it', () => {
    const { transaction, paNumber } = decidedWith('denied');
    const { set } = answer(referring('S', `REF*BB*${paNumber}`), transaction);
    expect(set).toContain('REF*NT*1000000002');
    expect(set).toContain(`REF*BB*${paNumber}`);
    expect(transaction.priorAuthorizations[1]?.request.previousTrackingNumber).toBe('1000000001');
  });

  it('that is itself at fault is refused and changes nothing', () => {
    const transaction = ledgerWith();
    const { set } = answer(
      changed(referring('S', 'REF*NT*1000000001'), { 'SV1*HC:70553': 'SV1*HC:70553*950*UN*0***1' }),
      transaction,
    );
    expect(set).toContain('AAA*N**33*C');
    expect(transaction.priorAuthorizations[0]?.version).toBe(1);
  });
});

describe('a renewal or an extension', () => {
  it.each(['R', '4'])('(UM02 %s) of a certified authorization makes a new one that refers to it', (operation) => {
    const { transaction, paNumber } = decidedWith('approved');
    const { set } = answer(referring(operation, `REF*BB*${paNumber}`), transaction);
    expect(set).toContain('REF*NT*1000000002');
    expect(transaction.priorAuthorizations[1]?.request.previousPaNumber).toBe(paNumber);
  });

  it.each([
    ['is not decided yet', { transaction: ledgerWith({ paNumber: 'P25100AB12' }), paNumber: 'P25100AB12' }],
    ['was denied', decidedWith('denied')],
    ['nobody knows', { transaction: new MemoryTransaction(), paNumber: 'P25100AB12' }],
  ])('of one that %s is not found', (_name, { transaction, paNumber }) => {
    const before = transaction.priorAuthorizations.length;
    expect(answer(referring('R', `REF*BB*${paNumber}`), transaction).set).toContain('AAA*N**AA*C');
    expect(transaction.priorAuthorizations).toHaveLength(before);
  });
});

describe('an appeal or a reconsideration', () => {
  it.each([
    ['1', 'APPEALS'],
    ['2', 'APPEALS'],
    ['N', 'RECONSIDERATIONS'],
  ])('(UM02 %s) is not taken, and the answer says so', (operation, word) => {
    const { set, results } = answer(referring(operation, 'REF*BB*P25100AB12'), decidedWith('denied').transaction);
    expect(set).toContain('HCR*CT');
    expect(set).toContain(`MSG*${word} ARE NOT TAKEN BY THIS TRANSACTION. CONTACT PAYER.`);
    expect(set.some((segment) => segment.startsWith('HL*5'))).toBe(false);
    expect(results[0]?.kind).toBe('refused');
  });
});

describe('whoever is not linked', () => {
  it('learns nothing about an earlier request', () => {
    const stranger = { ...profile, providers: [] };
    const { set } = answer(CANCELLATION, ledgerWith(), { profile: stranger });
    expect(set).toContain('AAA*N**41*N');
    expect(set.some((segment) => segment.includes('*EV*'))).toBe(false);
  });
});

describe('the same request applied again after a rollback', () => {
  it('gives the same results and the same bytes', () => {
    const first = answer(IMAGING, new MemoryTransaction(), contextOf());
    expect(answer(IMAGING, new MemoryTransaction(), contextOf())).toEqual(first);
  });
});
