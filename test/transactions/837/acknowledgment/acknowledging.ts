import type { ClaimName, ClaimRefusal, ClaimRegistration, DecidedClaim } from '../../../../src/domain/claims/model.js';
import { openCodeLists } from '../../../../src/guides/code-list-folder.js';
import { compiledGuide } from '../../../../src/guides/compiled-guides.js';
import { compileRules } from '../../../../src/rules/compile.js';
import { loadRules, withRuleKinds } from '../../../../src/rules/load.js';
import {
  type AcknowledgedSet,
  claimAcknowledgment,
} from '../../../../src/transactions/837/acknowledgment/acknowledgment.js';
import { OUTBOUND_DELIMITERS } from '../../../../src/x12/delimiters.js';
import { contextOf } from '../../../support/applying.js';
import { findingsUnder, schemas } from '../../../support/units.js';

export const GUIDE = '005010X214-277CA';

const nobody: ClaimName = { entityType: '2', last: '', first: '', middle: '', idQualifier: '', id: '' };

export const PINERIDGE: ClaimName = { ...nobody, last: 'PINERIDGE CLINIC', idQualifier: 'XX', id: '1887004129' };
export const OAKES: ClaimName = {
  ...nobody,
  entityType: '1',
  last: 'OAKES',
  first: 'MARTA',
  idQualifier: 'MI',
  id: 'NL700100201',
};

/** A claim as registered; everybody in it is invented. */
export function claimOf(changes: Partial<ClaimRegistration> = {}): ClaimRegistration {
  return {
    environment: 'production',
    kind: 'professional',
    submitterClaimId: 'PRC-C-9001',
    submission: { batchNumber: 'PRCB261104', submitter: { ...nobody, last: 'PINERIDGE CLEARING', id: '110099999Z' } },
    billingProvider: PINERIDGE,
    billingProviderNpi: '1887004129',
    billingProviderTaxId: '990000142',
    billingProviderLocation: '110054321B',
    renderingProviderNpi: '',
    memberId: 'NL700100201',
    patient: OAKES,
    totalCharge: '100',
    facilityCode: '11',
    frequency: '1',
    payerClaimControlNumber: '',
    intermediaryClaimId: '',
    priorAuthorizationNumber: '',
    serviceFrom: '2025-03-28',
    serviceTo: '2025-03-28',
    lines: [],
    byteStart: 0,
    byteEnd: 0,
    ...changes,
  };
}

/** A reason to refuse from its status, such as `A7:164:IL`. */
export function refusal(status: string, changes: Partial<ClaimRefusal> = {}): ClaimRefusal {
  const [category = '', code = '', entity = ''] = status.split(':');
  return { category, status: code, entity, reason: 'some-rule', message: 'Something is wrong.', ...changes };
}

/** A claim that stands, or is refused for these reasons. */
export function decided(unit: number, changes: Partial<ClaimRegistration>, ...refusals: ClaimRefusal[]): DecidedClaim {
  const [first, ...others] = refusals;
  const claim = claimOf(changes);
  if (first === undefined) return { unit, claim, verdict: { accepted: true, claimNumber: `C100000000${unit + 1}` } };
  return { unit, claim, verdict: { accepted: false, ...first, others } };
}

/** The whole acknowledgment, received on 2 April and processed on 3 April 2025, as text. */
export function acknowledged(claims: readonly DecidedClaim[], changes: Partial<AcknowledgedSet> = {}): string {
  const now = new Date('2025-04-03T10:30:00Z');
  const set = { ...contextOf({ now }), delimiters: OUTBOUND_DELIMITERS, claims: () => claims, ...changes };
  return [...claimAcknowledgment(set, 5008)].join('');
}

/** The segments from one that begins so up to the one before SE; the whole set from ST to SE without a beginning. */
export function segments(text: string, from?: string): readonly string[] {
  const all = text.split('~').slice(0, -1);
  if (from === undefined) return all.slice(2, -2);
  return all.slice(
    all.findIndex((segment) => segment.startsWith(from)),
    -3,
  );
}

withRuleKinds(schemas);
const rules = compileRules(compiledGuide(schemas, GUIDE), loadRules(schemas.files, GUIDE), openCodeLists(schemas));

/** What our own guide and its rules between segments find in an acknowledgment, warnings included. */
export function faults(text: string): readonly string[] {
  const { findings, segmentDirectory } = schemas;
  const compiled = (id: string) => compiledGuide(schemas, id);
  return findingsUnder({ compiled, findings, segmentDirectory, rules: () => rules }, [GUIDE], segments(text));
}
