import { describe, expect, it } from 'vitest';
import { numberFindings } from '../../src/report/finding-id.js';
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
  sections: [],
};

const nowhere = { byteOffset: 0, byteLength: 0, segmentPosition: 0, segmentId: '', loopPath: '' };

describe('the report on a submission', () => {
  it('says which file it was, what is wrong and how to mend it', () => {
    const findings = [catalogue.make('file-archive', { place: nowhere })];
    const text = renderSubmissionReport(
      { ...base, sections: [{ heading: '', findings: numberFindings({}, findings) }] },
      catalogue,
    );
    expect(text).toContain('Tracking number: S0000012\n');
    expect(text).toContain('Received:        2026-11-03 10:02\n');
    expect(text).toContain(`SHA-256:         ${'ab'.repeat(32)}\n`);
    expect(text).toContain('S0000012 (byte 0) reject file-archive F0-1\n');
    expect(text).toContain('Unpack the archive');
  });

  it('tells what refuses before remarks, each with the id of its place in the file', () => {
    const found = catalogue.make('segment-unexpected', { place: nowhere });
    const findings = numberFindings({}, [{ ...found, severity: 'warn' as const }, found]);
    const text = renderSubmissionReport({ ...base, sections: [{ heading: '', findings }] }, catalogue);
    expect(text.indexOf('reject segment-unexpected F0-2')).toBeGreaterThan(0);
    expect(text.indexOf('reject segment-unexpected F0-2')).toBeLessThan(text.indexOf('warn segment-unexpected F0-1'));
  });

  it('names segment and claim of a finding, for who has no line numbers and no claim number to look for', () => {
    const place = {
      ...nowhere,
      byteOffset: 812,
      byteLength: 9,
      segmentPosition: 31,
      segmentId: 'CLM',
      loopPath: '2000A',
    };
    const finding = { ...catalogue.make('segment-unexpected', { place }), unit: 2 };
    const owner = { interchange: 0, group: 0, set: 0 };
    const of = (transactionSet: string) =>
      renderSubmissionReport(
        { ...base, sections: [{ heading: 'Set', transactionSet, findings: numberFindings(owner, [finding]) }] },
        catalogue,
      );
    expect(of('837')).toContain('S0000012 (segment 31, byte 812) reject segment-unexpected F1.1.1-1\n');
    expect(of('837')).toContain('  claim 3 of the set, loop 2000A, segment 31 of the set (CLM)\n');
    expect(of('278')).toContain('  patient event 3 of the set, ');
    expect(of('835')).toContain('  unit 3 of the set, ');
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

  it('says of a number used twice in one file that, and names no other file', () => {
    const reason = { kind: 'same-file', controlNumber: '000000101' } as const;
    const text = renderSubmissionReport({ ...base, reason }, catalogue).replaceAll('\n', ' ');
    expect(text).toContain('A control number is used more than once in your file');
    expect(text).toContain('000000101 (ISA13)');
    expect(text).not.toContain('already used in the file');
  });

  it('masks protected values', () => {
    const place = { ...nowhere, segmentId: 'NM1', element: 9, dataElement: '67', segmentPosition: 8 };
    const finding = catalogue.make('element-too-long', {
      place,
      value: 'NL700100201',
      isProtected: true,
      parameters: { element: 'NM109', name: 'Subscriber id', minimum: 2, maximum: 10, length: 11 },
    });
    const text = renderSubmissionReport(
      {
        ...base,
        reason: { kind: 'refused' },
        sections: [{ heading: 'Transaction set 0002: refused', findings: [{ id: 'F1.1.2-1', finding }] }],
      },
      catalogue,
    );
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
