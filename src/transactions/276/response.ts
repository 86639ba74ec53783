import type { ClaimLine } from '../../domain/claims/model.js';
import type { ClaimStatus, ClaimStatusCode } from '../../domain/claims/status.js';
import type { ReplyTime } from '../../respond/reply-envelope.js';
import { elementOf, type SegmentNode, segmentOf } from '../../validate/unit-tree.js';
import type { Delimiters } from '../../x12/delimiters.js';
import { type Composite, type ElementValue, echo as printable } from '../../x12/writer.js';
import type { ClaimAnswer, InquiryAnswer, PatientAnswer } from './answers.js';
import { childOf } from './inquiry.js';

/** Longest values of the data elements that are written here (X12 005010 data element dictionary). */
const LONGEST = { name: 60, first: 35, suffix: 10, id: 80, reference: 50, code: 48, quantity: 15 } as const;
/** Stands where the answer needs a value and none was sent. */
const UNKNOWN = 'UNKNOWN';
/** Trace of a provider level when there is none of its own (277 guide, 2200C TRN02). */
const NO_TRACE = '0';
/** Qualifiers of a procedure that SVC01 of the response takes. */
const PROCEDURE_QUALIFIERS = ['AD', 'ER', 'HC', 'HP', 'IV', 'N4', 'NU', 'WK'];

/** What the segments are made with. */
export interface ResponseFacts {
  readonly payerName: string;
  readonly payerId: string;
  /** BHT03, ours. */
  readonly reference: string;
  readonly at: ReplyTime;
  readonly written: Delimiters;
}

/** One segment: its id and elements. */
export type ResponseSegment = readonly [id: string, ...elements: ElementValue[]];

/**
 * The segments of a claim status response between ST and SE (005010X212): the levels of the inquiry with new HL numbers,
 * consecutive subscribers of one provider below it, and every claim found, or that there is none. A level that is refused
 * says why and holds nothing.
 */
export function claimStatusResponse(answers: readonly InquiryAnswer[], facts: ResponseFacts): ResponseSegment[] {
  return new ClaimStatusResponse(facts).build(answers);
}

class ClaimStatusResponse {
  readonly #facts: ResponseFacts;
  readonly #segments: ResponseSegment[] = [];
  #hierarchicalId = 0;

  constructor(facts: ResponseFacts) {
    this.#facts = facts;
  }

  build(answers: readonly InquiryAnswer[]): ResponseSegment[] {
    const { reference, at, payerName, payerId } = this.#facts;
    this.#write('BHT', '0010', '08', reference, at.date, at.time, 'DG');
    const source = this.#level('', '20', '1');
    this.#write('NM1', 'PR', '2', this.#text(payerName, LONGEST.name), '', '', '', '', 'PI', this.#id(payerId));
    let receiver: InquiryAnswer | undefined;
    let receiverId = '';
    let provider: InquiryAnswer | undefined;
    let providerId = '';
    for (const answer of answers) {
      if (receiver === undefined || receiver.inquiry.receiver !== answer.inquiry.receiver) {
        receiver = answer;
        provider = undefined;
        receiverId = this.#receiver(answer, source);
      }
      if (answer.refused?.level === 'receiver') continue;
      if (provider === undefined || provider.inquiry.provider !== answer.inquiry.provider) {
        provider = answer;
        providerId = this.#provider(answer, receiverId);
      }
      if (answer.refused === undefined) this.#subscriber(answer, providerId);
    }
    return this.#segments;
  }

  #receiver({ inquiry, refused }: InquiryAnswer, source: string): string {
    const isRefused = refused?.level === 'receiver';
    const level = this.#level(source, '21', isRefused ? '0' : '1');
    this.#name('41', '46', segmentOf(childOf(inquiry.receiver, '2100B'), 'NM1'));
    if (isRefused) {
      const [first] = inquiry.patients.flatMap(({ claims }) => claims);
      this.#refused('2', this.#reference(first?.trace ?? ''), refused.status);
    }
    return level;
  }

  #provider({ inquiry, refused }: InquiryAnswer, receiver: string): string {
    const isRefused = refused?.level === 'provider';
    const level = this.#level(receiver, '19', isRefused ? '0' : '1');
    this.#name('1P', 'XX', segmentOf(childOf(inquiry.provider, '2100C'), 'NM1', '1P'));
    if (isRefused) this.#refused('1', NO_TRACE, refused.status);
    return level;
  }

  #subscriber({ inquiry, patients }: InquiryAnswer, provider: string): void {
    const hasDependents = patients.some(({ patient }) => patient.dependent !== undefined);
    const level = this.#level(provider, '22', hasDependents ? '1' : '0');
    this.#name('IL', 'MI', inquiry.subscriber);
    for (const patient of patients) this.#patient(patient, level);
  }

  #patient({ patient, claims }: PatientAnswer, subscriber: string): void {
    if (patient.dependent !== undefined) {
      this.#level(subscriber, '23', '');
      this.#name('QC', '', patient.dependent);
    }
    for (const claim of claims) this.#claim(claim);
  }

  #claim({ trace, status, found, lines }: ClaimAnswer): void {
    this.#write('TRN', '2', this.#reference(trace));
    const charge = found === undefined ? '' : this.#text(found.claim.totalCharge, LONGEST.quantity);
    this.#status(status, charge);
    if (found === undefined) return;
    const { claim, verdict, payerNumber } = found;
    if (verdict.accepted) this.#write('REF', '1K', this.#reference(payerNumber || verdict.claimNumber));
    if (claim.kind === 'institutional' && claim.facilityCode !== '') {
      this.#write('REF', 'BLT', this.#reference(`${claim.facilityCode}${claim.frequency}`));
    }
    this.#write('REF', 'EJ', this.#reference(claim.submitterClaimId));
    if (claim.intermediaryClaimId !== '') this.#write('REF', 'D9', this.#reference(claim.intermediaryClaimId));
    this.#dates(claim.serviceFrom, claim.serviceTo);
    for (const line of lines) this.#line(line.line, line.status, claim);
  }

  #line(
    line: ClaimLine,
    status: ClaimStatus,
    claim: { readonly serviceFrom: string; readonly serviceTo: string },
  ): void {
    const isRevenueAlone = line.procedureCode === '';
    const code = this.#text(isRevenueAlone ? line.revenueCode : line.procedureCode, LONGEST.code);
    const qualifier = PROCEDURE_QUALIFIERS.includes(line.procedureQualifier) ? line.procedureQualifier : 'HC';
    const modifiers = line.modifiers.map((modifier) => this.#text(modifier, 2)).slice(0, 4);
    const from = line.serviceFrom === '' ? claim.serviceFrom : line.serviceFrom;
    // A line needs a code and a date (277 guide, 2220D SVC01 and DTP).
    if (code === '' || from === '') return;
    const service: Composite = isRevenueAlone ? ['NU', code] : [qualifier, code, ...modifiers];
    const revenue = isRevenueAlone ? '' : this.#text(line.revenueCode, LONGEST.code);
    const units = this.#text(line.units, LONGEST.quantity);
    const charge = this.#text(line.charge, LONGEST.quantity);
    this.#write('SVC', service, charge === '' ? '0' : charge, '0', revenue, '', '', units === '' ? '1' : units);
    this.#write('STC', codes(status), compact(status.effectiveOn));
    if (line.controlNumber !== '') this.#write('REF', 'FJ', this.#reference(line.controlNumber));
    this.#dates(from, line.serviceFrom === '' ? claim.serviceTo : line.serviceTo);
  }

  #status(status: ClaimStatus, charge: string): void {
    const { effectiveOn, paidAmount, finalizedOn, paidOn, paymentNumber } = status;
    const payment = this.#text(paymentNumber, LONGEST.reference);
    this.#write(
      'STC',
      codes(status),
      compact(effectiveOn),
      '',
      charge,
      this.#text(paidAmount, LONGEST.quantity),
      compact(finalizedOn),
      '',
      compact(paidOn),
      payment,
    );
  }

  /** Why a level is refused, from today on. */
  #refused(traceType: string, trace: string, status: ClaimStatusCode): void {
    this.#write('TRN', traceType, trace);
    this.#write('STC', codes(status), this.#facts.at.date);
  }

  /** Writes HL; returns its number. */
  #level(parent: string, code: string, hasChild: string): string {
    const id = String(++this.#hierarchicalId);
    this.#write('HL', id, parent, code, hasChild);
    return id;
  }

  /** A name as it was sent, without a prefix, and with the id that the response takes; `qualifier` '' for none. */
  #name(entity: string, qualifier: string, sent: SegmentNode | undefined): void {
    const type = elementOf(sent, 2) === '1' ? '1' : '2';
    const last = this.#text(elementOf(sent, 3), LONGEST.name);
    const needsName = entity === 'IL' || entity === 'QC';
    const [first, middle, suffix] = [4, 5, 7].map((at) => this.#text(elementOf(sent, at), LONGEST.first));
    const sentQualifier = elementOf(sent, 8);
    const elements = [
      entity,
      type,
      last === '' && needsName ? UNKNOWN : last,
      first,
      middle,
      '',
      // The receiver's name has no suffix in the response.
      entity === '41' ? '' : this.#text(suffix!, LONGEST.suffix),
    ];
    if (qualifier === '') this.#write('NM1', ...elements);
    else
      this.#write('NM1', ...elements, sentQualifier === '' ? qualifier : sentQualifier, this.#id(elementOf(sent, 9)));
  }

  #dates(from: string, to: string): void {
    if (from === '') return;
    if (to === '' || to === from) this.#write('DTP', '472', 'D8', compact(from));
    else this.#write('DTP', '472', 'RD8', `${compact(from)}-${compact(to)}`);
  }

  #write(...segment: ResponseSegment): void {
    this.#segments.push(segment);
  }

  #id(text: string): string {
    const id = this.#text(text, LONGEST.id);
    return id.length < 2 ? UNKNOWN : id;
  }

  #reference(text: string): string {
    const value = this.#text(text, LONGEST.reference);
    return value === '' ? NO_TRACE : value;
  }

  #text(text: string, longest: number): string {
    return printable(text.trim(), longest, this.#facts.written);
  }
}

function codes({ category, status, entity }: ClaimStatusCode): Composite {
  return [category, status, entity];
}

/** An ISO date as CCYYMMDD. */
function compact(day: string): string {
  return day.replaceAll('-', '');
}
