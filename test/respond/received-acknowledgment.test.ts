import { describe, expect, it } from 'vitest';
import { AcknowledgmentReader, type ReceivedAcknowledgment } from '../../src/respond/received-acknowledgment.js';

const ISA =
  'ISA*00*          *00*          *ZZ*PARTNER        *ZZ*PAYER          *260105*1200*^*00501*000000009*0*P*:~';
const GS = 'GS*FA*PARTNER*PAYER*20260105*1200*9*X*005010X231A1~';

/** What is read of an interchange with these segments, in chunks of so many bytes. */
function read(body: string, chunk = 7): ReceivedAcknowledgment[] {
  const found: ReceivedAcknowledgment[] = [];
  const reader = new AcknowledgmentReader((one) => found.push(one));
  const bytes = Buffer.from(`${ISA}${body}IEA*1*000000009~`, 'latin1');
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.subarray(at, at + chunk));
  reader.end();
  return found;
}

const SET = 'ST*999*0001*005010X231A1~AK1*HI*12*005010X217~';

describe('a TA1', () => {
  it('says whether the interchange with its number was taken', () => {
    expect(read('TA1*000000012*260105*1201*A*000~TA1*000000013*260105*1201*R*024~')).toMatchObject([
      { kind: 'ta1', controlNumber: 12, code: 'A', notes: ['000'], isTaken: true, isDamaged: false },
      { kind: 'ta1', controlNumber: 13, code: 'R', notes: ['024'], isTaken: false, isDamaged: false },
    ]);
  });

  it('without a number or a code is damaged', () => {
    for (const damage of ['*260105*1201*A*000', '12X*260105*1201*A*000', '000000012*260105*1201*Q*000', '000000012']) {
      expect(read(`TA1*${damage}~`)).toMatchObject([{ isDamaged: true }]);
    }
  });
});

describe('a 999', () => {
  it('is one for each group, taken with errors or not', () => {
    const two = `${GS}${SET}AK2*278*0001~IK5*A~AK9*A*1*1*1~SE*5*0001~ST*999*0002~AK1*HI*13~AK9*E*1*1*1~SE*4*0002~GE*2*9~`;
    expect(read(two)).toMatchObject([
      { kind: '999', controlNumber: 12, group: 'HI', code: 'A', isTaken: true },
      { kind: '999', controlNumber: 13, code: 'E', isTaken: true, setsRefused: 0 },
    ]);
  });

  it('tells which sets it refuses and why, and none of what it quotes', () => {
    const [one] = read(
      `${GS}${SET}AK2*278*0001~IK3*NM1*8*2010*8~IK4*9*67*7*DOE~IK5*R*5~AK2*278*0002~IK5*A~AK9*P*2*2*1*5~SE*9*0001~GE*1*9~`,
    );
    expect(one).toMatchObject({ code: 'P', notes: ['5'], setsRefused: 1, isTaken: false });
    expect(one!.sets).toEqual([{ number: '0001', code: 'R', notes: ['5'] }]);
    expect(JSON.stringify(one)).not.toContain('DOE');
  });

  it('that refuses a set is no acceptance, whatever its AK9 says', () => {
    expect(read(`${GS}${SET}AK2*278*0001~IK5*R~AK9*A*1*1*1~SE*6*0001~GE*1*9~`)).toMatchObject([{ isTaken: false }]);
  });

  it('counts all refused sets and names a hundred', () => {
    const sets = Array.from({ length: 150 }, (_, at) => `AK2*278*${String(at + 1).padStart(4, '0')}~IK5*R*5~`).join('');
    const [one] = read(`${GS}${SET}${sets}AK9*R*150*150*0~SE*300*0001~GE*1*9~`, 1_000);
    expect(one!.setsRefused).toBe(150);
    expect(one!.sets).toHaveLength(100);
  });

  it('is damaged without AK1, AK9 or its end', () => {
    for (const body of ['ST*999*0001~AK9*A*1*1*1~SE*3*0001~', `${SET}SE*3*0001~`, `${SET}AK9*A*1*1*1~`]) {
      expect(read(`${GS}${body}GE*1*9~`)).toMatchObject([{ isDamaged: true }]);
    }
  });

  it('keeps nothing that cannot be a code', () => {
    const [one] = read(
      `${GS}ST*999*0001~AK1*JANE DOE*12~AK2*278*JANE DOE~IK5*DOE JANE*JD 1~AK9*R*1*1*0*DOE J~SE*5*0001~GE*1*9~`,
    );
    expect(JSON.stringify(one)).not.toMatch(/JANE|DOE|JD/);
  });
});

describe('a 997', () => {
  it('is read like a 999', () => {
    const body = `${GS}ST*997*0001~AK1*HI*12~AK2*278*0001~AK5*R*5~AK9*R*1*1*0~SE*6*0001~GE*1*9~`;
    expect(read(body)).toMatchObject([{ kind: '997', controlNumber: 12, code: 'R', setsRefused: 1 }]);
  });
});

it('reads no set of another group', () => {
  expect(read('GS*HI*P*P*20260105*1200*9*X*005010X217~ST*999*0001~AK1*HI*12~AK9*A*1*1*1~SE*4*0001~GE*1*9~')).toEqual(
    [],
  );
});
