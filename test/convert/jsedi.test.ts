import { X12Generator } from 'node-x12';
import { describe, expect, it } from 'vitest';
import { jsediOf, LARGEST_JSEDI_FILE } from '../../src/convert/jsedi.js';
import { exampleInterchange } from '../../src/guides/instance-interchange.js';
import { CLAIMS, claimsWith, ISA, interchangeOf } from './files.js';
import { schemas } from './round-trip.js';

const jsedi = (x12: string) => jsediOf(Buffer.from(x12, 'latin1'), schemas);

describe('the notation of node-x12', () => {
  it('holds every segment of a claims file, and node-x12 writes the file from it', async () => {
    const text = await jsedi(interchangeOf(CLAIMS));
    const notation = JSON.parse(text);
    const [set] = notation.functionalGroups[0].transactions;
    expect(set.segments).toHaveLength(35);
    expect(set.segments[14]).toEqual({ tag: 'HI', elements: ['ABK:J069'] });
    expect(new X12Generator(notation).toString()).toBe(interchangeOf(CLAIMS));
  });

  // Binary data is refused, so that a 275 is held only without its documents.
  it.each(schemas.guideIndex.map(({ id }) => id))('holds a maximal instance of %s', async (id) => {
    const occurrences = (loop: string, usual: number) => (loop === '2110B' ? 0 : usual);
    const options = { kind: 'maximal', repeats: 1, ...(id.endsWith('-275') && { occurrences }) } as const;
    const x12 = [...exampleInterchange(schemas.guide(id), schemas, options)].join('');
    await expect(jsedi(x12)).resolves.toContain('"functionalGroups"');
  });

  it('keeps bytes above 7E, in plain ASCII', async () => {
    const text = await jsedi(interchangeOf(claimsWith('NM1*QC', 'NM1*QC*1*SPECIM\xc9N*CARA')));
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(text).functionalGroups[0].transactions[0].segments[29].elements[2]).toBe('SPECIM\xc9N');
  });
});

describe('what node-x12 would lose or change', () => {
  it.each([
    ['two interchanges', interchangeOf([...CLAIMS, ...CLAIMS]), /more than one interchange/],
    ['a TA1', interchangeOf([ISA, 'TA1*000000007*261102*1430*A*000', 'IEA*0*000000001']), /TA1/],
    ['binary data', interchangeOf(claimsWith('HI', 'BIN*3*A~B')), /binary data/],
    ['a missing trailer', interchangeOf(CLAIMS.slice(0, -1)), /trailer is missing/],
    ['a wrong count', interchangeOf([...CLAIMS.slice(0, -3), 'SE*9*0001', 'GE*1*1', 'IEA*1*000000001']), /repaired/],
    ['garbage at the end', `${interchangeOf(CLAIMS)}garbage`, /bytes that are no segment/],
    ['a segment without elements', interchangeOf(claimsWith('HI', 'HI')), /node-x12/],
  ])('is refused: %s', async (_name, x12, message) => {
    await expect(jsedi(x12)).rejects.toThrow(message);
    await expect(jsedi(x12)).rejects.toMatchObject({ code: 'jsedi-would-lose' });
  });

  it('is refused: a file too large for it', async () => {
    await expect(jsediOf(new Uint8Array(LARGEST_JSEDI_FILE + 1), schemas)).rejects.toMatchObject({
      code: 'jsedi-too-large',
    });
  });
});
