import {
  DEFAULT_OPTIONS,
  type LinkedProvider,
  type LinkTerms,
  type PartnerKind,
  type PartnerProfile,
  type PayerIdentity,
  type ProviderLocation,
} from '../../partners/profile.js';
import { parseProviderLocation } from '../../partners/provider-location.js';
import type { PartnerDraft } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import { isNpi } from '../../support/npi.js';

/** What an operator says about a partner; what is left out follows from the interchange id. */
export interface PartnerWords {
  readonly name: string;
  readonly kind: PartnerKind;
  readonly interchangeId: string;
  readonly qualifier?: string;
  readonly applicationId?: readonly string[];
  readonly location?: string;
  readonly npi?: readonly string[];
  readonly assignment?: string;
}

/** What a partner is checked against. */
export interface PartnerSurroundings {
  readonly payer: PayerIdentity;
  /** The payer's PA assignments; a partner's default is one of them, when there are any. */
  readonly assignments: readonly { readonly id: string; readonly code: string }[];
  /** All partners there are; the one that is recorded may be among them. */
  readonly partners: readonly Pick<PartnerProfile, 'id' | 'interchangeQualifier' | 'interchangeId' | 'options'>[];
}

/** A value, or the sentences that say why there is none. */
export type Checked<Value> =
  | { readonly value: Value; readonly problems: readonly [] }
  | { readonly value: undefined; readonly problems: readonly string[] };

/** Something that must hold, and the sentence that says so when it does not. */
type Requirement = readonly [holds: boolean, sentence: string];

const PARTNER_ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** ISA06 without its padding. */
const INTERCHANGE_ID = /^[A-Za-z0-9_.-]{1,15}$/;
/** ISA06 in the payer's form: the channel check lets nothing else in under `exact`. */
const PAYER_FORM = /^[A-Z0-9]{10}$/;
/** GS02: 2 to 15 characters, none of which is a separator of ours. */
const APPLICATION_ID = /^[^\s*^:~\p{C}](?:[^*^:~\p{C}]{0,13}[^\s*^:~\p{C}])$/u;
const QUALIFIER = /^[0-9A-Z]{2}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** As `checkedPartner`. Raises GatewayError `partner-invalid` (exit code 2) naming everything that is wrong. */
export function partnerDraft(id: string, words: PartnerWords, surroundings: PartnerSurroundings): PartnerDraft {
  return requireValue(id, checkedPartner(id, words, surroundings));
}

/**
 * A partner as the ledger takes it, or all that is wrong: forms of ids, NPIs, and an interchange id that the payer has, or
 * another partner with the same qualifier, since two partners with one ISA06 could speak for each other.
 */
export function checkedPartner(
  id: string,
  words: PartnerWords,
  { payer, assignments, partners }: PartnerSurroundings,
): Checked<PartnerDraft> {
  const qualifier = words.qualifier ?? 'ZZ';
  const locationId = words.location ?? words.interchangeId;
  const location = parseProviderLocation(locationId, payer.providerLocationPattern);
  const npis = words.npi ?? [];
  const applicationIds = words.applicationId ?? [words.interchangeId];
  const assignment = assignments.find(({ id: name, code }) => [name, code].includes(words.assignment ?? ''));
  const twin = partners.find(
    (one) => one.id !== id && one.interchangeQualifier === qualifier && one.interchangeId === words.interchangeId,
  );
  const problems = unmet([
    [PARTNER_ID.test(id), 'A partner id is 1 to 40 lower case letters, digits and hyphens.'],
    [words.name.trim() !== '', 'A partner has a name.'],
    interchangeIdForm(words.interchangeId, payer),
    [
      ![payer.id, ...payer.aliases].includes(words.interchangeId),
      `${words.interchangeId} is the payer's own id (ISA08 of what partners send); give the partner's, its ISA06.`,
    ],
    [QUALIFIER.test(qualifier), 'A qualifier (ISA05) is two digits or capital letters.'],
    [twin === undefined, `The partner ${twin?.id} has the interchange id ${qualifier} ${words.interchangeId} already.`],
    [location !== undefined, 'A location holds letters, digits, hyphens and underscores only.'],
    [
      words.kind !== 'provider' || isLocation(locationId, payer),
      `${locationId} is not a provider ID with service location in the payer's form; give the right one with --location.`,
    ],
    ...applicationIds.map(
      (one): Requirement => [
        words.applicationId === undefined || APPLICATION_ID.test(one),
        `${JSON.stringify(one)} is no GS02 id: it has 2 to 15 characters, none of them a separator (* ^ : ~).`,
      ],
    ),
    [
      words.assignment === undefined || assignment !== undefined || assignments.length === 0,
      `${words.assignment} is no PA assignment of the payer; there are ${assignments.map((one) => one.id).join(', ')}.`,
    ],
    ...npiRequirements(npis),
  ]);
  if (problems.length > 0) return { value: undefined, problems };
  const value = {
    id,
    name: words.name,
    kind: words.kind,
    interchangeQualifier: qualifier,
    interchangeId: words.interchangeId,
    applicationIds,
    location: location!,
    npis,
    // A partner that is changed keeps the choices made for it.
    options: partners.find((one) => one.id === id)?.options ?? DEFAULT_OPTIONS,
    ...(words.assignment === undefined ? {} : { defaultAssignment: assignment?.id ?? words.assignment }),
  };
  return { value, problems: [] };
}

/** What an operator says about a link; what is left out bounds nothing. */
export interface LinkWords extends Partial<LinkTerms> {
  readonly location: string;
  readonly npis: readonly string[];
}

/** What a link is checked against: the partner's own location, and the transactions the gateway processes. */
export interface LinkSurroundings {
  readonly ownLocation: string;
  readonly processed: readonly string[];
  readonly payer: PayerIdentity;
}

/** As `checkedLink`. Raises GatewayError `partner-invalid` (exit code 2) naming everything that is wrong. */
export function linkDraft(partnerId: string, words: LinkWords, surroundings: LinkSurroundings): LinkedProvider {
  return requireValue(partnerId, checkedLink(words, surroundings));
}

/**
 * A provider to link with a partner, or all that is wrong: its location must have the payer's form or be the partner's
 * own, its transactions be processed here, its days be days in order.
 */
export function checkedLink(words: LinkWords, surroundings: LinkSurroundings): Checked<LinkedProvider> {
  const { location: id, npis, transactions = [], from = '', to = '' } = words;
  const { ownLocation, processed, payer } = surroundings;
  const isOwn = id === ownLocation;
  const problems = unmet([
    [
      isOwn || isLocation(id, payer),
      `${id} is not a provider ID with service location in the payer's form, such as 110067890B.`,
    ],
    ...npiRequirements(npis),
    ...transactions.map(
      (set): Requirement => [
        processed.includes(set),
        `The gateway does not process ${set}; transactions are ${processed.join(', ')}.`,
      ],
    ),
    ...[from, to].map((day): Requirement => [day === '' || isDay(day), `${day} is no day such as 2026-12-31.`]),
    [to === '' || from <= to, `The link of ${id} would end (${to}) before it begins (${from}).`],
    [
      !isOwn || (transactions.length === 0 && from === '' && to === ''),
      `${id} is the partner's own location, which counts always and for everything.`,
    ],
  ]);
  if (problems.length > 0) return { value: undefined, problems };
  return { value: { location: locationOf(id, payer), npis, transactions, from, to }, problems: [] };
}

/** True for a day of the calendar, yyyy-mm-dd. */
function isDay(text: string): boolean {
  const instant = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** Splits a provider ID with service location. Raises GatewayError `partner-invalid` for one that is no folder name. */
export function locationOf(id: string, payer: PayerIdentity): ProviderLocation {
  const location = parseProviderLocation(id, payer.providerLocationPattern);
  const problems = location === undefined ? ['A location holds letters, digits, hyphens and underscores only.'] : [];
  if (problems.length > 0) throw invalid(id, problems);
  return location!;
}

function interchangeIdForm(interchangeId: string, payer: PayerIdentity): Requirement {
  if (payer.senderIdRule === 'any') {
    const sentence = 'An interchange id has 1 to 15 letters, digits, dots, hyphens and underscores.';
    return [INTERCHANGE_ID.test(interchangeId), sentence];
  }
  const sentence =
    'An interchange id has exactly ten capital letters and digits, such as 110054321A (payer.senderIdRule is exact).';
  return [PAYER_FORM.test(interchangeId), sentence];
}

function isLocation(id: string, { providerLocationPattern }: PayerIdentity): boolean {
  return new RegExp(providerLocationPattern, 'u').test(id);
}

function npiRequirements(npis: readonly string[]): Requirement[] {
  return npis.map((npi) => [isNpi(npi), `${npi} is no NPI: an NPI has ten digits, the last of them a check digit.`]);
}

function unmet(requirements: readonly Requirement[]): string[] {
  return requirements.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

function requireValue<Value>(subject: string, { value, problems }: Checked<Value>): Value {
  if (value === undefined) throw invalid(subject, problems);
  return value;
}

function invalid(subject: string, problems: readonly string[]): GatewayError {
  const message = [`The partner ${subject} cannot be recorded so:`, ...problems.map((one) => `  ${one}`)].join('\n');
  return new GatewayError(message, {
    code: 'partner-invalid',
    operation: 'record a partner',
    subject,
    hint: 'Nothing was recorded. Correct this and try again; "x12gw partner --help" shows examples.',
    exitCode: 2,
  });
}
