import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/finding.js';
import type { GuideFile } from '../../src/guides/types.js';
import { protectionOf } from '../../src/report/element-protection.js';
import { LineCounter } from '../../src/report/line-counter.js';
import { type FindingSource, findingsText, findingText } from '../../src/report/text.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import type { Place } from '../../src/x12/places.js';
import { catalogue } from './catalogue.js';

const masked = { showValues: false, color: false };
const open = { showValues: true, color: false };

/** A file of these segments, one on a line, and where each begins. */
function file(...segments: readonly string[]): { readonly bytes: Buffer; readonly at: readonly number[] } {
  const at: number[] = [];
  let text = '';
  for (const segment of segments) {
    at.push(text.length);
    text += `${segment}~\n`;
  }
  return { bytes: Buffer.from(text, 'latin1'), at };
}

function source(bytes: Buffer, facts: Partial<FindingSource> = {}): FindingSource {
  const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  const lines = new LineCounter(read);
  return {
    label: 'batch.x12',
    read,
    lineAt: (offset) => lines.lineAt(offset),
    delimiters: OUTBOUND_DELIMITERS,
    ...facts,
  };
}

/** A finding about element `element` of the segment at `offset`. */
function about(code: string, segment: string, offset: number, element: number, facts: Partial<Finding> = {}): Finding {
  const values = segment.split('*');
  const elementOffset = offset + values.slice(0, element).join('*').length + 1;
  const place: Place = {
    byteOffset: offset,
    byteLength: segment.length,
    segmentPosition: 9,
    segmentId: values[0]!,
    loopPath: '2000A/2010C',
    element,
    dataElement: '1068',
    elementOffset,
    elementLength: (values[element] ?? '').length,
  };
  return {
    ...catalogue.make(code, { place, value: values[element] ?? '' }),
    parameters: { element: `${values[0]}${String(element).padStart(2, '0')}`, name: 'Gender Code', allowed: 'F, M, U' },
    ...facts,
  };
}

const guide: Pick<GuideFile, 'children' | 'shared'> = {
  children: [
    {
      loop: '2010C',
      name: 'Subscriber',
      usage: 'R',
      repeat: 1,
      children: [
        {
          segment: 'DMG',
          name: 'Demographics',
          usage: 'S',
          max: 1,
          position: 10,
          elements: [
            { element: '1250', usage: 'R' },
            { element: '1251', usage: 'R', protected: true },
            { element: '1068', usage: 'S' },
            { element: '1067', usage: 'N' },
          ],
        },
        {
          segment: 'HI',
          name: 'Diagnosis',
          usage: 'S',
          max: 1,
          position: 20,
          elements: [
            {
              element: 'C022',
              usage: 'R',
              components: [
                { element: '1270', usage: 'R' },
                { element: '1271', usage: 'R', protected: true },
              ],
            },
          ],
        },
      ],
    },
  ],
};

describe('the text of a finding', () => {
  const segment = 'DMG*D8*19650120*Z*X';
  const { bytes, at } = file('ST*278*0001', segment);

  it('names file, line, byte and code, shows the segment with a caret, and says what is wrong and how to mend it', () => {
    const text = findingText(
      about('element-code-invalid', segment, at[1]!, 3),
      catalogue,
      source(bytes, { protection: protectionOf(guide) }),
      masked,
    );
    expect(text.split('\n')).toEqual([
      'batch.x12:2 (byte 13) reject element-code-invalid',
      '  loop 2000A/2010C, segment 9 of the set (DMG03)',
      '  | DMG*D8*••••••••*Z*•',
      '  |                 ^',
      '  Code does not exist. DMG03 (Gender Code) holds a code that X12 does not know. Allowed here: F, M,',
      '  U.',
      '  To mend it: Choose one of the allowed codes for "Gender Code" in your system.',
      '  Rule: WEDI SNIP type 1; 999 guide IK403 code 7',
      '',
    ]);
  });

  it('masks everything but the element at fault when no guide tells what is protected', () => {
    const text = findingText(about('element-code-invalid', segment, at[1]!, 3), catalogue, source(bytes), masked);
    expect(text).toContain('| DMG*••*••••••••*Z*•\n');
  });

  it('masks a protected value at fault, and shows it only when asked', () => {
    const finding = about('element-date-invalid', segment, at[1]!, 2, { isProtected: true });
    const hidden = findingText(finding, catalogue, source(bytes), masked);
    expect(hidden).not.toContain('19650120');
    expect(hidden).toContain('  |        ^^^^^^^^\n');
    expect(findingText(finding, catalogue, source(bytes), open)).toContain('| DMG*D8*19650120*Z*X\n');
  });

  it('shows qualifiers of a composite and masks its protected parts', () => {
    const hi = 'HI*ABK:M1711^ABF:E119';
    const composite = file(hi);
    const finding = about('element-repetitions-exceeded', hi, 0, 1);
    const { dataElement: _, ...whole } = finding.place;
    const text = findingText(
      { ...finding, place: whole },
      catalogue,
      source(composite.bytes, { protection: protectionOf(guide) }),
      masked,
    );
    expect(text).not.toMatch(/M1711|E119/);
    const component = { ...finding, place: { ...finding.place, element: 1, component: 1, elementLength: 3 } };
    expect(
      findingText(component, catalogue, source(composite.bytes, { protection: protectionOf(guide) }), masked),
    ).toContain('| HI*ABK:•••••^ABF:••••\n  |    ^^^\n');
  });

  it('never shows what may be a password in the header', () => {
    const isa = 'ISA*00*SECRETWORD*00*          *ZZ*PRCLINIC01     ';
    const header = file(isa);
    const finding = about('authorization-information-invalid', isa, 0, 2);
    const text = findingText(finding, catalogue, source(header.bytes), masked);
    expect(text).not.toContain('SECRETWORD');
    expect(text).toContain('| ISA*00*••••••••••*00*');
    expect(findingText(finding, catalogue, { label: 'S1' }, masked)).toContain('sent: ••••••••••\n');
  });

  it('never shows a document, also where its bytes look like further elements', () => {
    for (const segment of ['BIN*9*PAIN*KNEE', 'BDS*ASC*9*PAIN*KNEE', 'BIN*x*PAIN*KNEE']) {
      const { bytes, at } = file(segment);
      const finding = about('element-not-numeric', segment, at[0]!, segment.startsWith('BDS') ? 2 : 1);
      for (const options of [masked, open]) {
        const text = findingText(finding, catalogue, source(bytes), options);
        expect(text).toMatch(/\| B(?:IN|DS)\*[^ ]*\*\n/);
        expect(text).not.toMatch(/PAIN|KNEE/);
      }
    }
  });

  it('lets no control character of the file reach the terminal', () => {
    const evil = 'DMG*D8*19650120*\u001b[31m\u0007';
    const { bytes: raw } = file(evil);
    const finding = about('element-code-invalid', evil, 0, 3);
    const poisoned = { ...finding, parameters: { ...finding.parameters, name: '\u001b[2J' } };
    for (const options of [masked, open]) {
      for (const where of [source(raw), { label: 'S1' }]) {
        expect(findingText(poisoned, catalogue, where, options)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
      }
    }
  });

  it('shows the part around the fault of a long segment', () => {
    const long = `REF*EJ*${'A'.repeat(500)}*Z`;
    const text = findingText(about('element-surplus', long, 0, 3), catalogue, source(file(long).bytes), open);
    const [shown, carets] = text.split('\n').slice(2, 4);
    expect(shown!.length).toBeLessThanOrEqual(100);
    expect(shown!.startsWith('  | ...A')).toBe(true);
    expect(shown!.charAt(carets!.indexOf('^'))).toBe('Z');
  });

  it('says where something is missing although there is no segment to show', () => {
    const place: Place = {
      byteOffset: 13,
      byteLength: 0,
      segmentPosition: 12,
      segmentId: 'UM',
      loopPath: '2000E',
    };
    const finding = catalogue.make('segment-missing', {
      place,
      parameters: { segment: 'UM', name: 'Health Care Services Review', loop: '2000E' },
    });
    const text = findingText(finding, catalogue, source(bytes), masked);
    expect(text).toContain('  loop 2000E, segment 12 of the set (UM)\n');
    expect(text).toContain('UM (Health Care Services Review) is required in loop 2000E');
    expect(text).not.toContain('|');
  });

  it('fills in what the place tells when a finding gives no parameters', () => {
    const place: Place = {
      byteOffset: 0,
      byteLength: 0,
      segmentPosition: 0,
      segmentId: 'GS',
      loopPath: '',
      element: 5,
    };
    const text = findingText(catalogue.make('group-header-invalid', { place }), catalogue, { label: 'S1' }, masked);
    expect(text).toContain('GS05 in the group header is missing or malformed.');
    for (const kind of catalogue.kinds()) {
      if (kind.scope !== 'interchange' && kind.scope !== 'file') continue;
      if ((kind.parameters ?? []).length > 0) continue;
      expect(findingText(catalogue.make(kind.code, { place }), catalogue, { label: 'S1' }, masked)).not.toMatch(
        /\{\w+\}/,
      );
    }
  });

  it('is colored only when asked', () => {
    const finding = about('element-code-invalid', segment, at[1]!, 3);
    expect(findingText(finding, catalogue, source(bytes), masked)).not.toContain('\u001b[');
    expect(findingText(finding, catalogue, source(bytes), { ...masked, color: true })).toContain('\u001b[');
  });

  it('comes with an empty line between findings', () => {
    const finding = about('element-code-invalid', segment, at[1]!, 3);
    const text = [...findingsText([finding, finding], catalogue, source(bytes), masked)].join('');
    expect(text.split('\n\n').length).toBe(2);
  });
});

describe('counting lines', () => {
  it('is right in any order of asking', () => {
    const bytes = Buffer.from('a\nbb\n\nc');
    const lines = new LineCounter((offset, length) => bytes.subarray(offset, offset + length));
    expect([0, 2, 5, 6, 1, 6, 99].map((offset) => lines.lineAt(offset))).toEqual([1, 2, 3, 4, 1, 4, 4]);
  });
});
