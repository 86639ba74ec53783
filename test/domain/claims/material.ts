import type { Authorization } from '../../../src/domain/claims/authorization.js';
import { ClaimBatch } from '../../../src/domain/claims/batch.js';
import type { ClaimLine, ClaimRegistration, ClaimVerdict } from '../../../src/domain/claims/model.js';
import { registerClaim } from '../../../src/domain/claims/register.js';
import { type ClaimCheckId, ClaimCheckTable, type ClaimSettings } from '../../../src/domain/claims/settings.js';
import type { ReferenceMember, ReferenceProvider, ReferenceService } from '../../../src/domain/reference.js';
import { claimSettings, MemoryReference, MemoryTransaction } from '../../support/applying.js';

const NOBODY = { entityType: '', last: '', first: '', middle: '', idQualifier: '', id: '' };
const NOWHERE = { lines: [], city: '', state: '', postalCode: '' };

/** A line of a claim; all ids here are invented. */
export function line(change: Partial<ClaimLine> = {}): ClaimLine {
  return {
    number: 1,
    procedureQualifier: 'HC',
    procedureCode: 'T1019',
    modifiers: [],
    revenueCode: '',
    charge: '100',
    unitCode: 'UN',
    units: '4',
    serviceFrom: '2031-02-03',
    serviceTo: '2031-02-03',
    controlNumber: '',
    priorAuthorizationNumber: '',
    ...change,
  };
}

/** A claim of one line. */
export function claim(change: Partial<ClaimRegistration> = {}): ClaimRegistration {
  return {
    environment: 'production',
    kind: 'professional',
    submitterClaimId: 'C-1',
    submission: { batchNumber: '', submitter: NOBODY },
    billingProvider: NOBODY,
    billingProviderNpi: '1887004129',
    billingProviderTaxId: '',
    billingProviderLocation: '110012345A',
    renderingProviderNpi: '',
    memberId: '100000000001',
    patient: NOBODY,
    totalCharge: '100',
    facilityCode: '12',
    frequency: '1',
    payerClaimControlNumber: '',
    intermediaryClaimId: '',
    priorAuthorizationNumber: '',
    serviceFrom: '2031-02-03',
    serviceTo: '2031-02-03',
    lines: [line()],
    byteStart: 0,
    byteEnd: 0,
    ...change,
  };
}

/** An authorization of ten units of T1019 in February for the claim's member and provider. */
export function authorization(
  change: Partial<Authorization> = {},
  lineChange: Partial<Authorization['lines'][number]> = {},
): Authorization {
  const approved = {
    number: 1,
    isApproved: true,
    procedures: ['T1019'],
    modifiers: [],
    from: '2031-02-01',
    to: '2031-02-28',
    units: '10',
    unitCode: 'UN',
    ...lineChange,
  };
  return {
    number: 'P310320001',
    isDecided: true,
    memberId: '100000000001',
    locations: ['110012345A'],
    npis: [],
    lines: [approved],
    ...change,
  };
}

/** The neutral checks, with some severities changed. */
export function settings(
  severities: Partial<Record<ClaimCheckId, 'reject' | 'warn' | 'off'>> = {},
  change: Partial<ClaimSettings> = {},
): ClaimSettings {
  const shipped = claimSettings();
  const checks = shipped.checks.map((check) => ({ ...check, severity: severities[check.id] ?? check.severity }));
  return { ...shipped, checks, ...change };
}

/** A register in which claims are decided one after the other, each seeing those before it. */
export class Register {
  readonly transaction: MemoryTransaction;
  readonly #table: ClaimCheckTable;
  readonly #authorizations: readonly Authorization[];
  #batch!: ClaimBatch;
  readonly #kept: MemoryTransaction['claims'] = [];
  #unit = 0;

  constructor(
    parts: {
      readonly settings?: ClaimSettings;
      readonly reference?: MemoryReference;
      readonly authorizations?: readonly Authorization[];
    } = {},
  ) {
    this.transaction = new MemoryTransaction(parts.reference);
    this.#table = new ClaimCheckTable(parts.settings ?? settings());
    this.#authorizations = parts.authorizations ?? [];
    this.nextBatch();
  }

  /** From now on what was decided before is known by the ledger alone. */
  nextBatch(): void {
    this.#batch = new ClaimBatch(this.transaction, (_environment, number) =>
      this.#authorizations.find((one) => one.number === number),
    );
  }

  decide(one: ClaimRegistration): ClaimVerdict {
    const nextNumber = () => this.transaction.nextNumber('claim', one.environment);
    const verdict = registerClaim(one, { table: this.#table, lookups: this.#batch, nextNumber });
    this.#batch.add(one, verdict);
    this.#kept.push({ unit: this.#unit++, claim: one, verdict });
    return verdict;
  }

  /** Stores what was decided, as the ledger does at the end of a batch. */
  store(): void {
    this.transaction.claims.push(...this.#kept.splice(0));
    this.nextBatch();
  }
}

/** Codes of what a verdict warns of, or of why it refuses. */
export function reasonsOf(verdict: ClaimVerdict): readonly string[] {
  if (verdict.accepted) return (verdict.remarks ?? []).map(({ reason }) => reason);
  return [verdict, ...(verdict.others ?? [])].map(({ reason }) => `refused: ${reason}`);
}

/** A member who is eligible from a day on. */
export function member(memberId: string, eligibleFrom = '', eligibleTo = ''): ReferenceMember {
  const names = { last: 'OAKES', first: 'MARTA', middle: '', birthDate: '1971-04-15', gender: 'F' };
  const flags = { isInCaseManagement: false, isInManagedCare: false };
  return { memberId, ...names, address: NOWHERE, eligibleFrom, eligibleTo, ...flags };
}

export function provider(location: string): ReferenceProvider {
  const nothing = { taxonomies: [], providerType: '', entitledAssignments: [] };
  return { location, npi: '', name: 'CLINIC', address: NOWHERE, ...nothing };
}

/** Procedures of which an authorization is needed. */
export function needing(procedureCode: string): ReferenceService {
  return { from: procedureCode, to: procedureCode, needsAuthorization: true, isDrug: false, reviewedBy: '' };
}

export { MemoryReference };
