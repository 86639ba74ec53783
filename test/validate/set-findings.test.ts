import { describe, expect, it } from 'vitest';
import type { FindingDetails } from '../../src/findings/finding.js';
import { DEFAULT_POLICY, type FindingPolicy } from '../../src/findings/policy.js';
import { SetFindings } from '../../src/validate/set-findings.js';
import { schemas } from '../support/units.js';

const TOO_LONG = schemas.findings.kind('element-too-long');
const MISSING = schemas.findings.kind('element-missing');

function details(segmentPosition: number): FindingDetails {
  return { place: { byteOffset: 0, byteLength: 0, segmentPosition, segmentId: 'NM1', loopPath: '' } };
}

/** Tells one finding as the sink does; true when it was made. */
function tell(findings: SetFindings, kind: typeof TOO_LONG, position: number, warnOnly = false): boolean {
  const treatment = findings.treatment(kind, warnOnly);
  if (treatment === null || !findings.admit(treatment.severity)) return false;
  findings.keep(kind, treatment, details(position), undefined);
  return true;
}

function started(cap: number, policy: Partial<FindingPolicy> = {}): SetFindings {
  const findings = new SetFindings({ ...DEFAULT_POLICY, ...policy }, cap);
  findings.begin();
  return findings;
}

const kept = (findings: SetFindings): string[] =>
  findings.take().findings.map(({ severity, place }) => `${place.segmentPosition} ${severity}`);

describe('the findings of a set', () => {
  it('are given in order of place', () => {
    const findings = started(10);
    for (const position of [7, 3, 5]) tell(findings, TOO_LONG, position);
    expect(kept(findings)).toEqual(['3 reject', '5 reject', '7 reject']);
  });

  it('are counted beyond the cap, but not made', () => {
    const findings = started(2);
    const made = [1, 2, 3, 4].map((position) => tell(findings, TOO_LONG, position));
    expect(made).toEqual([true, true, false, false]);
    expect(findings.take().total).toBe(4);
  });

  it('let a warning go for a rejection once they are full, the last one first', () => {
    const findings = started(2);
    tell(findings, MISSING, 1, true);
    tell(findings, MISSING, 2, true);
    expect(tell(findings, TOO_LONG, 3)).toBe(true);
    expect(tell(findings, MISSING, 4, true)).toBe(false);
    expect(kept(findings)).toEqual(['1 warn', '3 reject']);
  });

  it('have room again when one is taken back', () => {
    const findings = started(1);
    const treatment = findings.treatment(MISSING, false)!;
    findings.admit(treatment.severity);
    const missing = findings.keep(MISSING, treatment, details(1), undefined);
    findings.withdraw(missing);
    expect(tell(findings, TOO_LONG, 2)).toBe(true);
    expect(findings.take()).toMatchObject({ total: 1, findings: [{ code: 'element-too-long' }] });
  });

  it('are not told at all where the policy says so, whatever they are', () => {
    const findings = started(10, { severities: { 'element-too-long': 'off' } });
    expect(tell(findings, TOO_LONG, 1)).toBe(false);
    expect(findings.take()).toEqual({ findings: [], total: 0 });
  });

  it('of one set are not those of the next', () => {
    const findings = started(10);
    tell(findings, TOO_LONG, 1);
    findings.take();
    findings.begin();
    expect(findings.take()).toEqual({ findings: [], total: 0 });
  });
});
