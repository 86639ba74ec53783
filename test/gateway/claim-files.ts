import { caseInput, numbered } from './installation.js';

/** The golden file of three claims, in production or test, under an ISA13 of its own. */
export function claimFile(controlNumber: number, usage: 'P' | 'T'): string {
  return numbered(caseInput('837p-three-claims'), controlNumber).replace('*0*T*:~', `*0*${usage}*:~`);
}

/** Who writes a file to whom, and what it is. */
export interface Enveloped {
  readonly usage: 'P' | 'T';
  readonly controlNumber: number;
  /** GS01 and GS08. */
  readonly group: string;
  readonly version: string;
  readonly from: string;
  readonly to: string;
}

/** An interchange of one set around segments from ST on; SE is written. */
export function interchangeOf(wanted: Enveloped, body: readonly string[]): string {
  const { usage, controlNumber, group, version, from, to } = wanted;
  const number = String(controlNumber).padStart(9, '0');
  const ids = `00*${' '.repeat(10)}*00*${' '.repeat(10)}*ZZ*${from.padEnd(15)}*ZZ*${to.padEnd(15)}`;
  const segments = [
    `ISA*${ids}*261122*0900*^*00501*${number}*0*${usage}*:`,
    `GS*${group}*${from}*${to}*20261122*0900*${controlNumber}*X*${version}`,
    ...body,
    `SE*${body.length + 1}*0001`,
    `GE*1*${controlNumber}`,
    `IEA*1*${number}`,
  ];
  return `${segments.join('~')}~`;
}

const segmentsIn = (text: string): string[] => text.split('~').map((one) => one.trim());

/** What the payer's claim system publishes of claims: each subscriber holds one claim, `TRN` and on. */
export function statusFile(controlNumber: number, usage: 'P' | 'T', claims: readonly string[]): string {
  const body = segmentsIn(`ST*277*0001*005010X212~BHT*0010*08*CS-${controlNumber}*20261122*0900*DG~HL*1**20*1~
    NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~HL*2*1*21*1~NM1*41*2*PINERIDGE CLINIC*****46*PRCLINIC01~
    HL*3*2*19*1~NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129`);
  const below = claims.flatMap((claim, at) =>
    segmentsIn(`HL*${at + 4}*3*22*0~NM1*IL*1*OAKES*MARTA****MI*NL700100201~TRN*2*T-${at}~${claim}~DTP*472*D8*20261028`),
  );
  const envelope = { usage, controlNumber, group: 'HN', version: '005010X212', from: 'NLHP00042', to: 'PRCLINIC01' };
  return interchangeOf(envelope, [...body, ...below]);
}

/** An inquiry about claims of one member, each `TRN` and on. */
export function inquiryFile(
  controlNumber: number,
  usage: 'P' | 'T',
  asked: readonly string[],
  { from = 'PRCLINIC01', npi = '1887004129' } = {},
): string {
  const body = segmentsIn(`ST*276*0001*005010X212~BHT*0010*13*ASK-${controlNumber}*20261122*0900~HL*1**20*1~
    NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042~HL*2*1*21*1~NM1*41*2*PINERIDGE CLINIC*****46*${from}~
    HL*3*2*19*1~NM1*1P*2*PINERIDGE CLINIC*****XX*${npi}~HL*4*3*22*0~DMG*D8*19710415*F~
    NM1*IL*1*OAKES*MARTA****MI*NL700100201`);
  const envelope = { usage, controlNumber, group: 'HR', version: '005010X212', from, to: 'NLHP00042' };
  return interchangeOf(envelope, [...body, ...asked.flatMap(segmentsIn)]);
}
