import { describe, expect, it } from 'vitest';
import type { ClaimVerdictLine } from '../../src/domain/application.js';
import { renderClaimsReport } from '../../src/report/claims-report.js';
import { renderSubmissionReport, type SubmissionReport } from '../../src/report/submission-report.js';
import { catalogue } from './catalogue.js';

const base: SubmissionReport = {
  payerName: 'Northlake Health Plan',
  submissionNumber: 'S0000012',
  receivedAt: '2026-11-03 10:02',
  reportedAt: '2026-11-03 10:04',
  bytes: 17,
  sha256: 'ab'.repeat(32),
  reason: { kind: 'unreadable' },
  findings: [],
};

const nowhere = { byteOffset: 0, byteLength: 0, segmentPosition: 0, segmentId: '', loopPath: '' };

describe('the report on a submission', () => {
  it('says which file it was, what is wrong and how to mend it', () => {
    const findings = [catalogue.make('file-archive', { place: nowhere })];
    const text = renderSubmissionReport({ ...base, findings }, catalogue);
    expect(text).toContain('Tracking number: S0000012\n');
    expect(text).toContain('Received:        2026-11-03 10:02\n');
    expect(text).toContain(`SHA-256:         ${'ab'.repeat(32)}\n`);
    expect(text).toContain('S0000012 (byte 0) reject file-archive\n');
    expect(text).toContain('Unpack the archive');
  });

  it('names the earlier submission of a file sent twice and of a number used twice', () => {
    const earlier = { submissionNumber: 'S0000003', receivedAt: '2026-11-01 08:00' };
    for (const kind of ['same-bytes', 'same-number'] as const) {
      const text = renderSubmissionReport(
        { ...base, reason: { kind, controlNumber: '000000101', earlier } },
        catalogue,
      );
      expect(text).toContain('000000101');
      expect(text).toContain('S0000003');
      expect(text.replaceAll('\n', ' ')).toContain('2026-11-01 08:00');
    }
  });

  it('masks protected values', () => {
    const place = { ...nowhere, segmentId: 'NM1', element: 9, dataElement: '67', segmentPosition: 8 };
    const finding = catalogue.make('element-too-long', {
      place,
      value: 'NL700100201',
      isProtected: true,
      parameters: { element: 'NM109', name: 'Subscriber id', minimum: 2, maximum: 10, length: 11 },
    });
    const text = renderSubmissionReport({ ...base, reason: { kind: 'refused' }, findings: [finding] }, catalogue);
    expect(text).not.toContain('NL700100201');
    expect(text).toContain('sent: •••••••••••\n');
    expect(text).toContain('NM109 (Subscriber id) has 11 characters, but may have at most 10.');
  });

  it('keeps its own lines to a hundred columns', () => {
    for (const kind of ['unreadable', 'refused', 'quarantined'] as const) {
      const text = renderSubmissionReport({ ...base, reason: { kind } }, catalogue);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    }
  });
});

describe('the claim report', () => {
  const heading = {
    payerName: 'Northlake Health Plan',
    submissionNumber: 'S0000012',
    receivedAt: '2026-11-04 08:00',
    reportedAt: '2026-11-04 08:02',
    usage: 'T',
    interchangeControlNumber: '000000106',
    groupControlNumber: '106',
    setControlNumber: '0001',
  } as const;
  const refusal = {
    accepted: false,
    category: 'A8',
    status: '496',
    entity: '85',
    reason: 'Submitter not approved for the billing provider',
  } as const;
  const claim = (unit: number, facts: Partial<ClaimVerdictLine> = {}): ClaimVerdictLine => ({
    unit,
    submitterClaimId: `PRC-C-900${unit + 1}`,
    totalCharge: '100',
    verdict: { accepted: true, claimNumber: `C000000${unit + 1}` },
    ...facts,
  });

  it('names every claim with its number or its reason, and totals that are exact', () => {
    const claims = [
      claim(0, { totalCharge: '0.1' }),
      claim(1, { totalCharge: '250.5', verdict: refusal }),
      claim(2, { totalCharge: '.2' }),
    ];
    const text = [...renderClaimsReport(heading, claims)].join('');
    expect(text).toMatch(/^1 +PRC-C-9001 +0\.1 accepted +C0000001$/m);
    expect(text).toMatch(/^2 +PRC-C-9002 +250\.5 REJECTED +A8:496:85 Submitter not approved/m);
    expect(text).toMatch(/^Accepted: +2 claims, charges 0\.30$/m);
    expect(text).toMatch(/^Rejected: +1 claim, charges 250\.50$/m);
    expect(text).toContain('Correct each one and send it again');
  });

  it('does not ask for anything when no claim was rejected', () => {
    const text = [...renderClaimsReport(heading, [claim(0)])].join('');
    expect(text).toMatch(/^Rejected: +0 claims, charges 0\.00$/m);
    expect(text).not.toContain('send it again');
  });

  it('gives out each claim before it takes the next', () => {
    let taken = 0;
    function* claims(): Generator<ClaimVerdictLine> {
      for (;;) yield claim(taken++);
    }
    const parts = renderClaimsReport(heading, claims());
    for (let n = 0; n < 4; n++) parts.next();
    expect(taken).toBe(3);
  });
});
