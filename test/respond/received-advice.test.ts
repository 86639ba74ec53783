import { describe, expect, it } from 'vitest';
import { AcknowledgmentReader, type ReceivedAcknowledgment } from '../../src/respond/received-acknowledgment.js';

const ISA = `ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*1200*^*00501*000000001*0*P*:~`;

/** What is read of an interchange with this body, whatever the chunks it comes in. */
function read(body: string, chunk = 7): ReceivedAcknowledgment[] {
  const found: ReceivedAcknowledgment[] = [];
  const reader = new AcknowledgmentReader((one) => void found.push(one));
  const bytes = Buffer.from(ISA + body, 'latin1');
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  reader.end();
  return found;
}

describe('an 824', () => {
  it('gives one word for each group it speaks of, the worst', () => {
    const oti = (code: string, group: number, set: string) => `OTI*${code}*TN*1*****${group}*${set}*835~`;
    const items = [oti('TA', 7, '0001'), oti('TR', 7, '0002'), 'TED*024~', oti('TE', 8, '0001')].join('');
    const found = read(
      `GS*AG*A*B*20260105*1200*1*X*005010X186A1~ST*824*0001~BGN*11*1~${items}SE*8*0001~GE*1*1~IEA*1*1~`,
    );
    expect(found).toMatchObject([
      { kind: '824', controlNumber: 7, group: 'HP', code: 'TR', notes: ['024'], setsRefused: 1, isTaken: false },
      { kind: '824', controlNumber: 8, group: 'HP', code: 'TE', setsRefused: 0, isTaken: true, isDamaged: false },
    ]);
    expect(found[0]!.sets).toEqual([{ number: '0002', code: 'TR', notes: [] }]);
  });

  it('that is cut off, or names no group, is damaged', () => {
    const head = 'GS*AG*A*B*20260105*1200*1*X*005010X186A1~ST*824*0001~BGN*11*1~';
    for (const rest of ['OTI*TA*TN*1*****7*0001*835~', 'OTI*TA*TN*1~SE*3*0001~', 'SE*2*0001~']) {
      expect(read(head + rest)).toMatchObject([{ kind: '824', isDamaged: true }]);
    }
  });
});

describe('a 277CA', () => {
  const batch = (action: string, more = '') =>
    `GS*HN*A*B*20260105*1200*1*X*005010X214~ST*277*0001*005010X214~BHT*0085*08*9~HL*1**20*1~TRN*1*OWN~` +
    `HL*2*1*21*1~TRN*2*BATCH7~STC*A1:19:PR*20260105*${action}*1~${more}SE*9*0001~GE*1*1~IEA*1*1~`;

  it('gives one word for its batch; a claim that is refused refuses it in part', () => {
    expect(read(batch('WQ'))).toMatchObject([
      { kind: '277ca', reference: 'BATCH7', code: 'WQ', isTaken: true, notes: [] },
    ]);
    const refused = batch('WQ', 'HL*3*2*PT~NM1*QC*1*DOE*JANE~TRN*2*CLAIM1~STC*A7:562:85*20260105*U*1~');
    expect(read(refused, 1)).toMatchObject([{ reference: 'BATCH7', code: 'U', isTaken: false, notes: ['A7', '562'] }]);
    expect(JSON.stringify(read(refused))).not.toMatch(/CLAIM1|DOE/);
  });

  it('is none when the version is that of a claim status response', () => {
    expect(read(batch('WQ').replaceAll('X214', 'X212'))).toEqual([]);
  });
});
