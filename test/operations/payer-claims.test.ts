import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ClaimCheckTable, type ClaimSettings } from '../../src/domain/claims/settings.js';
import { defaultSchemasRoot } from '../../src/guides/load.js';

const ROOT = defaultSchemasRoot();
const json = (...parts: readonly string[]) => JSON.parse(readFileSync(join(ROOT, ...parts), 'utf8'));
const SCHEMA = json('payer-claims.schema.json');
const validate = new Ajv2020({
  allErrors: true,
  strictRequired: false,
  strict: false,
  formats: { regex: true },
}).compile(SCHEMA);
const PAYERS = readdirSync(join(ROOT, 'payers'));
const IDS: readonly string[] = SCHEMA.properties.checks.items.properties.id.enum;

describe.each(PAYERS)('the claim checks of %s', (payer) => {
  const settings: ClaimSettings = json('payers', payer, 'claims.json');

  it('have their form, and say of every check what it leads to, once', () => {
    expect(validate(settings), JSON.stringify(validate.errors)).toBe(true);
    expect(settings.checks.map(({ id }) => id).sort()).toEqual([...IDS].sort());
    expect(new ClaimCheckTable(settings).isOn('possible-duplicate', 'dental')).toBe(true);
  });

  it('warn of what is wrong with authorizations, and refuse for nothing of it unless told to', () => {
    const severities = settings.checks
      .filter(({ id }) => id.startsWith('authorization-'))
      .map(({ severity }) => severity);
    expect(new Set(severities)).toEqual(new Set(['warn']));
    expect(settings.authorizationRegister).toBe('partial');
  });

  it('refuse with a status that "x12gw explain" knows', () => {
    const known: readonly { readonly code: string }[] = json('codes', 'claim-report-status.json').codes;
    const codes = new Set(known.map(({ code }) => code));
    expect(settings.checks.filter(({ claimStatus }) => !codes.has(claimStatus))).toEqual([]);
  });
});

it('checks that let an unlinked provider pass have no right form', () => {
  const settings: ClaimSettings = json('payers', 'neutral', 'claims.json');
  const without = settings.checks.filter(({ id }) => id !== 'billing-provider-not-linked');
  expect(validate({ ...settings, checks: without })).toBe(false);
  const [linked] = settings.checks;
  expect(validate({ ...settings, checks: [{ ...linked, severity: 'warn' }, ...without] })).toBe(false);
});
