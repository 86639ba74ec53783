import { type Problem, problemName } from '../../domain/prior-authorization/problems.js';

/** MSG01 holds 264 characters, and the guide takes one MSG for a level. */
export const LONGEST_MESSAGE = 264;

/** Sentences for the people who read an answer: capitals and basic characters, and none of our delimiters. */
const SENTENCES: Readonly<Record<string, string>> = Object.freeze({
  'requester.contactName:missing': 'CONTACT NAME IS MISSING.',
  'requester.contactPhone:missing': 'CONTACT PHONE IS MISSING.',
  'requester.entitlement:not-entitled': 'REQUESTING PROVIDER MAY NOT BE ENTITLED TO ASK FOR THESE SERVICES.',
  'requester.id:ambiguous': 'NPI HAS SEVERAL LOCATIONS. SEND PROVIDER ID AND LOCATION IN REF ZH.',
  'member.id:invalid': 'MEMBER ID IS NOT IN THE FORM THE PAYER ISSUES.',
  'member.id:not-found': 'MEMBER ID IS NOT ON FILE.',
  'member.birthDate:differs': 'BIRTH DATE DIFFERS FROM THE ONE ON FILE.',
  'member.coverage:not-eligible': 'MEMBER IS NOT ELIGIBLE ON THE DATES OF SERVICE.',
  'member.coverage:managed-care': 'MEMBER IS IN MANAGED CARE ON THE DAY OF SUBMISSION.',
  'classification:emergency': 'EMERGENCY CARE NEEDS NO AUTHORIZATION. TAKEN AS A REQUEST TO EXPEDITE.',
  'kind:not-supported': 'THIS KIND OF REVIEW IS NOT TAKEN. SEND UM01 HS.',
  'reservation:not-supported': 'RESERVATIONS ARE NOT TAKEN. SEND BHT02 13 AND LEAVE BHT06 OUT.',
  'assignment:missing': 'SERVICE TYPE DOES NOT TELL WHICH KIND OF AUTHORIZATION IS ASKED FOR.',
  'assignment:elsewhere': 'ANOTHER ORGANIZATION REVIEWS THIS. CONTACT PAYER.',
  'previous:not-found': 'NO EARLIER AUTHORIZATION OF THIS PROVIDER AND MEMBER HAS THIS NUMBER AND ALLOWS THIS.',
  'diagnosis:has-dot': 'SEND DIAGNOSIS CODES WITHOUT THE DOT.',
  'lines:missing': 'SEND AT LEAST ONE SERVICE.',
  'line.kind:not-supported': 'THIS KIND OF SERVICE LINE IS NOT TAKEN.',
  'line.procedure:not-needed': 'THIS PROCEDURE NEEDS NO AUTHORIZATION.',
  'line.procedure:elsewhere': 'ANOTHER ORGANIZATION REVIEWS THIS PROCEDURE. CONTACT PAYER.',
  'line.throughProcedure:not-allowed': 'EACH PROCEDURE IS REVIEWED ALONE. SEND NO RANGE.',
  'line.units:missing': 'REQUESTED UNITS ARE MISSING.',
  'attachment.transmission:not-electronic': 'ATTACHMENTS ARE TAKEN ELECTRONICALLY ONLY.',
});

/** Said with a request that nobody will review. */
export const TEST_SENTENCE = 'TEST REQUEST. NOBODY WILL REVIEW IT.';

/** What a status or a decision is explained with. */
export const STATUS_SENTENCES = Object.freeze({
  void: 'VOIDED BY THE PAYER.',
  appeal: 'THE MEMBER MAY APPEAL.',
  notEligible: 'MEMBER IS NOT ELIGIBLE.',
  notUrgent: 'NOT TREATED AS URGENT. THE STANDARD TIME APPLIES.',
});

/** Said while it is not decided: another PA asks for the same. */
export function duplicateSentence(trackingNumber: string): string {
  return `POSSIBLE DUPLICATE OF ${trackingNumber}.`;
}

/** Why an operation is answered with "contact payer". */
export const CONTACT_SENTENCES = Object.freeze({
  cancel: 'STATUS DOES NOT ALLOW CANCELLATION. CONTACT PAYER.',
  revise: 'STATUS DOES NOT ALLOW REVISION. CONTACT PAYER.',
  reviseDeferred: 'SERVICES OF A DEFERRED REQUEST CANNOT BE CHANGED. CONTACT PAYER.',
  appeal: 'APPEALS ARE NOT TAKEN BY THIS TRANSACTION. CONTACT PAYER.',
  reconsider: 'RECONSIDERATIONS ARE NOT TAKEN BY THIS TRANSACTION. CONTACT PAYER.',
});

/** The sentences for some problems, each once; problems that need no words add nothing. */
export function sentencesFor(problems: readonly Problem[]): readonly string[] {
  const sentences = problems.map((problem) => SENTENCES[problemName(problem)] ?? '');
  return [...new Set(sentences)].filter((sentence) => sentence !== '');
}

/** As many whole sentences as one MSG01 holds; '' for none. */
export function messageOf(sentences: readonly string[]): string {
  let text = '';
  for (const sentence of sentences) {
    const longer = text === '' ? sentence : `${text} ${sentence}`;
    if (longer.length > LONGEST_MESSAGE) break;
    text = longer;
  }
  return text;
}

/**
 * People's words between sentences of ours, as MSG01 holds them: the words are cut, so that the sentences have room.
 * What the basic and extended character sets lack is spelled with what they have.
 */
export function messageWith(opening: readonly string[], words: string, closing: readonly string[]): string {
  const first = messageOf(opening);
  const last = messageOf(closing);
  const room = LONGEST_MESSAGE - [first, last].reduce((sum, text) => sum + (text === '' ? 0 : text.length + 1), 0);
  const basic = basicText(words);
  const sentence = closing.length > 0 && /[A-Za-z0-9)]$/.test(basic) ? `${basic}.` : basic;
  const text = sentence.slice(0, Math.max(room, 0)).trimEnd();
  return messageOf([...opening, text, ...closing].filter((sentence) => sentence !== ''));
}

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u02bc]/g, "'"],
  [/[\u201c\u201d\u201e]/g, '"'],
  [/[\u2010-\u2015]/g, '-'],
  [/[*^~]/g, ' '],
  [/:\s/g, ' - '],
  [/:/g, '.'],
];

/** Words in basic characters, in one line and without what separates in an answer. */
export function basicText(words: string): string {
  let text = words.normalize('NFKD').replace(/\p{M}/gu, '');
  for (const [from, to] of SPELLINGS) text = text.replace(from, to);
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
