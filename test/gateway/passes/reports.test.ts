import { describe, expect, it } from 'vitest';
import type { InterchangeOutcome } from '../../../src/envelope/outcome.js';
import { Reports } from '../../../src/gateway/passes/reports.js';
import type { SetWithFindings } from '../../../src/store/ledger.js';
import type { SubmissionRow } from '../../../src/store/rows.js';
import { PAYER, SCHEMAS } from '../../examination/examination-support.js';
import { finding, group, NOW, outcome, setRow } from '../../store/material.js';

const SUBMISSION = { number: 'S00000001', receivedAt: NOW, sha256: '', bytes: 1 } as SubmissionRow;
const refusing = { ...finding('element-too-long'), carrier: 'application' as const };
const noticed = { ...finding('element-too-short'), severity: 'warn' as const };

function reportOn(judged: InterchangeOutcome, sets: readonly SetWithFindings[]): string {
  const context = { duplicate: { kind: 'new' }, setsWithFindingsOf: () => sets } as const;
  const reports = new Reports(PAYER, SCHEMAS.findings);
  return reports.onInterchange(SUBMISSION, judged, context, { acknowledgment: 'A', note: '000' }, new Date(NOW));
}

describe('the report on an interchange whose sets are accepted with refused units', () => {
  const sets = [
    setRow({ findings: [noticed, refusing], findingsTotal: 2, units: 3, refusals: [{ code: 'x', from: 1, to: 2 }] }),
  ];
  const judged = outcome({ groups: [group({ remarks: 2, units: 3, refusedUnits: 1 })] });

  it('says how many, that these alone are to be sent again, and what is wrong with them', () => {
    const text = reportOn(judged, sets);
    expect(text).toContain('Not every claim or request in your file was accepted');
    expect(text.replaceAll('\n', ' ')).toContain('1 of the 3 claims or requests in them cannot be accepted');
    expect(text).not.toContain('Everything in the interchange was accepted');
    const [, ofUnits, remarks] = text.split(/Transaction set 0001: /);
    expect(ofUnits).toMatch(/^accepted, but 1 of 3 claims refused\n/);
    expect(ofUnits).toContain('reject element-too-long');
    expect(remarks).toMatch(/^accepted, with remarks\n/);
    expect(remarks).toContain('warn element-too-short');
  });

  it('keeps them apart from sets that are refused', () => {
    const partly = outcome({
      groups: [group({ status: 'P', setsReceived: 2, remarks: 2, units: 3, refusedUnits: 1 })],
    });
    const text = reportOn(partly, [
      ...sets,
      setRow({ index: 1, controlNumber: '0002', status: 'R', findings: [finding('element-too-long')] }),
    ]);
    expect(text).toContain('Your file, or part of it, was refused');
    expect(text).toContain('Transaction set 0001: accepted, but 1 of 3 claims refused');
    expect(text).toContain('Transaction set 0002: refused');
  });

  it('says when it leaves findings out, whether the set kept no more or the report is full', () => {
    const capped = setRow({ findings: [noticed], findingsTotal: 40, units: 3 });
    expect(reportOn(judged, [capped])).toContain('Transaction set 0001: 39 more findings are not listed');
    const full = setRow({ findings: Array.from({ length: 1000 }, () => noticed), findingsTotal: 1000, units: 3 });
    expect(reportOn(judged, [full]).replaceAll('\n', ' ')).toContain('This report lists no more than this.');
    expect(reportOn(judged, sets)).not.toContain('no more than this');
  });
});
