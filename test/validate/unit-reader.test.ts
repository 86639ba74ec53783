import { describe, expect, it } from 'vitest';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { UnitReader } from '../../src/validate/unit-reader.js';
import { componentOf, elementOf, loopOf, segmentOf, type Unit } from '../../src/validate/unit-tree.js';

const schemas = loadSchemas(defaultSchemasRoot());
const delimiters = { element: 0x2a, repetition: 0x5e, component: 0x3a, segment: 0x7e };

function unitsOf(guideId: string, text: string, fileOffset = 0, chunk = 64): Unit[] {
  const units: Unit[] = [];
  const reader = new UnitReader(compiledGuide(schemas, guideId), delimiters, fileOffset, (unit) => units.push(unit));
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  reader.end();
  return units;
}

const CLAIMS = [
  'ST*837*0001*005010X222A1~BHT*0019*00*B1*20261104*0800*CH~',
  'NM1*41*2*PINERIDGE CLINIC*****46*PRCLINIC01~PER*IC*DESK*TE*5555550142~NM1*40*2*NORTHLAKE*****46*NLHP00042~',
  'HL*1**20*1~NM1*85*2*PINERIDGE CLINIC*****XX*1887004129~N3*14 ORCHARD WAY~N4*MILLBROOK*OH*440010001~REF*EI*990000142~',
  'HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*OAKES*MARTA****MI*NL700100201~',
  'NM1*PR*2*NORTHLAKE*****PI*NLHP00042~',
  'CLM*C-1*100***11:B:1*Y*A*Y*Y~HI*ABK:M1711~LX*1~SV1*HC:99213*60*UN*1***1~LX*2~SV1*HC:99214*40*UN*1***1~',
  'CLM*C-2*50***11:B:1*Y*A*Y*Y~HI*ABK:M1712~LX*1~SV1*HC:99213*50*UN*1***1~',
  'HL*3**20*1~NM1*85*2*OTHER CLINIC*****XX*1600001014~N3*1 MAIN ST~N4*MILLBROOK*OH*440010001~REF*EI*990000143~',
  'HL*4*3*22*0~SBR*P*18*******CI~NM1*IL*1*HOLLIS*RENATA****MI*NL700100412~NM1*PR*2*NORTHLAKE*****PI*NLHP00042~',
  'CLM*C-3*75***11:B:1*Y*A*Y*Y~HI*ABK:M5416~LX*1~SV1*HC:99212*75*UN*1***1~SE*42*0001~',
].join('');

describe('units of a claim set', () => {
  it('gives each claim with the levels it inherits', () => {
    const seen: string[] = [];
    const reader = new UnitReader(compiledGuide(schemas, '005010X222A1-837P'), delimiters, 0, (unit) => {
      const claim = unit.path.at(-1);
      const billing = unit.path.find((loop) => loop.id === '2000A');
      const subscriber = unit.path.find((loop) => loop.id === '2000B');
      seen.push(
        [
          elementOf(segmentOf(claim, 'CLM'), 1),
          componentOf(segmentOf(claim, 'CLM'), 5, 3, delimiters),
          elementOf(segmentOf(loopOf(billing, '2010AA'), 'NM1'), 9),
          elementOf(segmentOf(loopOf(subscriber, '2010BA'), 'NM1'), 9),
          `${claim?.loops.filter((loop) => loop.id === '2400').length} lines`,
        ].join(' '),
      );
    });
    reader.push(Buffer.from(CLAIMS, 'latin1'));
    reader.end();
    expect(seen).toEqual([
      'C-1 1 1887004129 NL700100201 2 lines',
      'C-2 1 1887004129 NL700100201 1 lines',
      'C-3 1 1600001014 NL700100412 1 lines',
    ]);
  });

  it('keeps each unit apart when several are held at once', () => {
    const units = unitsOf('005010X222A1-837P', CLAIMS, 1000);
    expect(units.map((unit) => unit.index)).toEqual([0, 1, 2]);
    expect(units.map((unit) => elementOf(segmentOf(unit.path.at(-1), 'CLM'), 1))).toEqual(['C-1', 'C-2', 'C-3']);
    expect(units.map((unit) => elementOf(segmentOf(loopOf(unit.path[1], '2010AA'), 'NM1'), 9))).toEqual([
      '1887004129',
      '1887004129',
      '1600001014',
    ]);
  });

  it('names the bytes of each claim as they stand in the file', () => {
    const units = unitsOf('005010X222A1-837P', CLAIMS, 1000);
    const text = units.map((unit) => CLAIMS.slice(unit.byteStart - 1000, unit.byteEnd - 1000));
    expect(text[0]).toMatch(/^CLM\*C-1.*\*40\*UN\*1\*\*\*1~$/);
    expect(text[1]).toMatch(/^CLM\*C-2.*\*50\*UN\*1\*\*\*1~$/);
  });
});

describe('units of a set of documents', () => {
  it('gives each attachment with its number, the names above it, and the place of its document in the file', () => {
    const first = 'a~b*SE*9*0001~LX*7~';
    const text =
      'ST*275*0001*005010X211~BGN*02*HC-1*20260304~NM1*1P*2*CLINIC*****XX*1887004129~' +
      'NM1*QC*1*OAKES*MARTA****MI*NL700100201~REF*EJ*PAT-1~' +
      `LX*1~TRN*1*ACN-1~DTP*368*D8*20260304~CAT*AE*IA~EFI*05~BIN*${first.length}*${first}~` +
      'LX*2~TRN*1*ACN-2~DTP*368*D8*20260304~CAT*AE*TX~EFI*05~BIN*5*PLAIN~EFI*05~BIN*3*TWO~SE*19*0001~';
    for (const chunk of [1, 64, 4096]) {
      const told = unitsOf('005010X211-275', text, 1000, chunk).map((unit) => {
        const attachment = unit.path.at(-1);
        const documents = loopOf(attachment, '2100B')?.loops.filter(({ id }) => id === '2110B') ?? [];
        return [
          elementOf(segmentOf(attachment, 'TRN'), 2),
          elementOf(segmentOf(unit.set, 'BGN'), 2),
          elementOf(segmentOf(loopOf(unit.set, '1000C'), 'NM1'), 9),
          ...documents.map((document) => {
            const { byteStart = 0, byteEnd = 0 } = segmentOf(document, 'BIN')?.binary ?? {};
            return text.slice(byteStart - 1000, byteEnd - 1000);
          }),
        ];
      });
      expect(told).toEqual([
        ['ACN-1', 'HC-1', 'NL700100201', first],
        ['ACN-2', 'HC-1', 'NL700100201', 'PLAIN', 'TWO'],
      ]);
    }
  });
});

describe('a set that is one unit', () => {
  it('is given whole', () => {
    const request =
      'ST*278*0001*005010X217~BHT*0007*13*A*20261103*0915~HL*1**20*1~NM1*X3*2*PLAN*****PI*NLHP00042~HL*2*1*21*1~' +
      'NM1*1P*2*CLINIC*****XX*1887004129~HL*3*2*22*1~NM1*IL*1*OAKES*MARTA****MI*NL700100201~HL*4*3*EV*1~' +
      'UM*HS*I*3*11:B~HL*5*4*SS*0~SV1*HC:20610*150*UN*1~HL*6*4*SS*0~SV1*HC:20611*150*UN*1~SE*15*0001~';
    const units = unitsOf('005010X217-278-request', request);
    expect(units).toHaveLength(1);
    const event = loopOf(units[0]?.set, '2000E');
    expect(event?.loops.map((loop) => loop.id)).toEqual(['2000F', '2000F']);
    expect(units[0]?.set.segments.map((segment) => segment.id)).toEqual(['ST', 'BHT', 'SE']);
  });
});
