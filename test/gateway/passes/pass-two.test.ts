import { describe, expect, it } from 'vitest';
import { transactionHandlers } from '../../../src/gateway/handlers.js';
import { PAYER, SCHEMAS } from '../../examination/examination-support.js';
import { claim, FOLDER_DATE, NOW } from '../../store/material.js';
import { Examined } from '../examined.js';
import { caseInput } from '../installation.js';

describe('applying an accepted set with refused units', () => {
  it('refuses the claim in the claim report, in the words of its finding, and registers the others', async () => {
    const byteOffset = caseInput('837p-three-claims').indexOf('CLM*PRC-C-9002');
    const finding = SCHEMAS.findings.make('element-too-long', {
      place: { byteOffset, byteLength: 20, segmentPosition: 30, segmentId: 'CLM', loopPath: '2300', element: 2 },
      parameters: { element: 'CLM02', name: 'Total charge', length: 12, minimum: 1, maximum: 10 },
      carrier: 'application',
    });
    const examined = await new Examined().of('837p-three-claims', {
      guideId: '005010X222A1-837P',
      handler: '837',
      refusals: [{ code: 'element-too-long', from: 1, to: 2 }],
      findings: [finding],
    });
    await examined.apply();
    const { ledger, submission } = examined;
    expect(ledger.refusedUnits(submission.id)).toBe(1);
    const claims = ledger.claims({ submissionId: submission.id }, 0, 10).rows;
    expect(claims.map(({ verdict: { accepted } }) => accepted)).toEqual([true, false, true]);
    expect(claims[2]!.verdict).toEqual({ accepted: true, claimNumber: 'C9000000002' });
    const [report] = examined.answers('claims');
    expect(report).toContain('PRC-C-9002');
    expect(report).toMatch(/250\.5 {2}REJECTED A7:178\n {8}CLM02 \(Total charge\) has 12 characters/);
    expect(report).toContain('Accepted: 2 claims, total charge 175.00\nRejected: 1 claim, total charge 250.50\n');
    expect(ledger.submission({ id: submission.id })).toMatchObject({ state: 'applied', disposition: 'accepted' });
    expect(ledger.reconcile().filter(({ kind }) => kind.includes('set'))).toEqual([]);
  });

  it('refuses the patient event with an AAA, and the set beside it is answered for itself', async () => {
    const examined = await new Examined().of('278-clean', {
      guideId: '005010X217-278-request',
      handler: '278',
      refusals: [{ code: 'element-too-long', from: 0, to: 1 }],
    });
    await examined.apply();
    const [first, second] = examined.answers('278');
    expect(first).toContain('AAA*N**33*C~');
    expect(first).toMatch(/MSG\*[A-Z ]+/);
    expect(first).not.toContain('{');
    expect(second).not.toContain(/MSG\*[^~]*/.exec(first!)![0]);
  });

  it('takes up after its cursor with the same units refused', async () => {
    const facts = {
      guideId: '005010X222A1-837P',
      handler: '837',
      refusals: [{ code: 'element-too-long', from: 2, to: 3 }],
    };
    const examined = await new Examined().of('837p-three-claims', facts);
    // An earlier process applied the first claim, with its first number, and died.
    const [set] = examined.ledger.pendingSets(examined.submission.id, 1);
    await examined.ledger.applyBatch({
      set: set!,
      sequence: { ourId: PAYER.id, partnerId: set!.partnerId },
      now: NOW,
      folderDate: FOLDER_DATE,
      firstUnit: 0,
      isLast: false,
      build: (transaction) => {
        const claimNumber = `C900000000${transaction.nextNumber('claim', 'test')}`;
        return {
          results: [
            { kind: 'claim', unit: 0, claim: claim({ environment: 'test' }), verdict: { accepted: true, claimNumber } },
          ],
          answers: [],
        };
      },
    });
    await examined.apply();
    const claims = examined.ledger.claims({ submissionId: examined.submission.id }, 0, 10).rows;
    expect(claims.map(({ verdict: { accepted } }) => accepted)).toEqual([true, true, false]);
  });
});

describe('applying a set whose provider is unlinked meanwhile', () => {
  it('accepts the claims until then, and refuses the rest of the same set', async () => {
    const examined = await new Examined().of('837p-three-claims', {
      guideId: '005010X222A1-837P',
      handler: '837',
      refusals: [],
    });
    const { ledger, submission } = examined;
    const { providers: _providers, allowances: _allowances, ...partner } = ledger.partner(submission.partnerId)!;
    await ledger.putPartner({ ...partner, npis: [] }, 'test', NOW);
    const location = { id: 'CLINICAA01', providerId: 'CLINICAA', serviceLocation: '01' };
    await ledger.putLink(partner.id, { location, npis: ['1887004129'] }, 'test', NOW);
    const handlers = transactionHandlers(SCHEMAS, 'neutral').map((one) => ({ ...one, batchSize: 1 }));
    let batches = 0;
    await examined.apply({
      handlers: new Map(handlers.map((handler) => [handler.name, handler])),
      observe: async (step) => {
        if (step === 'applied' && ++batches === 1) await ledger.removeLink(partner.id, location.id, 'test', NOW);
      },
    });
    const claims = ledger.claims({ submissionId: submission.id }, 0, 10).rows;
    expect(claims.map(({ verdict: { accepted } }) => accepted)).toEqual([true, false, false]);
    expect(examined.answers('claims')[0]).toContain('A8:496:85');
  });
});
