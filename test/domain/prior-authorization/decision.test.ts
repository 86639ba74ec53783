import { describe, expect, it } from 'vitest';
import type { LineDecisionDraft } from '../../../src/domain/prior-authorization/command.js';
import { perform } from '../../../src/domain/prior-authorization/perform.js';
import type { ReviewSettings } from '../../../src/domain/prior-authorization/settings.js';
import {
  afterCommands,
  commandFacts,
  done,
  lineWith,
  reviewSettings,
  submitted,
} from '../../support/prior-authorization.js';

const lines = [lineWith(), lineWith({ procedureCode: 'E0149', modifiers: ['NU'], deliveryPattern: 'VS*2*WK*1*34*3' })];
const taken = afterCommands(submitted({ lines }), { kind: 'take' });

/** Names of what is wrong with decisions, each with its line. */
function problemsOf(drafts: readonly LineDecisionDraft[], settings: Partial<ReviewSettings> = {}, actor = 'rowan') {
  const facts = commandFacts({
    actor,
    settings: reviewSettings(settings),
    nextNumber: () => {
      throw new Error('A number was taken');
    },
  });
  const result = perform(taken, { kind: 'decide', decisions: drafts }, facts);
  return result.kind === 'refused' ? result.problems.map(({ problem, line }) => `${problem} ${line}`) : result.kind;
}

describe('a decision', () => {
  it('approves what was asked for', () => {
    const { priorAuthorization, letters, isNews } = done(taken, {
      kind: 'decide',
      decisions: [{ lineNumber: 2, outcome: 'approved', message: 'AS ASKED' }],
    });
    expect(priorAuthorization).toMatchObject({
      status: 'in-review',
      paNumber: '',
      lines: [{ status: 'in-review' }, {}],
    });
    expect(priorAuthorization.lines[1]).toMatchObject({
      status: 'approved',
      decision: {
        outcome: 'approved',
        authorizedUnits: '3',
        unitBasis: 'UN',
        authorizedFrom: '2026-02-01',
        authorizedTo: '2026-04-30',
        authorizedProcedureCode: '',
        authorizedModifiers: ['NU'],
        authorizedDeliveryPattern: '',
        reasons: [],
        message: 'AS ASKED',
        decidedAt: '2026-01-13T15:00:00.000Z',
        decidedBy: 'rowan',
      },
    });
    expect({ letters, isNews }).toEqual({ letters: [], isNews: false });
  });

  it('of the last open line adjudicates the whole: number, dates, letters, news', () => {
    const decisions: readonly LineDecisionDraft[] = [
      { lineNumber: 1, outcome: 'modified', reasons: ['0L'], authorizedUnits: '2', authorizedTo: '2026-03-31' },
      { lineNumber: 2, outcome: 'denied', reasons: ['0F', '0R'] },
    ];
    const { priorAuthorization, letters, isNews, history } = done(taken, { kind: 'decide', decisions });
    expect(priorAuthorization).toMatchObject({
      status: 'adjudicated',
      version: taken.version + 1,
      decidedAt: '2026-01-13T15:00:00.000Z',
      expiresOn: '2026-03-31',
      deadline: { clock: 'none', dueAt: '' },
      lines: [
        { status: 'modified', decision: { authorizedUnits: '2', authorizedTo: '2026-03-31', reasons: ['0L'] } },
        { status: 'denied', decision: { authorizedUnits: '', authorizedFrom: '', authorizedModifiers: [] } },
      ],
    });
    expect(priorAuthorization.paNumber).toMatch(/^P26013[3-9A-Y]{4}$/);
    expect(letters).toEqual([
      { kind: 'decision', recipient: 'member', lines: [1, 2], namesAppeal: true },
      { kind: 'decision', recipient: 'provider', lines: [1, 2], namesAppeal: true },
    ]);
    expect(isNews).toBe(true);
    expect(history.map(({ event, details }) => [event, details.lines, details.reasons ?? ''])).toEqual([
      ['modify-line', '1', '0L'],
      ['deny-line', '2', '0F 0R'],
      ['finish', '1 2', ''],
    ]);
    expect(history[2]?.details).toMatchObject({
      from: 'in-review',
      status: 'adjudicated',
      paNumber: priorAuthorization.paNumber,
    });
  });

  it('may modify procedure, modifiers or pattern', () => {
    const draft = { lineNumber: 1, outcome: 'modified', reasons: ['10'] } as const;
    for (const change of [
      { authorizedProcedureCode: 'E0149' },
      { authorizedModifiers: ['RR'] },
      { authorizedDeliveryPattern: 'VS*1*WK' },
    ]) {
      const { priorAuthorization } = done(taken, { kind: 'decide', decisions: [{ ...draft, ...change }] });
      expect(priorAuthorization.lines[0]).toMatchObject({ status: 'modified', decision: change });
    }
  });

  it('that names no appeal writes none into the letter', () => {
    const decisions = [1, 2].map((lineNumber) => ({ lineNumber, outcome: 'approved' as const }));
    expect(done(taken, { kind: 'decide', decisions }).letters.map((letter) => letter.namesAppeal)).toEqual([
      false,
      false,
    ]);
  });

  it('is not possible before somebody has taken the request', () => {
    const decisions = [{ lineNumber: 1, outcome: 'denied', reasons: ['0F'] }] as const;
    expect(perform(submitted(), { kind: 'decide', decisions }, commandFacts())).toEqual({
      kind: 'not-possible',
      status: 'ready-for-review',
      event: 'deny-line',
      possible: ['take', 'cancel-line', 'reclassify'],
    });
  });
});

describe('a decision is refused, changes nothing and takes no number', () => {
  const modified = (changes: Partial<LineDecisionDraft>): LineDecisionDraft[] => {
    return [{ lineNumber: 1, outcome: 'modified', reasons: ['10'], ...changes }];
  };
  const cases: readonly [string, readonly LineDecisionDraft[], readonly string[]][] = [
    ['without a line', [], ['nothing-named 0']],
    ['of a line that is not there', [{ lineNumber: 9, outcome: 'approved' }], ['line-unknown 9']],
    [
      'of a line named twice',
      [
        { lineNumber: 1, outcome: 'approved' },
        { lineNumber: 1, outcome: 'denied', reasons: ['0F'] },
      ],
      ['line-named-twice 1'],
    ],
    ['that denies without a reason', [{ lineNumber: 1, outcome: 'denied' }], ['reason-missing 1']],
    ['that modifies without a reason', modified({ reasons: [], authorizedUnits: '1' }), ['reason-missing 1']],
    [
      'with a reason the payer has not',
      [{ lineNumber: 1, outcome: 'denied', reasons: ['0F', 'toString'] }],
      ['reason-unknown 1'],
    ],
    [
      'with six reasons',
      [{ lineNumber: 1, outcome: 'denied', reasons: ['0F', '0L', '0P', '0R', '0T', '0X'] }],
      ['too-many-reasons 1'],
    ],
    ['that modifies nothing', modified({ authorizedUnits: '3.0', authorizedTo: '2026-04-30' }), ['nothing-modified 1']],
    ['with no units', modified({ authorizedUnits: '0' }), ['units-invalid 1']],
    ['with units that are no number', modified({ authorizedUnits: 'two' }), ['units-invalid 1']],
    ['with more units than were asked for', modified({ authorizedUnits: '3.01' }), ['units-above-request 1']],
    ['with a day that is none', modified({ authorizedTo: '2026-02-30' }), ['dates-invalid 1']],
    ['with dates the wrong way round', modified({ authorizedTo: '2026-01-31' }), ['dates-invalid 1']],
    [
      'that approves something else',
      [{ lineNumber: 1, outcome: 'approved', authorizedUnits: '2' }],
      ['outcome-contradicted 1'],
    ],
    [
      'that denies and yet authorizes',
      [{ lineNumber: 1, outcome: 'denied', reasons: ['0F'], authorizedTo: '2026-02-02' }],
      ['outcome-contradicted 1'],
    ],
  ];

  it.each(cases)('%s', (_name, drafts, expected) => {
    expect(problemsOf(drafts)).toEqual(expected);
  });

  it('by a reviewer who has not taken it', () => {
    expect(problemsOf([{ lineNumber: 1, outcome: 'approved' }], {}, 'ash')).toEqual(['not-yours 0']);
  });

  it('of a line that is decided', () => {
    const decisions = [{ lineNumber: 1, outcome: 'approved' }] as const;
    const partly = done(taken, { kind: 'decide', decisions }).priorAuthorization;
    expect(perform(partly, { kind: 'decide', decisions }, commandFacts())).toEqual({
      kind: 'refused',
      problems: [{ problem: 'line-decided', line: 1 }],
    });
  });

  it('unless the payer lets a reviewer authorize more', () => {
    const settings = reviewSettings({ mayExceedRequest: true });
    const result = done(taken, { kind: 'decide', decisions: modified({ authorizedUnits: '5' }) }, { settings });
    expect(result.priorAuthorization.lines[0]?.decision?.authorizedUnits).toBe('5');
  });
});
