import { describe, expect, it } from 'vitest';
import { isa } from '../x12/tokens.js';
import { around, GE, GOOD, GS, IEA, readEnvelopes, SET } from './reading.js';

const TA1 = 'TA1*000000077*261102*0800*A*000~';

describe('a sound interchange', () => {
  it('is told from the outside in, every segment of a set once', () => {
    const reading = readEnvelopes(GOOD);
    expect(reading.events).toEqual([
      'interchange',
      'group',
      'set',
      'ST',
      'BHT',
      'SE',
      'set end',
      'group end',
      'interchange end',
    ]);
    expect(reading.findings).toEqual([]);
    expect(reading.sets).toEqual([{ text: SET, segments: 3, codes: [] }]);
    expect(reading.groups[0]).toMatchObject({ byteEnd: GOOD.length - IEA.length, included: 1, received: 1 });
    expect(reading.interchanges[0]).toMatchObject({ byteEnd: GOOD.length, groups: 1 });
  });

  it('may hold several sets and groups, and a file several interchanges', () => {
    const second = `${GS.replace('*101*', '*102*') + SET + SET.replaceAll('0001', '0002')}GE*2*102~`;
    const body = around(`${GS}${SET}${GE}${second}`, 'IEA*2*000000101~');
    const reading = readEnvelopes(`${body}\r\n${GOOD}`);
    expect(reading.findings).toEqual([]);
    expect(reading.interchanges.map(({ groups }) => groups)).toEqual([2, 1]);
    expect(reading.groups.map(({ received }) => received)).toEqual([1, 2, 1]);
  });

  it.each([
    ['alone', TA1 + TA1, 'IEA*0*000000101~', 2, 0],
    ['alone, counted as a group', TA1, 'IEA*1*000000101~', 1, 0],
    ['before a group', `${TA1}${GS}${SET}${GE}`, IEA, 1, 1],
    ['after a group', `${GS}${SET}${GE}${TA1}`, IEA, 1, 1],
  ])('may hold TA1s %s', (_where, body, iea, acknowledgments, groups) => {
    const reading = readEnvelopes(around(body, iea));
    expect(reading.findings).toEqual([]);
    expect(reading.interchanges[0]).toMatchObject({ groups });
    expect(reading.interchanges[0]?.acknowledgments).toEqual(
      Array.from({ length: acknowledgments }, () => ['000000077', '261102', '0800', 'A', '000']),
    );
  });
});

describe('trailers', () => {
  it.each([
    ['IEA02 differs', 'IEA*1*000000110~', ['trailer-control-number-mismatch']],
    ['IEA02 is not nine digits', 'IEA*1*101~', ['interchange-control-number-invalid']],
    ['IEA01 is another number', 'IEA*2*000000101~', ['group-count-mismatch']],
    ['IEA01 is no number', 'IEA**000000101~', ['group-count-mismatch']],
    ['both are wrong', 'IEA*2*000000110~', ['trailer-control-number-mismatch', 'group-count-mismatch']],
    ['IEA01 has zeros in front', 'IEA*01*000000101~', []],
  ])('%s', (_what, iea, expected) => {
    expect(readEnvelopes(around(`${GS}${SET}${GE}`, iea)).interchanges[0]?.codes).toEqual(expected);
  });

  it.each([
    ['GE02 with zeros in front', 'GE*1*000101~', []],
    ['GE02 differs', 'GE*1*110~', ['group-control-number-mismatch']],
    ['GE01 differs', 'GE*2*101~', ['group-set-count-mismatch']],
    ['GE01 is no number', 'GE*x*101~', ['group-set-count-mismatch']],
  ])('%s', (_what, ge, expected) => {
    const reading = readEnvelopes(around(GS + SET + ge));
    expect(reading.groups[0]?.codes).toEqual(expected);
    expect(reading.interchanges[0]?.codes).toEqual([]);
  });

  it('counts sets itself when GE01 is no number, and repeats it when it is', () => {
    expect(readEnvelopes(around(`${GS}${SET}GE*x*101~`)).groups[0]).toMatchObject({ included: 1, received: 1 });
    expect(readEnvelopes(around(`${GS}${SET}GE*3*101~`)).groups[0]).toMatchObject({ included: 3, received: 1 });
  });

  it.each([
    ['SE01 differs', 'SE*4*0001~', ['set-segment-count-mismatch']],
    ['SE02 differs only in zeros', 'SE*3*1~', ['set-control-number-mismatch']],
    ['SE has an element too many', 'SE*3*0001*X~', ['element-surplus']],
    ['SE has a separator too many', 'SE*3*0001*~', []],
  ])('%s', (_what, se, expected) => {
    expect(readEnvelopes(around(GS + SET.replace('SE*3*0001~', se) + GE)).sets[0]?.codes).toEqual(expected);
  });
});

describe('broken structure', () => {
  it.each([
    [
      'a set outside a group',
      SET,
      ['control-structure-invalid', 'interchange-content-invalid', 'group-count-mismatch'],
    ],
    ['a GE without GS', `${GS}${SET}${GE}${GE}`, ['control-structure-invalid']],
    ['a SE without ST', `${GS}${SET}SE*1*0001~${GE}`, ['control-structure-invalid']],
    ['data between sets', `${GS}${SET}REF*EA*1~REF*EA*2~${GE}`, ['control-structure-invalid']],
    ['nothing at all', '', ['interchange-content-invalid', 'group-count-mismatch']],
    ['a group without GE', GS + SET, ['interchange-content-invalid']],
  ])('%s', (_what, body, expected) => {
    expect(readEnvelopes(around(body)).interchanges[0]?.codes).toEqual(expected);
  });

  it('names the first segment out of place, unless it is no segment id', () => {
    const [named] = readEnvelopes(around(`${GS}${SET}REF*EA~${GE}`)).findings;
    expect(named).toMatchObject({ parameters: { segment: 'REF' }, place: { segmentId: 'REF' } });
    const [unnamed] = readEnvelopes(around(`${GS}${SET}OAKES*MARTA~${GE}`)).findings;
    expect(JSON.stringify(unnamed)).not.toContain('OAKES');
  });

  it('closes a group that lacks its GE when the next one begins, and leaves the interchange alone', () => {
    const reading = readEnvelopes(
      around(`${GS + SET + GS.replace('*101*', '*102*') + SET}GE*1*102~`, 'IEA*2*000000101~'),
    );
    expect(reading.groups.map((group) => group.codes)).toEqual([['group-trailer-missing'], []]);
    expect(reading.groups[0]).toMatchObject({ included: 1, received: 1 });
    expect(reading.interchanges[0]?.codes).toEqual([]);
  });

  it.each([
    ['the next ST', `${SET.replaceAll('0001', '0002')}GE*2*101~${IEA}`],
    ['GE', `${GE}${IEA}`],
    ['GS', `${GS}${SET}${GE}${IEA}`],
    ['IEA', IEA],
    ['a new ISA', GOOD],
    ['the end of the file', ''],
  ])('closes a set that lacks its SE at %s', (_what, rest) => {
    const cut = 'ST*278*0001*005010X217~BHT*0007~';
    const reading = readEnvelopes(`${isa()}${GS}${cut}\n${rest}`);
    expect(reading.sets[0]).toEqual({ text: cut, segments: 2, codes: ['set-trailer-missing'] });
    const finding = reading.findings.find(({ code }) => code === 'set-trailer-missing');
    expect(finding?.place).toMatchObject({ segmentId: 'SE', segmentPosition: 3, byteLength: 0 });
    // Openings and closings match, and every interchange ends.
    for (const what of ['interchange', 'group', 'set']) {
      const begun = reading.events.filter((event) => event === what).length;
      expect(reading.events.filter((event) => event === `${what} end`)).toHaveLength(begun);
    }
  });

  it('ends an interchange without IEA at the next ISA, for every one of them', () => {
    const open = `${isa()}${GS}${SET}${GE}\n`;
    const reading = readEnvelopes(open + open + GOOD);
    expect(reading.interchanges.map(({ codes }) => codes)).toEqual([
      ['interchange-premature-end'],
      ['interchange-premature-end'],
      [],
    ]);
    expect(reading.interchanges[0]?.byteEnd).toBe(open.length);
  });

  it.each([
    ['between segments', `${isa()}${GS}${SET}`],
    ['inside a segment', `${isa()}${GS}ST*278*00`],
    ['inside the IEA', GOOD.slice(0, -1)],
    ['after the header', isa()],
  ])('ends it at the end of a file that breaks off %s', (_where, text) => {
    const reading = readEnvelopes(text);
    expect(reading.interchanges).toHaveLength(1);
    expect(reading.interchanges[0]?.codes).toContain('interchange-premature-end');
    expect(reading.interchanges[0]?.byteEnd).toBe(text.length);
  });

  it('says that the file breaks off inside a document, and how much of it is there', () => {
    const text = `${isa()}${GS}ST*275*0001*005010X211~BIN*500*a~b`;
    const reading = readEnvelopes(text);
    expect(reading.interchanges.map(({ codes }) => codes)).toEqual([['interchange-premature-end-in-data']]);
    expect(reading.findings.find(({ code }) => code === 'interchange-premature-end-in-data')).toMatchObject({
      acknowledgment: '023',
      place: { byteOffset: text.indexOf('BIN') },
      parameters: { segment: 'BIN', expected: 500, found: 3 },
    });
  });

  it('blames the terminator when no segment ever ended, the structure when some did', () => {
    const long = 'A'.repeat(300);
    const none = readEnvelopes(`${isa({ end: '|' })}${GS}${long}`, undefined, 200);
    expect(none.interchanges.map(({ codes }) => codes)).toEqual([['segment-terminator-invalid']]);
    const some = readEnvelopes(`${isa()}${GS}${SET}REF*${long}${GOOD}`, undefined, 200);
    expect(some.interchanges.map(({ codes }) => codes)).toEqual([['control-structure-invalid'], []]);
    expect(some.stray).toEqual([]);
    expect(some.interchanges[0]?.byteEnd).toBe(isa().length + GS.length + SET.length + 304);
  });

  it('does not cut at a terminator that cannot be one, and finds the next interchange', () => {
    // ISA16 is missing, so that the terminator stands in its place and the G of GS in the terminator's.
    const shifted = GOOD.replace('*T*:~', '*T*~');
    const reading = readEnvelopes(shifted + GOOD);
    expect(reading.interchanges.map(({ codes }) => codes)).toEqual([['segment-terminator-invalid'], []]);
    expect(reading.interchanges[0]?.byteEnd).toBe(shifted.length);
  });

  it('reports an unreadable header together with what follows it, and reads on at the next ISA', () => {
    const broken = isa().replace('000000101', '10').concat(GS, SET, GE, IEA);
    const reading = readEnvelopes(broken + GOOD);
    expect(reading.unreadable).toEqual([[0, broken.length]]);
    expect(reading.stray).toEqual([]);
    expect(reading.interchanges.map(({ codes }) => codes)).toEqual([[]]);
  });

  it('reports bytes after the IEA and keeps the interchange', () => {
    const reading = readEnvelopes(`${GOOD}\nIEA*1*000000101~`);
    expect(reading.stray).toEqual([['other', GOOD.length + 1, 16]]);
    expect(reading.findings).toEqual([]);
  });
});

describe('an interchange with more groups or TA1s than are kept', () => {
  const group = (n: number) => `GS*HI*A1*B1*20261103*0915*${n}*X*005010X217~GE*0*${n}~`;
  const next = `${isa({ control: '000000102' })}${group(1)}IEA*1*000000102~`;

  it.each([
    ['groups', group],
    ['TA1s', () => 'TA1*000000001*261103*0915*A*000~'],
  ])('is refused for too many %s, is passed over to its end, and the next one is read', (_what, part) => {
    const parts = Array.from({ length: 10_050 }, (_, n) => part(n + 1)).join('');
    const { interchanges } = readEnvelopes(`${isa({})}${parts}IEA*10050*000000101~${next}`);
    expect(interchanges).toHaveLength(2);
    expect(interchanges[0]?.codes[0]).toBe('interchange-too-many-parts');
    expect(Math.max(interchanges[0]?.groups ?? 0, interchanges[0]?.acknowledgments.length ?? 0)).toBe(10_000);
    expect(interchanges[1]?.codes).not.toContain('interchange-too-many-parts');
  });
});

describe('group headers', () => {
  it.each([
    ['GS02 too short', GS.replace('*110012345A*', '*A*'), ['group-header-invalid']],
    ['GS03 too long', GS.replace('PAYER01', 'P'.repeat(16)), ['group-header-invalid']],
    ['GS04 no date', GS.replace('20261103', '20261131'), ['group-header-invalid']],
    ['GS05 no time', GS.replace('0915', '0960'), ['group-header-invalid']],
    ['GS05 in eight digits', GS.replace('0915', '09153012'), []],
    ['GS06 zero', GS.replace('*101*', '*0*'), ['group-control-number-invalid', 'group-control-number-mismatch']],
    ['GS07 neither X nor T', GS.replace('*X*', '*Y*'), ['group-header-invalid']],
    ['an element too many', GS.replace('~', '*1~'), ['group-header-invalid']],
  ])('%s concerns the group', (_what, gs, expected) => {
    const reading = readEnvelopes(around(gs + SET + GE));
    expect(reading.groups[0]?.codes).toEqual(expected);
    expect(reading.interchanges[0]?.codes).toEqual([]);
  });

  it.each([
    ['GS01', GS.replace('*HI*', '*H*')],
    ['GS06', GS.replace('*101*', '*A101*')],
    ['GS08', GS.replace('*005010X217~', '~')],
  ])('%s that no 999 could repeat concerns the interchange', (_what, gs) => {
    expect(readEnvelopes(around(gs + SET + GE)).interchanges[0]?.codes).toContain('interchange-content-invalid');
  });

  it('may not repeat a control number for the same application pair', () => {
    const twice = (second: string) => readEnvelopes(around(GS + SET + GE + second + SET + GE, 'IEA*2*000000101~'));
    expect(twice(GS.replace('*101*', '*0101*')).groups[1]?.codes).toEqual(['group-control-number-duplicate']);
    expect(twice(GS.replace('PAYER01', 'PAYER02')).groups[1]?.codes).toEqual([]);
  });
});

describe('set headers', () => {
  const st = (text: string, gs = GS) => {
    const [, , number = ''] = text.split('*');
    return readEnvelopes(around(`${gs}ST*${text}~SE*2*${text.split('*')[1] ?? number}~${GE}`));
  };

  it.each([
    ['no set id', 'ABC*0001*005010X217', ['set-identifier-invalid']],
    ['a set of another family', '837*0001*005010X217', ['set-not-of-group']],
    ['no reference', '278*0001', ['set-implementation-reference-invalid']],
    ['a misshapen reference', '278*0001*X217', ['set-implementation-reference-invalid']],
    ['the reference of another guide', '278*0001*005010X222A1', ['set-implementation-reference-invalid']],
    ['the reference of a guide nobody has', '278*0001*005010X216', ['set-implementation-not-supported']],
    ['an element too many', '278*0001*005010X217*X', ['element-surplus']],
  ])('%s', (_what, text, expected) => {
    const reading = st(text);
    expect(reading.sets[0]?.codes).toEqual(expected);
    expect(reading.groups[0]?.codes).toEqual([]);
  });

  it('need no reference in an 835 group or one without an industry version', () => {
    const remittance = GS.replace('*HI*', '*HP*').replace('005010X217', '005010X221A1');
    expect(st('835*0001', remittance).sets[0]?.codes).toEqual([]);
    expect(st('278*0001', GS.replace('005010X217', '005010')).sets[0]?.codes).toEqual([]);
  });

  it.each([
    ['too short', '278*001*005010X217'],
    ['too long', '278*0000000001*005010X217'],
    ['of characters our answer cannot carry', '278*00^1*005010X217'],
  ])('with a control number %s refuse the group, once', (_what, text) => {
    const reading = st(text);
    expect(reading.sets[0]?.codes).toEqual(['set-control-number-invalid']);
    expect(reading.groups[0]?.codes).toEqual(['group-set-not-echoable']);
  });

  it('with a set id that cannot be repeated refuse the group', () => {
    expect(st('27*0001*005010X217').groups[0]?.codes).toEqual(['group-set-not-echoable']);
  });

  it('may use a control number once in a group and again in the next', () => {
    const reading = readEnvelopes(
      around(`${GS}${SET}${SET}GE*2*101~${GS.replace('*101*', '*102*')}${SET}GE*1*102~`, 'IEA*2*000000101~'),
    );
    expect(reading.sets.map(({ codes }) => codes)).toEqual([[], ['set-control-number-duplicate'], []]);
  });
});
