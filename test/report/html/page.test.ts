import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLAIMS, change, faultyClaims } from './files.js';
import { pageOf } from './page-of.js';

/** The page as its reader sees it: no tags, entities as characters, white space as one space. */
function textOf(page: string): string {
  const body = page.slice(page.indexOf('<body>'));
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '?')
    .replace(/\s+/g, ' ');
}

/** The list item that holds a finding's place, from its start to its end. */
function placeOf(page: string, id: string): string {
  const at = page.indexOf(`id="at-${id}"`);
  expect(at).toBeGreaterThan(0);
  return page.slice(page.lastIndexOf('<li', at), page.indexOf('</li>', at));
}

/** A big file: the claims with this many subscribers, changed where `edit` changes a subscriber's segments. */
function manySubscribers(count: number, edit: (segments: string, index: number) => string): string {
  const start = CLAIMS.indexOf('HL*2*');
  const end = CLAIMS.indexOf('HL*3*');
  const tail = CLAIMS.indexOf('SE*');
  const head = CLAIMS.slice(0, start);
  const subscribers = Array.from({ length: count }, (_, index) =>
    edit(CLAIMS.slice(start, end).replace('HL*2*', `HL*${index + 2}*`), index),
  ).join('');
  const segments = (head + subscribers).split('~').length - 1 - 2 + 1;
  return head + subscribers + change(CLAIMS.slice(tail), /SE\*\d+/, `SE*${segments}`);
}

const WRONG_DATE = (segments: string) => change(segments, /DMG\*D8\*\d+/, 'DMG*D8*19551321');

/** A 275 with this segment for its document. */
function documentFile(segment: string): string {
  const base = readFileSync(new URL('../../../fixtures/rules/005010X211-275/base.x12', import.meta.url), 'latin1');
  return change(base, 'BIN*16*EXAMPLE DOCUMENT', segment);
}

describe('the page about a file', () => {
  it('says at the top what came of it, which file it was and when it was checked', async () => {
    const { page, outcome } = await pageOf(faultyClaims());
    const text = textOf(page);
    expect(text).toContain('4 faults to mend');
    expect(text).toContain('File batch.x12');
    expect(text).toContain('Checked 2026-11-22 14:05 UTC');
    expect(text).toContain(`SHA-256 ${outcome.sha256}`);
    expect(text).toContain('Interchange 000000102 (test) read without error');
    expect(text).toContain('Group 102, 005010X222A1 refused');
    expect(text).toContain('Transaction set 837 0001 refused 4');
    expect(text).toMatch(/X12 syntax \(SNIP type 1\) \d/);
  });

  it('says of a clean file that nothing is to be mended, and shows it folded', async () => {
    const { page } = await pageOf(CLAIMS);
    expect(textOf(page)).toContain('Nothing to mend');
    expect(page).not.toContain('class="finding');
    expect(textOf(page)).toContain('2000A Billing Provider Hierarchical Level');
  });

  it('shows a missing segment where it should have stood, inside its loop', async () => {
    const { page } = await pageOf(faultyClaims());
    const missing = page.indexOf('<b>N3</b> is missing here');
    expect(page.lastIndexOf('Billing Provider Name', missing)).toBeGreaterThan(0);
    expect(page.indexOf('Billing Provider City, State, ZIP Code')).toBeGreaterThan(missing);
  });

  it('marks the element at fault, names it and says what is wrong beside it', async () => {
    const { page, contents } = await pageOf(faultyClaims());
    const findings = contents.interchanges[0]!.groups[0]!.sets[0]!.findings;
    const { id } = findings.find(({ finding }) => finding.code === 'element-date-invalid')!;
    const place = placeOf(page, id);
    expect(place).toContain('<mark class="fault reject" title="DMG02 Subscriber Birth Date">••••••••</mark>');
    expect(textOf(`<body>${place}`)).toContain(`✖ ${id} DMG02 Date does not exist.`);
  });

  it('tells the size of a document and shows nothing of it, even when values are shown', async () => {
    for (const [length, showValues] of [
      [14, false],
      [14, true],
      [9, true],
    ] as const) {
      const { page } = await pageOf(documentFile(`BIN*${length}*LEFT*KNEE*PAIN`), { showValues });
      const text = textOf(page);
      expect(text).toContain(`BIN * ${length === 14 || showValues ? length : '•'} * 14 bytes of data`);
      expect(text).not.toMatch(/LEFT|KNEE|PAIN/);
      expect(text.includes('BIN02 Length of attached data is wrong')).toBe(length !== 14);
    }
  });

  it('shows a segment nobody knows in its place, masked', async () => {
    const { page } = await pageOf(faultyClaims());
    expect(textOf(page)).toContain('ZZZ * • * • not in the guide');
  });

  it('tells where the 999 says each finding, without the value', async () => {
    const { page } = await pageOf(faultyClaims());
    const text = textOf(page);
    expect(text).toContain('999: AK2*837*0001 IK3*N3*8**3 ');
    expect(text).toMatch(/999: AK2\*837\*0001 IK3\*DMG\*15\*\*8 IK4\*2\*1251\*8 /);
    expect(text).toMatch(/999: AK2\*837\*0001 IK3\*SV1\*\d+\*\*8 IK4\*1:1\*235\*7 /);
    expect(text).toContain('999: AK2*837*0001 IK5, code 5');
  });

  it('tells the TA1 of a refused interchange, and that nothing in it was opened', async () => {
    const { page } = await pageOf(change(CLAIMS, 'IEA*1*000000102', 'IEA*1*000000103'));
    const text = textOf(page);
    expect(text).toContain('TA1: TA104 R, TA105 001');
    expect(text).toContain('refused, TA1 note code 001');
    expect(placeOf(page, 'F1-1')).toContain('IEA');
  });

  it('says of a file that is not X12 that it is none', async () => {
    for (const content of ['hello world', '', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])]) {
      const { page } = await pageOf(content);
      expect(textOf(page)).toContain('This file could not be read as X12');
      expect(page).toContain('id="F0-1"');
      expect(page).toContain('id="at-F0-1"');
    }
  });

  it('shows a set without a guide flat and masked', async () => {
    const { page } = await pageOf(change(CLAIMS, 'ST*837*', 'ST*850*'));
    const text = textOf(page);
    expect(text).toContain('Not checked against a guide: everything in it is masked');
    expect(text).toMatch(/13 NM1 \* •+ \* • \* •/);
  });

  it('shows every segment of a set whose loops are lost, in the order of the file', async () => {
    const lost = change(CLAIMS, /HL\*2\*1\*22\*0~\n/, '').replace(/HL\*1\*\*20\*1~\n/, '');
    const { page } = await pageOf(lost);
    const positions = [...page.matchAll(/title="segment (\d+) of the set"/g)].map(([, position]) => Number(position));
    expect(positions).toEqual(Array.from({ length: positions.length }, (_, index) => index + 1));
    expect(positions.length).toBe(lost.split('~').length - 1 - 4);
  });

  it('never shows who a person is: not in text, attributes, titles or comments', async () => {
    let file = faultyClaims().replace('*SAMPLE*ADA*', '*CANARYLAST*CANARYFIRST*');
    for (const [from, to] of [
      [/\*MI\*100000000001/, '*MI*CANARYMEMBER'],
      [/N3\*2 SAMPLE STREET/, 'N3*CANARYSTREET'],
      [/ABK:J069/, 'ABK:CANARYDIAG'],
      [/CLM\*CLAIM-1/, 'CLM*CANARYCLAIM'],
      [/DMG\*D8\*19551321/, 'DMG*D8*CANARYBIRTH'],
      [/ZZZ\*A\*B/, 'ZZZ*CANARYA*CANARYB'],
      [/LX\*1~/, 'LX*1*CANARYSURPLUS~'],
      [/ISA\*00\* {10}\*/, 'ISA*00*CANARYPASS*'],
    ] as const) {
      file = change(file, from, to);
    }
    expect((await pageOf(file)).page).not.toContain('CANARY');
    // The same in an unchecked set, in a refused interchange and outside any.
    expect((await pageOf(change(file, 'ST*837*', 'ST*850*'))).page).not.toContain('CANARY');
    expect((await pageOf(change(file, 'IEA*1*000000102', 'IEA*1*000000103'))).page).not.toContain('CANARY');
    expect((await pageOf(`${file}NM1*IL*1*CANARYAFTER~`)).page).not.toContain('CANARY');
    const shown = (await pageOf(file, { showValues: true })).page;
    for (const canary of ['LAST', 'FIRST', 'MEMBER', 'STREET', 'DIAG', 'CLAIM', 'BIRTH', 'A*', 'B', 'SURPLUS']) {
      expect(shown).toContain(`CANARY${canary}`.replace('*', ''));
    }
    expect(textOf(shown)).toContain('keep it as you keep the file itself');
  });

  it('masks a value that a lost separator moved to where a code belongs, but shows a wrong code', async () => {
    const moved = change(CLAIMS, /\*ADA\*\*\*\*MI\*/, '*ADA***MI*');
    const { page } = await pageOf(moved);
    expect(page).toMatch(/<mark [^>]*title="NM108[^>]*>•{12}<\/mark>/);
    const { page: coded } = await pageOf(change(CLAIMS, '*MI*100000000001', '*QQ*100000000001'));
    expect(coded).toMatch(/<mark [^>]*title="NM108[^>]*>QQ<\/mark>/);
  });

  it('shows of a big file the subscriber with the fault and counts the others', async () => {
    const file = manySubscribers(600, (segments, index) => (index === 412 ? WRONG_DATE(segments) : segments));
    const { page, contents } = await pageOf(file);
    expect(contents.isWhole).toBe(false);
    const text = textOf(page);
    expect(contents.counts).toMatchObject({ rejections: 1, shown: 1 });
    expect(text).toContain('412 loops 2000B Subscriber Hierarchical Level with nothing found: not shown');
    expect(text).toContain('HL * 414 * 1 * 22 * 0');
    expect(text).not.toContain('HL * 413 * 1');
    expect(text).toContain('The rest of this set holds no other finding');
    expect(page.length).toBeLessThan(40_000);
  });

  it('keeps a page of a hopeless file small, says what was left out, and anchors all it lists', async () => {
    const file = manySubscribers(1500, (segments) => WRONG_DATE(segments).replace(/CLM\*[^*]*/, 'CLM*'));
    const { page, contents } = await pageOf(file);
    expect(contents.counts.shown).toBe(400);
    const { rejections, warnings, unkept, shown } = contents.counts;
    expect(rejections + warnings + unkept).toBeGreaterThanOrEqual(3000);
    const left = rejections + warnings + unkept - shown;
    expect(textOf(page)).toContain(`${left.toLocaleString('en-US')} findings more are not on this page.`);
    expect(page.match(/id="at-F/g)).toHaveLength(400);
    expect(page.match(/<article /g)).toHaveLength(400);
    expect(page.length).toBeLessThan(6 * 1024 * 1024);
  });

  it('shows a long segment and a long value cut, whatever is asked', async () => {
    const file = change(CLAIMS, 'N3*2 SAMPLE STREET', `N3*${'S'.repeat(5000)}${'*X'.repeat(200)}`);
    const { page } = await pageOf(file, { showValues: true });
    expect(page).not.toContain('S'.repeat(161));
    expect(textOf(page)).toContain('… 4840 more');
    expect(textOf(page)).toContain('more elements');
  });

  it('is the same page for the same file', async () => {
    expect((await pageOf(faultyClaims())).page).toBe((await pageOf(faultyClaims())).page);
  });
});
