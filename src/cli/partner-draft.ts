import { DEFAULT_OPTIONS, type PartnerKind, type PayerIdentity, type ProviderLocation } from '../partners/profile.js';
import { parseProviderLocation } from '../partners/provider-location.js';
import type { PartnerDraft } from '../store/ledger.js';
import { GatewayError } from '../support/errors.js';

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

const PARTNER_ID = /^[a-z0-9][a-z0-9-]{0,39}$/;
/** ISA06 without its padding. */
const INTERCHANGE_ID = /^[A-Za-z0-9_.-]{1,15}$/;
const QUALIFIER = /^[0-9A-Z]{2}$/;
const NPI = /^[12][0-9]{9}$/;

/** A partner as the ledger takes it. Raises GatewayError `partner-invalid` (exit code 2) naming what is wrong. */
export function partnerDraft(id: string, words: PartnerWords, payer: PayerIdentity): PartnerDraft {
  requirePartner(PARTNER_ID.test(id), id, 'A partner id is 1 to 40 lower case letters, digits and hyphens.');
  requirePartner(
    INTERCHANGE_ID.test(words.interchangeId),
    id,
    'An interchange id has 1 to 15 letters, digits, dots, hyphens and underscores.',
  );
  requirePartner(QUALIFIER.test(words.qualifier ?? 'ZZ'), id, 'A qualifier (ISA05) is two digits or capital letters.');
  return {
    id,
    name: words.name,
    kind: words.kind,
    interchangeQualifier: words.qualifier ?? 'ZZ',
    interchangeId: words.interchangeId,
    applicationIds: words.applicationId ?? [words.interchangeId],
    location: locationOf(words.location ?? words.interchangeId, payer),
    npis: checkedNpis(words.npi ?? [], id),
    options: DEFAULT_OPTIONS,
    ...(words.assignment === undefined ? {} : { defaultAssignment: words.assignment }),
  };
}

/** Splits a provider ID with service location. Raises GatewayError `partner-invalid` for one that is no folder name. */
export function locationOf(id: string, payer: PayerIdentity): ProviderLocation {
  const location = parseProviderLocation(id, payer.providerLocationPattern);
  if (location !== undefined) return location;
  throw invalid(id, 'A provider ID holds letters, digits, hyphens and underscores only.');
}

/** NPIs as given. Raises GatewayError `partner-invalid` for one that is not ten digits beginning with 1 or 2. */
export function checkedNpis(npis: readonly string[], subject: string): readonly string[] {
  for (const npi of npis) requirePartner(NPI.test(npi), subject, 'An NPI has ten digits and begins with 1 or 2.');
  return npis;
}

function requirePartner(holds: boolean, subject: string, hint: string): void {
  if (!holds) throw invalid(subject, hint);
}

function invalid(subject: string, hint: string): GatewayError {
  return new GatewayError(`The partner ${subject} cannot be recorded so`, {
    code: 'partner-invalid',
    operation: 'record a partner',
    subject,
    hint,
    exitCode: 2,
  });
}
