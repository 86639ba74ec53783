import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { ClaimsInStep } from '../../src/handoff/accepted-claims.js';
import { handoffEnvelope } from '../../src/handoff/envelope.js';
import { ndjsonOfHandoff } from '../../src/handoff/ndjson-file.js';
import { planSet, type SetPlan } from '../../src/handoff/set-plan.js';
import { x12OfHandoff } from '../../src/handoff/x12-file.js';
import type { HandoffClaim, HandoffRow } from '../../src/store/ledger.js';
import { UnitReader } from '../../src/validate/unit-reader.js';
import { type Delimiters, OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import { schemas, segmentsOfText } from '../support/units.js';

export const PROFESSIONAL = '005010X222A1-837P';

/** A subscriber's own claims, then for each patient under it how many claims that one has. */
export interface SubscriberShape {
  readonly own: number;
  readonly patients: readonly number[];
}

/** The segments of an 837P set, ST to SE; all people and ids are invented. */
export function professionalSet(providers: readonly (readonly SubscriberShape[])[]): string[] {
  let level = 0;
  let claims = 0;
  const claim = (): string[] => {
    const charge = 10 + claims++;
    return segmentsOfText(`
      CLM*PRC-${claims}*${charge}.5***11:B:1*Y*A*Y*Y~
      HI*ABK:M1711~
      LX*1~
      SV1*HC:99213*${charge}*UN*1***1~
      DTP*472*D8*20261028~
      LX*2~
      SV1*HC:20610*.5*UN*1***1~
      DTP*472*D8*20261029~`);
  };
  const some = (count: number): string[] => Array.from({ length: count }, claim).flat();
  const person = 'N3*7 MAPLE CT~N4*MILLBROOK*OH*440010001~DMG*D8*19710415*F';
  const subscriber = ({ own, patients }: SubscriberShape, parent: number): string[] => {
    const number = ++level;
    return [
      `HL*${number}*${parent}*22*${patients.length > 0 ? 1 : 0}`,
      `SBR*P*${own > 0 ? '18' : ''}*******MC`,
      ...segmentsOfText(`NM1*IL*1*OAKES*MARTA****MI*NL7001002${number}~${own > 0 ? person : ''}`),
      'NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
      ...some(own),
      ...patients.flatMap((count) => [
        `HL*${++level}*${number}*23*0`,
        'PAT*19',
        'NM1*QC*1*OAKES*RENE',
        ...segmentsOfText(person),
        ...some(count),
      ]),
    ];
  };
  const body = segmentsOfText(`
    ST*837*0042*005010X222A1~
    BHT*0019*00*PRCB261104*20261104*0800*CH~
    NM1*41*2*PINERIDGE CLEARING*****46*110099999Z~
    PER*IC*BILLING DESK*TE*5555550142~
    NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042`).concat(
    providers.flatMap((subscribers) => {
      const number = ++level;
      const provider = 'NM1*85*2*PINERIDGE CLINIC*****XX*1887004129~N3*14 ORCHARD WAY~N4*MILLBROOK*OH*440010001';
      return [
        `HL*${number}**20*1`,
        ...segmentsOfText(`${provider}~REF*EI*990000142`),
        ...subscribers.flatMap((one) => subscriber(one, number)),
      ];
    }),
  );
  return [...body, `SE*${body.length + 1}*0042`];
}

/** How a sender writes: its separators, and what it puts after each terminator. */
export interface Hand {
  readonly delimiters: Delimiters;
  readonly lineEnd: string;
}

export const PLAIN: Hand = { delimiters: OUTBOUND_DELIMITERS, lineEnd: '' };
export const OTHER: Hand = {
  delimiters: { element: 0x7c, component: 0x3e, repetition: 0x7b, segment: 0x27 },
  lineEnd: '\r\n',
};

/** A received file with one set, and what the ledger knows of it. */
export class ReceivedSet {
  readonly file: Buffer;
  readonly handoff: HandoffRow;
  readonly claims: readonly HandoffClaim[];

  /** `isAccepted`: of the claim with this place in the set. */
  constructor(
    segments: readonly string[],
    isAccepted: (unit: number) => boolean,
    hand = PLAIN,
    guideId = PROFESSIONAL,
  ) {
    const { delimiters, lineEnd } = hand;
    const [element, component, repetition, end] = [
      delimiters.element,
      delimiters.component,
      delimiters.repetition,
      delimiters.segment,
    ].map((byte) => String.fromCharCode(byte)) as [string, string, string, string];
    const written = (list: readonly string[]): string =>
      list.map((one) => one.replaceAll('*', element).replaceAll(':', component) + end + lineEnd).join('');
    const ids = `00*${' '.repeat(10)}*00*${' '.repeat(10)}*ZZ*${'PRCLINIC01'.padEnd(15)}*ZZ*${'NLHP00042'.padEnd(15)}`;
    const isa = `ISA*${ids}*261104*0800*R*00501*000000106*1*P*`
      .replaceAll('*', element)
      .replace(`${element}R${element}`, `${element}${repetition}${element}`);
    const before = `${isa}${component}${end}${lineEnd}${written(['GS*HC*PRCLINIC01*NLHP00042*20261104*0800*106*X*005010X222A1'])}`;
    const set = written(segments);
    this.file = Buffer.from(before + set + written(['GE*1*106', 'IEA*1*000000106']), 'latin1');
    this.handoff = {
      ...ROW,
      guideId,
      delimiters,
      byteStart: before.length,
      byteEnd: before.length + set.length - lineEnd.length,
    };
    const claims: HandoffClaim[] = [];
    const reader = new UnitReader(compiledGuide(schemas, guideId), delimiters, before.length, (unit) => {
      const loop = unit.path.at(-1)!;
      const [, submitterClaimId = '', totalCharge = ''] = ['', ...loop.segments[0]!.elements];
      claims.push({
        unit: unit.index,
        verdict: isAccepted(unit.index)
          ? { accepted: true, claimNumber: `C1${String(unit.index + 1).padStart(9, '0')}` }
          : { accepted: false, category: 'A7', status: '21', entity: '', reason: 'test' },
        submitterClaimId,
        totalCharge,
        lines: loop.loops.filter(({ id }) => id === '2400').length,
        byteStart: unit.byteStart,
        byteEnd: unit.byteEnd,
      });
    });
    reader.push(Buffer.from(set, 'latin1'));
    reader.end();
    this.claims = claims;
  }

  plan(chunk = 64): Promise<SetPlan> {
    return planSet(this.handoff, this.#chunks(chunk), this.#inStep());
  }

  /** The X12 file, read in chunks of so many bytes. */
  async x12(chunk = 64): Promise<string> {
    const envelope = handoffEnvelope(this.handoff, this.file);
    return textOf(x12OfHandoff(this.handoff, envelope, await this.plan(chunk), this.#chunks(chunk), this.#inStep()));
  }

  /** The lines of the NDJSON file. */
  async lines(chunk = 64): Promise<Record<string, unknown>[]> {
    const guide = compiledGuide(schemas, this.handoff.guideId);
    const text = await textOf(
      ndjsonOfHandoff(this.handoff, guide, await this.plan(chunk), this.#chunks(chunk), this.#inStep()),
    );
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  #inStep(): ClaimsInStep {
    return new ClaimsInStep(this.claims, this.handoff.number);
  }

  async *#chunks(size: number): AsyncGenerator<Uint8Array> {
    for (let at = this.handoff.byteStart; at < this.handoff.byteEnd; at += size) {
      yield this.file.subarray(at, Math.min(at + size, this.handoff.byteEnd));
    }
  }
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** The segments of a file, without separators of its own: as `segmentsOfText` gives them. */
export function segmentsIn(text: string, { delimiters }: Hand = PLAIN): string[] {
  const [element, component, end] = [delimiters.element, delimiters.component, delimiters.segment].map((byte) =>
    String.fromCharCode(byte),
  ) as [string, string, string];
  return text
    .split(end)
    .map((one) => one.trim().replaceAll(element, '*').replaceAll(component, ':'))
    .filter((one) => one !== '');
}

/** From ST to SE. */
export function setIn(text: string, hand: Hand = PLAIN): string[] {
  const all = segmentsIn(text, hand);
  return all.slice(
    all.findIndex((one) => one.startsWith('ST*')),
    all.findIndex((one) => one.startsWith('SE*')) + 1,
  );
}

const ROW: HandoffRow = {
  id: 1,
  number: 'H1000000007',
  sequence: 7,
  environment: 'production',
  state: 'due',
  dueAt: '2026-11-04T13:00:00.000Z',
  writtenAt: '',
  confirmedAt: '',
  confirmedBy: '',
  repeated: 0,
  folderDate: '',
  files: [],
  claims: 0,
  lines: 0,
  totalCharge: '',
  submissionId: 1,
  submissionNumber: 'S00000001',
  partnerId: 'pineridge',
  receivedAt: '2026-11-04T13:00:00.000Z',
  originalPath: 'originals/one',
  originalSha256: 'a'.repeat(64),
  interchangeId: 1,
  interchange: 0,
  group: 0,
  set: 0,
  interchangeByteStart: 0,
  byteStart: 0,
  byteEnd: 0,
  delimiters: OUTBOUND_DELIMITERS,
  guideId: PROFESSIONAL,
  senderQualifier: 'ZZ',
  senderId: 'PRCLINIC01',
  receiverQualifier: 'ZZ',
  receiverId: 'NLHP00042',
  interchangeControlNumber: '000000106',
  applicationSender: 'PRCLINIC01',
  applicationReceiver: 'NLHP00042',
  groupDate: '20261104',
  groupTime: '0800',
  groupControlNumber: '106',
  groupAgency: 'X',
  groupVersion: '005010X222A1',
  setControlNumber: '0042',
};
