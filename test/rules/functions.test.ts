import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULE_FUNCTIONS } from '../../src/rules/functions/registry.js';
import { CLAIM, claimSet, LINE, listsOf, RuleTrial, ruleOf } from './rules-support.js';

const LISTS = listsOf({
  procedures: { 99213: [20200101, 20261231], 99214: [20200101, 20251231] },
  'zip-prefix-state': { '021:MA': [0, 99999999], '100:NY': [0, 99999999] },
});

const OTHER_PAYER = [
  'SBR*S*18*******CI',
  'CAS*PR*1*10',
  'AMT*D*70',
  'OI***Y***Y',
  'NM1*IL*1*X*Y****MI*1',
  'NM1*PR*2*OTHER*****PI*OTHER',
];
const PAID_LINE = [...LINE, 'SVD*OTHER*70*HC:99213**1', 'CAS*CO*45*20', 'DTP*573*D8*20260110'];

/** Whether a demand on a claim is broken; true, false or unknown cannot be told apart from outside but by its opposite. */
function answer(then: string, segments: readonly string[], scope = '2300', received = 0): boolean | undefined {
  const count = (demand: string) =>
    new RuleTrial([ruleOf({ scope, then: demand, at: scope === '2300' ? 'CLM02' : 'SV102' })], LISTS).faults(
      segments,
      received,
    ).length;
  if (count(then) > 0) return false;
  return count(`not ${then}`) > 0 ? true : undefined;
}

const claim = claimSet([...CLAIM, ...OTHER_PAYER, ...PAID_LINE]);

describe('functions', () => {
  it.each<[string, boolean | undefined]>([
    ['exists(CLM02)', true],
    ['exists(CLM20, CLM02)', true],
    ['exists(2310B)', false],
    ['exists(2000C, 2400)', true],
    ['(count(2400) = 1)', true],
    ['(count(HI*-2) = 2)', true],
    ['(count(2330A, 2330B) = 2)', true],
    ['distinct(HI*-2)', true],
    ['distinct(2000B/SBR01, 2320/SBR01)', true],
    ['distinct(2000B/SBR09, 2320/SBR09)', false],
    ['distinct(REF[F8]02)', undefined],
    ['(sum(2320/CAS03, 2430/CAS03) = 30)', true],
    ['(total(2310B/NM109) = 0)', true],
    ['(totalwhere(2430/SVD01 = 2330B/NM109, 2430/SVD02, 2430/CAS03) = CLM02 - 10)', true],
    ["(totalwhere(2330B/NM109 = 'OTHER', 2320/AMT[D]02) = 70)", true],
    ["(totalwhere(2330B/NM109 = 'NOBODY', 2320/AMT[D]02) = 0)", true],
    ["(loops(HI*-1, 'ABF') = 1)", true],
    ["(loops(2400/SV101-1, 'HC') = 1)", true],
    ["(loopsum(2400/SV102, 2400/SV101-1, 'HC') = 100)", true],
    ["(loopsum(2400/SV102, 2400/SV101-1, 'XX') = 0)", true],
    ['(loopsum(2400/SV102) = 100)', true],
    ['(length(CLM01) = 2)', true],
    ['(length(REF[F8]02) > 0)', undefined],
    ["(first(HI*-2) = 'M175')", true],
    ["(first(HI*-2) = 'E118')", false],
    ['(least(2430/CAS03) = 20)', true],
    ["(greatest(2400/DTP[472]03) = '20260102')", true],
    ['(date(2400/DTP[472]03) = date(2430/DTP03))', false],
    ['(lastday(2400/DTP[472]03) <= received)', true],
    ['(days(2400/DTP[472]03, 2430/DTP03) = 8)', true],
    ['(age(2010BA/DMG02, 2400/DTP[472]03) = 45)', true],
    ['npi(2010AA/NM109)', true],
    ['npi(2010BA/NM109)', false],
    ['npi(2310B/NM109)', undefined],
    ["matches(CLM01, 'C[0-9]')", true],
    ["matches(CLM01, 'C')", false],
    ["starts(CLM01, 'C')", true],
    ["starts(CLM01, 'C12')", false],
    ["all(matches(HI*-2, '[EM].*'))", true],
    ["all(starts(HI*-2, 'M'))", false],
    ["code(2400/SV101-2, 'procedures')", true],
    ["code(CLM01, 'procedures')", false],
    ['zipstate(2010AA/N403, 2010AA/N402)', true],
  ])('%s is %s', (then, expected) => {
    expect(answer(then, claim, '2300', 20260201)).toBe(expected);
  });

  it('leave a value open that is longer than any pattern is held against', () => {
    const named = (characters: number) =>
      claim.map((one) => (one.startsWith('CLM*') ? one.replace('*C1*', `*${'C'.repeat(characters)}*`) : one));
    expect(answer("matches(CLM01, 'C*')", named(264))).toBe(true);
    expect(answer("matches(CLM01, 'C*')", named(265))).toBeUndefined();
  });

  it('judge periods by both their days', () => {
    const period = (value: string) => claimSet([...CLAIM, LINE[0]!, LINE[1]!, `DTP*472*RD8*${value}`]);
    expect(answer('isperiodordered(DTP[472]03)', period('20260102-20260105'), '2400')).toBe(true);
    expect(answer('isperiodordered(DTP[472]03)', period('20260105-20260102'), '2400')).toBe(false);
    expect(answer('isperiodordered(DTP[472]03)', period('20260105'), '2400')).toBeUndefined();
    expect(answer('isperiodordered(DTP[472]03)', period('20260231-20260301'), '2400')).toBeUndefined();
    expect(answer("(lastday(DTP[472]03) = '20260105')", period('20260102-20260105'), '2400')).toBe(true);
  });

  it('count years as birthdays pass, those of a leap day too', () => {
    const born = (day: string) => claimSet([...CLAIM, ...LINE.slice(0, 2), `DTP*472*D8*${day}`]).map((one) => one);
    expect(answer('(age(2010BA/DMG02, DTP[472]03) = 45)', born('20260228'), '2400')).toBe(true);
    expect(answer('(age(2010BA/DMG02, DTP[472]03) = 46)', born('20260301'), '2400')).toBe(true);
  });

  it('ask a code list on the day, on any of several days, and never one that is not there', () => {
    const coded = (code: string, ...days: string[]) =>
      claimSet([...CLAIM, ...days.flatMap((day) => ['LX*1', `SV1*HC:${code}*100*UN*1***1`, `DTP*472*D8*${day}`])]);
    const asked = "code(2400/SV101-2, 'procedures', date(2400/DTP[472]03))";
    expect(answer(asked, coded('99214', '20251230'))).toBe(true);
    expect(answer(asked, coded('99214', '20260102'))).toBe(false);
    expect(answer(asked, coded('99214', '20260102', '20251230'))).toBe(true);
    expect(answer(asked, coded('99214', '2026'))).toBe(true);
    expect(answer("code(2400/SV101-2, 'not-here')", coded('99214', '20251230'))).toBeUndefined();
  });

  it('tell a ZIP code of another state', () => {
    const moved = claim.map((one) => (one === 'N4*TOWN*MA*021010001' ? 'N4*TOWN*NY*021010001' : one));
    expect(answer('zipstate(2010AA/N403, 2010AA/N402)', moved)).toBe(false);
    const foreign = claim.map((one) => (one === 'N4*TOWN*MA*021010001' ? 'N4*TOWN*MA*K1A0B1' : one));
    expect(answer('zipstate(2010AA/N403, 2010AA/N402)', foreign)).toBeUndefined();
  });

  it.each([
    ['CLM02', 'is no condition'],
    ['exists(CLM02) = 1', 'gives no value'],
    ['sum(CLM02)', 'is no condition'],
    ['npi()', 'is written with 1 parameters'],
    ["matches(CLM01, '[')", 'is no regular expression'],
    ['sum(2400) = 1', 'names no element'],
    ['value = 1', 'stands only in a rule with "each"'],
    ['totalwhere(CLM01, CLM02) = 1', 'begins with a path'],
    ["date(CLM01) = 'soon'", 'is no date'],
  ])('%s is refused', (then, message) => {
    expect(() => new RuleTrial([ruleOf({ then })])).toThrow(message);
  });

  it('all stand in the table of docs/rules.md', () => {
    const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
    for (const { usage } of RULE_FUNCTIONS.values()) expect(page).toContain(`\`${usage}\``);
  });
});
