import type { ClaimName, DecidedClaim } from '../../../domain/claims/model.js';
import { type ReplyTime, replyTime } from '../../../respond/reply-envelope.js';
import { OUTBOUND_DELIMITERS } from '../../../x12/delimiters.js';
import { foreignSigns, requestDelimiters } from '../../answer-delimiters.js';
import type { ConcludedSet } from '../../handler.js';
import { type ResponseEnvelope, responseInterchange } from '../../response-interchange.js';
import { claimSegments } from './claim-segments.js';
import { RECEIVED, refusalElements, statusElements } from './statuses.js';
import { providerStretches, Stretch } from './stretches.js';
import { NO_TRACE, type SegmentValues, Values } from './values.js';

const RESPONSE = { transactionSet: '277', functionalIdentifier: 'HN', version: '005010X214' } as const;

/** The set an acknowledgment answers, with its envelope as received. */
export type AcknowledgedSet = ResponseEnvelope &
  Pick<
    ConcludedSet,
    'submissionNumber' | 'interchange' | 'group' | 'index' | 'payer' | 'receivedAt' | 'now' | 'delimiters' | 'claims'
  >;

/**
 * The claim acknowledgment (277CA, 005010X214) of one 837 set in an interchange of its own, piece by piece, under one
 * outbound ISA13. The claims are read three times, in step, since totals stand before what they count: nothing of them is
 * held, however many they are; while they are only counted, pieces are empty. Nothing for a set without claims.
 */
export function* claimAcknowledgment(set: AcknowledgedSet, controlNumber: number): Generator<string> {
  const { payer, now } = set;
  const at = replyTime(now, payer.timeZone);
  const signs = foreignSigns(set.delimiters);
  let whole: Stretch | undefined;
  let isForeign = false;
  for (const claim of set.claims()) {
    if (whole === undefined) whole = new Stretch(claim, 'receiver');
    else whole.add(claim);
    isForeign ||= signs.length > 0 && holdsAny(claim.claim, signs);
    yield '';
  }
  if (whole === undefined) return;
  const written = isForeign ? requestDelimiters(set.delimiters) : OUTBOUND_DELIMITERS;
  const segments = segmentsOf(set, whole, at, new Values(written));
  yield* responseInterchange(set, RESPONSE, { controlNumber, at, written }, segments);
}

/** The segments between ST and SE; undefined for a claim that was only counted. */
function* segmentsOf(
  set: AcknowledgedSet,
  whole: Stretch,
  at: ReplyTime,
  values: Values,
): Generator<SegmentValues | undefined> {
  const { payer, submissionNumber } = set;
  const received = replyTime(set.receivedAt, payer.timeZone).date;
  const reference = [submissionNumber, set.interchange + 1, set.group + 1, set.index + 1].join('-');
  yield ['BHT', '0085', '08', values.required(reference, 'reference'), at.date, at.time, 'TH'];
  yield ['HL', '1', '', '20', '1'];
  yield ['NM1', 'PR', '2', values.required(payer.name, 'last'), '', '', '', '', 'PI', values.required(payer.id, 'id')];
  yield ['TRN', '1', values.required(submissionNumber, 'reference')];
  yield ['DTP', '050', 'D8', received];
  yield ['DTP', '009', 'D8', at.date];
  yield* receiverSegments(whole, at.date, values);
  if (whole.refusals.length > 0) return;
  const claims = set.claims()[Symbol.iterator]();
  let level = 2;
  for (const stretch of providerStretches(set.claims())) {
    if (stretch === undefined) {
      yield undefined;
      continue;
    }
    const provider = ++level;
    const isRefused = stretch.refusals.length > 0;
    yield ['HL', String(provider), '2', '19', isRefused ? '0' : '1'];
    yield* providerSegments(stretch, values);
    for (let left = stretch.totals.count; left > 0; left--) {
      const claim = claims.next().value as DecidedClaim;
      if (isRefused) yield undefined;
      else yield ['HL', String(++level), String(provider), 'PT'];
      if (!isRefused) yield* claimSegments(claim, { processed: at.date, received, values });
    }
  }
}

/** Loops 2000B to 2200B: the submitter of the 837, and all its claims. */
function* receiverSegments(whole: Stretch, date: string, values: Values): Generator<SegmentValues> {
  const { submitter, batchNumber } = whole.first.claim.submission;
  const { totals, refusals } = whole;
  yield ['HL', '2', '1', '21', refusals.length > 0 ? '0' : '1'];
  yield ['NM1', '41', ...nameOf(submitter, values), '46', values.required(submitter.id, 'id')];
  yield ['TRN', '2', values.required(batchNumber, 'reference')];
  const amount = totals.charges;
  if (refusals.length === 0) yield ['STC', ...statusElements(RECEIVED, { date, action: 'WQ', amount })];
  for (const stc of refusalElements(refusals, 'receiver', { date, action: 'U', amount })) yield ['STC', ...stc];
  yield* totals.segments('receiver');
}

/** Loops 2100C and 2200C: a billing provider, and its claims that follow one another. STC02 is not used here. */
function* providerSegments({ first, totals, refusals }: Stretch, values: Values): Generator<SegmentValues> {
  const { claim } = first;
  const isNamed = claim.billingProvider.idQualifier === 'XX' && values.text(claim.billingProvider.id, 'id') !== '';
  const [qualifier, id] = isNamed
    ? ['XX', claim.billingProvider.id]
    : claim.billingProviderTaxId === ''
      ? ['SV', claim.billingProviderLocation]
      : ['FI', claim.billingProviderTaxId];
  yield ['NM1', '85', ...nameOf(claim.billingProvider, values), qualifier, values.required(id!, 'id')];
  yield ['TRN', '1', NO_TRACE];
  const amount = totals.charges;
  if (refusals.length === 0) yield ['STC', ...statusElements(RECEIVED, { date: '', action: 'WQ', amount })];
  for (const stc of refusalElements(refusals, 'provider', { date: '', action: 'U', amount })) yield ['STC', ...stc];
  yield* totals.segments('provider');
}

/** NM102 to NM107 of a person or an organization, which has no first name. */
function nameOf(name: ClaimName, values: Values): readonly string[] {
  const last = values.required(name.last, 'last');
  if (name.entityType !== '1') return ['2', last, '', '', '', ''];
  return ['1', last, values.text(name.first, 'first'), values.text(name.middle, 'middle'), '', ''];
}

/** True when a text of the value, or of what it holds, has one of these characters. */
function holdsAny(value: unknown, signs: readonly string[]): boolean {
  if (typeof value === 'string') return signs.some((sign) => value.includes(sign));
  return typeof value === 'object' && value !== null && Object.values(value).some((part) => holdsAny(part, signs));
}
