import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/finding.js';
import { bytesOf } from '../x12/tokens.js';
import { contextFor, examineAll, fixturePartner, inPieces, SCHEMAS } from './examination-support.js';

const CLEAN = readFileSync(new URL('../../fixtures/cases/278-clean/input.x12', import.meta.url), 'latin1').trimEnd();
const MIXED = readFileSync(
  new URL('../../fixtures/cases/278-second-set-refused/input.x12', import.meta.url),
  'latin1',
).trimEnd();

const examineText = (text: string, profile = fixturePartner()) => examineAll([bytesOf(text)], contextFor(profile));
const codesOf = (findings: readonly Finding[] | undefined) => findings?.map((finding) => finding.code);
const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');

describe('a file of several interchanges', () => {
  const file = `\r\n${CLEAN}\n${MIXED}\n`;

  it('gives each its byte range, its digest and its sets, an outcome after all of them', async () => {
    const { file: whole, interchanges, sets, order } = await examineText(file);
    expect(order).toEqual(['set 0', 'set 0', 'interchange 0', 'set 1', 'set 1', 'set 1', 'interchange 1']);
    expect(whole).toMatchObject({ bytes: file.length, sha256: sha256(file), interchanges: 2, findings: [] });
    expect(interchanges.map(({ byteStart, byteEnd }) => file.slice(byteStart, byteEnd))).toEqual([CLEAN, MIXED]);
    expect(interchanges.map((interchange) => interchange.sha256)).toEqual([sha256(CLEAN), sha256(MIXED)]);
    for (const set of sets) {
      const text = file.slice(set.byteStart, set.byteEnd);
      expect(text).toMatch(/^ST\*278\*000\d.*SE\*1[78]\*000\d~$/s);
      expect(text.split('~').length - 1).toBe(set.segmentCount);
      expect(set.acknowledgment.text).toContain(`AK2*278*${set.controlNumber}*005010X217~`);
    }
    expect(sets.map(({ status, guideId }) => [status, guideId])).toEqual(
      ['A', 'A', 'A', 'R', 'A'].map((status) => [status, '005010X217-278-request']),
    );
  });

  it('gives the same in pieces of any size, from a buffer that is used again', async () => {
    const whole = await examineText(file);
    for (const size of [1, 13, 512, 70_000]) {
      expect(await examineAll(inPieces(bytesOf(file), size), contextFor(fixturePartner()))).toEqual(whole);
    }
    const bytes = bytesOf(file);
    async function* reused() {
      const buffer = new Uint8Array(64);
      for (let at = 0; at < bytes.length; at += buffer.length) {
        const piece = bytes.subarray(at, at + buffer.length);
        buffer.set(piece);
        yield buffer.subarray(0, piece.length);
      }
    }
    expect(await examineAll(reused(), contextFor(fixturePartner()))).toEqual(whole);
  });

  it('waits for its sink, and passes on its refusal', async () => {
    const { examine } = await import('../../src/examination/examine.js');
    const full = new Error('disk full');
    const sink = { sets: () => Promise.reject(full), interchange: () => {} };
    await expect(examine([bytesOf(file)], contextFor(fixturePartner()), sink)).rejects.toBe(full);
  });
});

describe('who speaks', () => {
  it('is the channel’s partner or nobody', async () => {
    const stranger = { ...fixturePartner(), interchangeId: 'ELSEBODY01' };
    const { interchanges, sets } = await examineText(CLEAN, stranger);
    expect(interchanges[0]).toMatchObject({ acknowledgment: 'R', note: '006', groups: [] });
    expect(codesOf(interchanges[0]?.findings)).toEqual(['sender-not-this-partner']);
    expect(sets).toEqual([]);
  });

  it('does not matter without partners, nor does what may be sent', async () => {
    const stranger = CLEAN.replaceAll('PRCLINIC01', 'ELSEBODY01').replace('NLHP00042      ', 'SOMEPAYER      ');
    const { interchanges } = await examineAll([bytesOf(stranger.replace('*T*:', '*P*:'))], contextFor(undefined));
    expect(interchanges[0]).toMatchObject({ acknowledgment: 'A', groups: [{ status: 'A', setsAccepted: 2 }] });
  });

  it('is noted when GS02 names somebody else', async () => {
    const { interchanges } = await examineText(CLEAN.replace('GS*HI*PRCLINIC01', 'GS*HI*ELSEBODY01'));
    expect(interchanges[0]).toMatchObject({ acknowledgment: 'A', groups: [{ status: 'A' }] });
    expect(codesOf(interchanges[0]?.groups[0]?.findings)).toEqual(['group-sender-differs']);
  });
});

describe('a group', () => {
  it.each([
    ['of an unknown kind', CLEAN.replace('GS*HI', 'GS*QQ'), '1', 'group-not-supported'],
    ['of an unknown version', CLEAN.replaceAll('005010X217', '005010X216'), '2', 'group-version-not-supported'],
    ['in production without approval', CLEAN.replace('*T*:', '*P*:'), '1', 'group-not-approved'],
  ])('%s is refused without a look at its sets', async (_what, text, code, finding) => {
    const { interchanges, sets } = await examineText(text);
    expect(interchanges[0]?.acknowledgment).toBe('A');
    expect(interchanges[0]?.groups[0]).toMatchObject({
      status: 'R',
      codes: [code],
      setsIncluded: 2,
      setsReceived: 2,
      setsAccepted: 0,
      handler: '',
      isAcknowledged: true,
    });
    expect(codesOf(interchanges[0]?.groups[0]?.findings)).toEqual([finding]);
    expect(sets).toEqual([]);
  });

  it('that is accepted names its handler', async () => {
    const { interchanges } = await examineText(CLEAN);
    expect(interchanges[0]?.groups[0]).toMatchObject({ status: 'A', codes: [], handler: '278' });
  });

  it('of acknowledgments is taken in, not answered and applied by nobody', async () => {
    const text = readFileSync(new URL('../../fixtures/cases/278-clean/expected.999.x12', import.meta.url), 'latin1')
      .replace('*ZZ*NLHP00042      *ZZ*PRCLINIC01     *', '*ZZ*PRCLINIC01     *ZZ*NLHP00042      *')
      .replace('GS*FA*NLHP00042*PRCLINIC01', 'GS*FA*PRCLINIC01*NLHP00042');
    const { interchanges, sets } = await examineText(text);
    expect(interchanges[0]).toMatchObject({ acknowledgment: 'A', isAcknowledgmentOnly: true });
    expect(interchanges[0]?.groups[0]).toMatchObject({ status: 'A', handler: '', isAcknowledged: false });
    expect(sets).toMatchObject([{ transactionSet: '999', status: 'A', guideId: '', acknowledgment: { segments: 0 } }]);
  });
});

describe('a set', () => {
  it('of a guide nobody here handles is refused, though its sibling is handled', async () => {
    // BHT02 11 makes it a response, which shares GS08 and ST01 with the request.
    const { sets } = await examineText(CLEAN.replace('BHT*0007*13', 'BHT*0007*11'));
    expect(sets[0]).toMatchObject({ status: 'R', guideId: '005010X217-278-response' });
    expect(sets[0]?.codes).toContain('1');
    expect(sets[1]).toMatchObject({ status: 'A' });
  });

  it('keeps so many findings and no more, and says how many there were', async () => {
    const { sets } = await examineAll(
      [bytesOf(MIXED.replace('SE*17*0002', 'SE*99*0002'))],
      contextFor(fixturePartner(), { findingsCap: 1 }),
    );
    expect(sets[1]).toMatchObject({ status: 'R', findingsTotal: 4, codes: ['4', '5'] });
    expect(codesOf(sets[1]?.findings)).toEqual(['element-code-invalid', 'set-segment-count-mismatch']);
  });

  it('is not shown to the validator when its kind is wrong', async () => {
    const { sets } = await examineText(CLEAN.replace('ST*278*0001', 'ST*837*0001'));
    expect(sets[0]).toMatchObject({ status: 'R', codes: ['18'], guideId: '' });
  });
});

describe('a refused interchange', () => {
  it.each([
    ['cut off', CLEAN.slice(0, CLEAN.indexOf('GE*')), '023'],
    ['with a wrong trailer', CLEAN.replace('IEA*1*000000101', 'IEA*1*000000110'), '001'],
    ['with a bad group header', CLEAN.replace('*101*X', '**X'), '024'],
  ])('%s opens none of its groups', async (_what, text, note) => {
    const { interchanges } = await examineText(text);
    expect(interchanges[0]).toMatchObject({ acknowledgment: 'R', note, groups: [] });
    expect(interchanges[0]?.findings[0]?.acknowledgment).toBe(note);
    expect(interchanges[0]?.sha256).toBe(sha256(text));
  });

  it('does not stop the next one', async () => {
    const { interchanges } = await examineText(CLEAN.slice(0, 500) + MIXED);
    expect(interchanges.map(({ acknowledgment, note }) => [acknowledgment, note])).toEqual([
      ['R', '023'],
      ['A', '000'],
    ]);
    expect(interchanges[0]?.sha256).toBe(sha256(CLEAN.slice(0, 500)));
  });
});

describe('an interchange of TA1s', () => {
  it('is kept, and known for what it is', async () => {
    const text = `${CLEAN.slice(0, 106)}TA1*000005001*261103*0917*A*000~IEA*0*000000101~`;
    const { interchanges } = await examineText(text);
    expect(interchanges[0]).toMatchObject({
      acknowledgment: 'A',
      isAcknowledgmentOnly: true,
      receivedAcknowledgments: [['000005001', '261103', '0917', 'A', '000']],
    });
  });
});

describe('what is no interchange', () => {
  it.each([
    ['an empty file', '', ['file-empty']],
    ['a file of line ends', '\r\n\r\n', ['file-empty']],
    ['a byte order mark alone', '\xef\xbb\xbf', ['byte-order-mark', 'file-empty']],
    ['a letter', 'Dear sir or madam', ['file-not-x12']],
    ['a zip archive', 'PK\x03\x04 more', ['file-archive']],
    ['UTF-16', `\xff\xfe${[...CLEAN].join('\0')}\0`, ['file-utf-16']],
    ['a header nobody can read', CLEAN.replace('*000000101*', '*X*'), ['header-unreadable']],
  ])('%s has findings of the file and no interchange', async (_what, text, codes) => {
    const { file, interchanges } = await examineText(text);
    expect(codesOf(file.findings)).toEqual(codes);
    expect(file).toMatchObject({ interchanges: 0, bytes: text.length, sha256: sha256(text) });
    expect(interchanges).toEqual([]);
  });

  it.each([
    ['after the last IEA', `${CLEAN}\nthe end`, ['bytes-outside-interchange']],
    ['before the first ISA', `From: clinic\n${CLEAN}`, ['bytes-outside-interchange']],
    ['a byte order mark', `\xef\xbb\xbf${CLEAN}`, ['byte-order-mark']],
    ['filler', `\n\n${CLEAN}\r\n\x1a\0\0`, []],
  ])('%s leaves the good interchange standing', async (_what, text, codes) => {
    const { file, interchanges } = await examineText(text);
    expect(codesOf(file.findings)).toEqual(codes);
    expect(interchanges).toMatchObject([{ acknowledgment: 'A', groups: [{ status: 'A' }] }]);
  });
});

describe('the findings', () => {
  it('all stand in the catalogue with their own scope', async () => {
    const { interchanges, sets } = await examineText(MIXED.replace('GE*3', 'GE*4'));
    const all = [
      ...interchanges.flatMap((one) => [...one.findings, ...one.groups.flatMap((group) => group.findings)]),
      ...sets.flatMap((set) => set.findings),
    ];
    expect(all.length).toBeGreaterThan(2);
    for (const finding of all) expect(SCHEMAS.findings.kind(finding.code).scope).toBe(finding.scope);
  });
});
