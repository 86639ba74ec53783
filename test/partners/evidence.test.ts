import { describe, expect, it } from 'vitest';
import { missingEvidence, type TestEvidence } from '../../src/partners/evidence.js';

const complete: TestEvidence = {
  transactionSet: '278',
  submission: 'S00000001',
  receivedAt: '2026-11-02T14:30:00.000Z',
  groupControlNumber: '1',
  groupStatus: 'A',
  answer: 2,
  answerState: 'picked_up',
  storedAt: '2026-11-02T14:30:01.000Z',
  deliveredAt: '2026-11-02T14:30:02.000Z',
  pickedUpAt: '2026-11-02T15:00:00.000Z',
};

describe('what is missing for an approval', () => {
  it('is nothing once a test group was accepted and its 999 picked up', () => {
    expect(missingEvidence(complete)).toBeUndefined();
  });

  it('is a test file, its acceptance without errors, or the pick-up, in this order', () => {
    expect(missingEvidence(undefined)).toBe('test-file');
    for (const groupStatus of ['E', 'P', 'R'] as const) {
      expect(missingEvidence({ ...complete, groupStatus }), groupStatus).toBe('acceptance');
    }
    for (const answerState of ['', 'stored', 'written', 'delivered'] as const) {
      expect(missingEvidence({ ...complete, answerState }), answerState).toBe('pick-up');
    }
  });
});
