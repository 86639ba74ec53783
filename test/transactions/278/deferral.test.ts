import { describe, expect, it } from 'vitest';
import { MemoryTransaction } from '../../support/applying.js';
import { changed } from '../../support/units.js';
import { carryOut, later } from './life.js';
import { answer, IMAGING } from './sets.js';

const WANT = { lineNumber: 0, reportType: 'LA', reason: 'Lab order is missing', loinc: '' };
const DOCUMENT = {
  document: { sha256: 'a'.repeat(64), bytes: 9, mediaType: 'application/pdf' },
  controlNumber: '',
  externalReference: 'RVNATT02',
  reportType: 'LA',
  description: '',
  lineNumber: 0,
};

/** The imaging request, deferred for a document. */
function deferred(): MemoryTransaction {
  const transaction = new MemoryTransaction();
  answer(IMAGING, transaction);
  carryOut(transaction, { kind: 'take' }, { kind: 'defer', wants: [WANT] });
  return transaction;
}

/** A revision of it; without a message unless it is given one. */
const revision = (changes: Readonly<Record<string, string>> = {}): string[] => {
  const set = changed(IMAGING, {
    'BHT*': 'BHT*0007*13*RVN20250404-02*20250404*0900',
    'TRN*1*RVN-5521*': 'TRN*1*RVN-5521-S*9RVN000001',
    'UM*': 'UM*HS*S*1*22:B~REF*NT*1000000001',
    'MSG*': '',
    ...changes,
  });
  return [...set.slice(0, -1), `SE*${set.length}*0001`];
};

describe('the answer to a deferral by 278', () => {
  it('in words puts it before the reviewer again, and later answers answer the new request', () => {
    const transaction = deferred();
    const { set } = answer(revision({ 'MSG*': 'MSG*THE LAB ORDER CAME BY MAIL' }), transaction);
    expect(set).toContain('HCR*A4**0V');
    const [priorAuthorization] = transaction.priorAuthorizations;
    expect(priorAuthorization?.status).toBe('additional-information-received');
    expect(priorAuthorization?.request.clinicalRationale).toContain('THE LAB ORDER CAME BY MAIL');
    const decisions = [1, 2].map((lineNumber) => ({ lineNumber, outcome: 'approved' }) as const);
    carryOut(transaction, { kind: 'take' }, { kind: 'decide', decisions });
    const last = later(transaction).set;
    expect(last).toContain('BHT*0007*11*RVN20250404-02*20250403*1000*18');
    expect(last).toContain('TRN*2*RVN-5521-S*9RVN000001');
  });

  it('with what was uploaded before submits it', () => {
    const transaction = deferred();
    carryOut(transaction, { kind: 'attach', documents: [DOCUMENT], submits: false });
    expect(answer(revision(), transaction).set).toContain('HCR*A4**0V');
    expect(transaction.priorAuthorizations[0]?.status).toBe('additional-information-received');
  });

  it('that only announces a document leaves it waiting, with the sender’s number kept', () => {
    const transaction = deferred();
    const { set } = answer(revision({ 'PWK*': 'PWK*LA*EL***AC*RVNATT02*LAB ORDER' }), transaction);
    expect(set).toContain('HCR*A4**0U');
    expect(set).toContain('PWK*LA*EL***AC*CN1000000002*Lab order is missing');
    const [priorAuthorization] = transaction.priorAuthorizations;
    expect(priorAuthorization?.status).toBe('deferred');
    expect(priorAuthorization?.attachments.at(-1)).toMatchObject({
      state: 'announced',
      externalReference: 'RVNATT02',
      controlNumber: 'CN1000000003',
    });
  });

  it('that brings nothing changes nothing, and is told again what is wanted', () => {
    const transaction = deferred();
    const { set, results } = answer(revision(), transaction);
    expect(set).toContain('MSG*Lab order is missing');
    expect(results).toEqual([{ kind: 'answered', unit: 0, reason: 'nothing-came' }]);
  });

  it('may leave the services out; later answers then answer the request that had them', () => {
    const transaction = deferred();
    const full = revision({ 'MSG*': 'MSG*IT CAME BY MAIL', 'HL*4*3*EV*1': 'HL*4*3*EV*0' });
    const bare = full.slice(0, full.indexOf('HL*5*4*SS*0'));
    const { set } = answer([...bare, `SE*${bare.length + 1}*0001`], transaction);
    expect(set).toContain('HCR*A4**0V');
    expect(set.some((segment) => segment.includes('*SS*'))).toBe(false);
    expect(later(transaction).set).toContain('TRN*2*RVN-5521*9RVN000001');
  });

  it('cannot change what is asked for', () => {
    const transaction = deferred();
    const { set } = answer(revision({ 'SV1*HC:70553': 'SV1*HC:70552*950*UN*1' }), transaction);
    expect(set).toContain('HCR*CT');
    expect(set).toContain('MSG*SERVICES OF A DEFERRED REQUEST CANNOT BE CHANGED. CONTACT PAYER.');
    expect(transaction.priorAuthorizations[0]?.status).toBe('deferred');
  });
});
