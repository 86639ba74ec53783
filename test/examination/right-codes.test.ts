import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../x12/tokens.js';
import { contextFor, examineAll, fixturePartner } from './examination-support.js';

/** One interchange, one group, two clean 278 sets. */
const CLEAN = readFileSync(new URL('../../fixtures/cases/278-clean/input.x12', import.meta.url), 'latin1').trimEnd();
const GROUP = CLEAN.slice(CLEAN.indexOf('GS*'), CLEAN.indexOf('IEA*'));

/** `AK901 codes: IK501 codes, ...` for each group. */
async function answersTo(text: string): Promise<readonly string[]> {
  const { interchanges, sets } = await examineAll([bytesOf(text)], contextFor(fixturePartner()));
  return interchanges.flatMap(({ index, groups }) =>
    groups.map((group) => {
      const own = sets.filter((set) => set.interchange === index && set.group === group.index);
      const said = own.map(({ status, codes }) => [status, ...codes].join(' '));
      return `${[group.status, ...group.codes].join(' ')}: ${said.join(', ')}`;
    }),
  );
}

const first = (from: string | RegExp, to: string) => CLEAN.replace(from, to);

describe('IK501 to IK506, worked out from the code list of data element 618', () => {
  it.each<[string, string, string]>([
    ['both sets are right', CLEAN, 'A: A, A'],
    ['1: ST01 is a transaction nobody here takes', first('ST*278*', 'ST*850*'), 'P: R 18, A'],
    ['2: the first set has no SE', first(/SE\*\d+\*0001~/, ''), 'P: R 2, A'],
    ['3: SE02 is not ST02', first(/(SE\*\d+)\*0001~/, '$1*0009~'), 'P: R 3, A'],
    ['4: SE01 is wrong', first(/SE\*\d+\*0001~/, 'SE*99*0001~'), 'P: R 4, A'],
    ['5: a segment breaks the standard', first('DMG*D8*', 'DMG*D8*9'), 'P: R 5, A'],
    ['I5: a segment breaks the guide alone', first('HL*3*2*', 'HL*3*1*'), 'P: R I5, A'],
    ['5 and I5: one of each', first('HL*3*2*', 'HL*3*1*').replace('DMG*D8*', 'DMG*D8*9'), 'P: R 5 I5, A'],
    [
      '4 and 5: SE01 is wrong beside a bad element, each said once',
      first(/SE\*\d+\*0001~/, 'SE*99*0001~').replace('DMG*D8*', 'DMG*D8*9'),
      'P: R 4 5, A',
    ],
    ['6: ST01 is no identifier', first('ST*278*', 'ST*27A*'), 'P: R 6, A'],
    ['18: the set is of another group', first('ST*278*', 'ST*837*'), 'P: R 18, A'],
    ['19: ST03 is not GS08', first('*0001*005010X217', '*0001*005010X222A1'), 'P: R 19, A'],
    ['23: ST02 comes twice', CLEAN.replaceAll('*0002', '*0001'), 'P: A, R 23'],
    [
      '23 and 5: the second of them has an error besides',
      CLEAN.replaceAll('*0002', '*0001').replace(/DMG\*D8\*(?=.*IEA)(?!.*DMG)/s, 'DMG*D8*9'),
      'P: A, R 23 5',
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await answersTo(text)).toEqual([expected]);
  });
});

describe('a group that names nothing an acknowledgment could repeat', () => {
  it('is answered by a TA1 with 024, as is one without GE at the end of the interchange', async () => {
    for (const text of [first(/GE\*2\*\d+~/, ''), first(/\*\d+\*X\*/, '*ABC*X*')]) {
      const { interchanges } = await examineAll([bytesOf(text)], contextFor(fixturePartner()));
      expect(interchanges).toMatchObject([{ acknowledgment: 'R', note: '024', groups: [] }]);
    }
  });
});

describe('AK901 and AK905 to AK909, worked out from the code list of data element 716', () => {
  const number = /GE\*2\*(\d+)/.exec(CLEAN)![1]!;
  it.each<[string, string, readonly string[]]>([
    ['1: GS01 is a kind of group nobody here takes', first('GS*HI*', 'GS*PO*'), ['R 1: ']],
    ['2: GS08 is a version nobody here takes', CLEAN.replaceAll('005010X217', '004010X094'), ['R 2: ']],
    [
      '3: the group has no GE before the next GS',
      first(/GE\*2\*\d+~/, '').replace(
        'IEA*1*',
        `${GROUP.replaceAll(`*${number}*X*`, '*88*X*').replace(`GE*2*${number}`, 'GE*2*88')}IEA*2*`,
      ),
      ['R 3: A, A', 'A: A, A'],
    ],
    ['4: GE02 is not GS06', first(/GE\*2\*\d+~/, 'GE*2*77~'), ['R 4: A, A']],
    ['5: a set has no number that could be repeated', first(/ST\*278\*0001/, 'ST*278*1'), ['R 5: R 7 3, A']],
    ['6: GS06 is zero', CLEAN.replaceAll(`*${number}*X*`, '*0*X*').replace(`GE*2*${number}`, 'GE*2*0'), ['R 6: ']],
    ['19: GS06 comes twice', CLEAN.replace('IEA*1*', `${GROUP}IEA*2*`), ['A: A, A', 'R 19: ']],
    [
      'a group of one guide does not touch one of another',
      CLEAN.replace(
        'IEA*1*',
        `${GROUP.replaceAll(`*${number}*X*`, '*88*X*').replace(`GE*2*${number}`, 'GE*2*88').replace('DMG*D8*', 'DMG*D8*9')}IEA*2*`,
      ),
      ['A: A, A', 'P: R 5, A'],
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await answersTo(text)).toEqual(expected);
  });
});
