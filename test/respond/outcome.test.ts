import { describe, expect, it } from 'vitest';
import { isGroupRefused, isReported, settleGroup, settleInterchange, settleSet } from '../../src/respond/outcome.js';
import { finding, options } from './builders.js';

const warning = { severity: 'warn' } as const;

describe('the status of a set', () => {
  it('is A without findings and with warnings only', () => {
    expect(settleSet([], options())).toEqual({ status: 'A', codes: [] });
    expect(settleSet([finding('element', '3', warning)], options())).toEqual({ status: 'A', codes: [] });
  });

  it('is E with warnings when the partner wants them in the 999', () => {
    const wanted = options({ warningsIn999: true });
    expect(settleSet([finding('element', '3', warning)], wanted)).toEqual({ status: 'E', codes: ['5'] });
    expect(settleSet([finding('element', 'I6', warning)], wanted)).toEqual({ status: 'E', codes: ['I5'] });
  });

  it('is R with 5 for the standard, I5 for the guide, both when mixed', () => {
    expect(settleSet([finding('segment', '3')], options())).toEqual({ status: 'R', codes: ['5'] });
    expect(settleSet([finding('element', 'I10')], options())).toEqual({ status: 'R', codes: ['I5'] });
    expect(settleSet([finding('element', 'I10'), finding('element', '7')], options()).codes).toEqual(['5', 'I5']);
  });

  it('is not touched by what the application answers, whatever the partner wants in the 999', () => {
    const claim = finding('element', 'I12', { carrier: 'application' });
    expect(settleSet([claim], options({ warningsIn999: true }))).toEqual({ status: 'A', codes: [] });
    expect(settleSet([claim, finding('segment', '3')], options())).toEqual({ status: 'R', codes: ['5'] });
    expect(isReported(claim, options())).toBe(false);
    expect(isReported({ ...claim, severity: 'warn' }, options({ warningsIn999: true }))).toBe(false);
  });

  it('names what is wrong with the set itself first, each code once, five at most', () => {
    const findings = ['6', '7', '23', '4', '3', '2'].map((code) => finding('set', code));
    expect(settleSet([finding('segment', '3'), finding('set', '5')], options()).codes).toEqual(['5']);
    expect(settleSet([finding('segment', 'I4'), finding('set', '4')], options()).codes).toEqual(['4', 'I5']);
    expect(settleSet(findings, options()).codes).toEqual(['6', '7', '23', '4', '3']);
  });
});

describe('the status of a group', () => {
  const tally = { findings: [], setsIncluded: 3, setsReceived: 3, accepted: 3, acceptedWithErrors: 0, rejected: 0 };
  const count = finding('group', '5', { code: 'group-set-count-mismatch' });

  it('follows its sets when nothing is wrong with the group itself', () => {
    expect(settleGroup(tally, options())).toEqual({ status: 'A', codes: [], setsAccepted: 3 });
    expect(settleGroup({ ...tally, accepted: 2, acceptedWithErrors: 1 }, options())).toMatchObject({
      status: 'E',
      setsAccepted: 3,
    });
    expect(settleGroup({ ...tally, accepted: 1, acceptedWithErrors: 1, rejected: 1 }, options())).toMatchObject({
      status: 'P',
      setsAccepted: 2,
    });
    expect(settleGroup({ ...tally, accepted: 0, rejected: 3 }, options())).toMatchObject({
      status: 'R',
      setsAccepted: 0,
    });
  });

  it('is R without any accepted set when a finding refuses the group', () => {
    const refused = { ...tally, findings: [finding('group', '4'), finding('group', '19')] };
    expect(settleGroup(refused, options())).toEqual({ status: 'R', codes: ['4', '19'], setsAccepted: 0 });
  });

  it('lets the sets stand with a wrong count only when the partner is forgiven', () => {
    const forgiven = options({ tolerateSetCount: true });
    const wrong = { ...tally, findings: [count] };
    expect(settleGroup(wrong, options())).toEqual({ status: 'R', codes: ['5'], setsAccepted: 0 });
    expect(settleGroup(wrong, forgiven)).toEqual({ status: 'E', codes: ['5'], setsAccepted: 3 });
    expect(settleGroup({ ...wrong, accepted: 2, rejected: 1 }, forgiven)).toEqual({
      status: 'P',
      codes: ['5'],
      setsAccepted: 2,
    });
    expect(isGroupRefused([count], options())).toBe(true);
    expect(isGroupRefused([count], forgiven)).toBe(false);
    expect(isGroupRefused([count, finding('group', '6')], forgiven)).toBe(true);
  });

  it('is not touched by a warning', () => {
    const warned = { ...tally, findings: [finding('group', null, warning)] };
    expect(settleGroup(warned, options()).status).toBe('A');
  });

  it('is R with 5 when it holds no set', () => {
    const empty = { ...tally, setsIncluded: 0, setsReceived: 0, accepted: 0 };
    expect(settleGroup(empty, options())).toEqual({ status: 'R', codes: ['5'], setsAccepted: 0 });
  });
});

describe('the verdict of an interchange', () => {
  const trailer = finding('interchange', '001', { code: 'trailer-control-number-mismatch' });
  const count = finding('interchange', '021', { code: 'group-count-mismatch' });
  const notBlank = finding('interchange', '011', warning);
  const requested = finding('interchange', '019', warning);

  it('is A 000 without findings', () => {
    expect(settleInterchange([], options())).toEqual({ acknowledgment: 'A', note: '000' });
  });

  it('is R with the first fatal note code, whatever warnings come before it', () => {
    const findings = [notBlank, finding('interchange', '006'), finding('interchange', '014')];
    expect(settleInterchange(findings, options())).toEqual({ acknowledgment: 'R', note: '006' });
  });

  it('is E with the first note code when nothing is fatal', () => {
    expect(settleInterchange([notBlank, requested], options())).toEqual({ acknowledgment: 'E', note: '011' });
  });

  it('forgives a wrong IEA02 or IEA01 only where the partner option says so', () => {
    expect(settleInterchange([trailer], options())).toEqual({ acknowledgment: 'R', note: '001' });
    expect(settleInterchange([trailer], options({ trailerMismatch: 'E' }))).toEqual({
      acknowledgment: 'E',
      note: '001',
    });
    expect(settleInterchange([count], options({ groupCountMismatch: 'E' }))).toEqual({
      acknowledgment: 'E',
      note: '021',
    });
    expect(settleInterchange([trailer, count], options({ trailerMismatch: 'E' }))).toEqual({
      acknowledgment: 'R',
      note: '021',
    });
  });
});
