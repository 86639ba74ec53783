import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { parse } from 'yaml';
import { completeOptions, type KnownRules, unknownRules } from '../../partners/options.js';
import type { PartnerProfile, PayerIdentity } from '../../partners/profile.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import { locationOf } from '../partners/draft.js';
import type { partnerFact } from '../partners/partner-text.js';

const SCHEMA_FILE = new URL('../../../schemas/cli/partner.schema.json', import.meta.url);

/**
 * A partner profile from a file with what `x12gw partner show ID --json` prints (JSON or YAML), so that a file can be
 * judged as if that partner had sent it, without a ledger. Options that are missing take their default, and may
 * name rules that are known. Raises GatewayError `profile-invalid` (exit code 2).
 */
export function readProfile(file: string, payer: PayerIdentity, known: KnownRules): PartnerProfile {
  const text = textOf(file);
  let fact: unknown;
  try {
    fact = parse(text);
  } catch (cause) {
    throw invalid(file, 'it is neither JSON nor YAML', cause);
  }
  const ajv = new Ajv({ allErrors: true });
  if (!ajv.validate(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')), fact))
    throw invalid(file, faultOf(ajv.errors ?? []));
  const {
    partner,
    location,
    providers,
    options: stored,
    endedLinks: _endedLinks,
    ...rest
  } = fact as ReturnType<typeof partnerFact> & { readonly endedLinks?: unknown };
  const options = completeOptions(stored);
  const [unknown] = unknownRules(options, known);
  if (unknown !== undefined) throw invalid(file, `in options.validation.severities: ${unknown}`);
  return {
    ...rest,
    options,
    id: partner,
    location: locationOf(location, payer),
    providers: providers.map(({ location: id, ...link }) => ({ location: locationOf(id, payer), ...link })),
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw invalid(file, `it cannot be read (${systemErrorCode(cause)})`, cause);
  }
}

/** The first thing that is not as it should be, as the end of a sentence. */
function faultOf(errors: readonly ErrorObject[]): string {
  const missing = errors.filter(({ keyword, instancePath }) => keyword === 'required' && instancePath === '');
  if (missing.length > 0) return `it does not tell ${missing.map(({ params }) => params.missingProperty).join(', ')}`;
  const choice = errors.find(({ keyword }) => keyword === 'enum');
  if (choice !== undefined) {
    const allowed = (choice.params.allowedValues as readonly unknown[]).join(', ');
    return `${choice.instancePath.slice(1).replaceAll('/', '.')} must be one of: ${allowed}`;
  }
  const path = errors.map(({ instancePath }) => instancePath).find((one) => one !== '');
  return path === undefined ? 'it tells other things' : `${path.slice(1).replaceAll('/', '.')} is not as it should be`;
}

function invalid(file: string, why: string, cause?: unknown): GatewayError {
  return new GatewayError(`${file} is not a partner profile: ${why}`, {
    code: 'profile-invalid',
    operation: 'read a partner profile',
    subject: file,
    hint: 'Write one with "x12gw partner show ID --json > profile.json".',
    exitCode: 2,
    cause,
  });
}
