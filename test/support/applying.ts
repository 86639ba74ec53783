import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  Conversation,
  DomainTransaction,
  DuplicateQuery,
  InquiryQuery,
  UnitResult,
} from '../../src/domain/application.js';
import type { ClaimDuplicateQuery, ClaimKey, UnitsUsed } from '../../src/domain/claims/lookups.js';
import type { DecidedClaim, RegisteredClaim } from '../../src/domain/claims/model.js';
import type { ClaimSettings } from '../../src/domain/claims/settings.js';
import type { ClaimOnFile, ClaimQuestion, ClaimStatus } from '../../src/domain/claims/status.js';
import type { PriorAuthorization } from '../../src/domain/prior-authorization/model.js';
import type {
  ReferenceAuthorization,
  ReferenceFacts,
  ReferenceKind,
  ReferenceMember,
  ReferenceProvider,
  ReferenceService,
} from '../../src/domain/reference.js';
import { defaultSchemasRoot } from '../../src/guides/load.js';
import { DEFAULT_OPTIONS, type PartnerProfile, type PayerIdentity } from '../../src/partners/profile.js';
import type { Application, SetContext, TransactionHandler, UnitRefusalReason } from '../../src/transactions/handler.js';
import type { PriorAuthorizationOverlay } from '../../src/transactions/prior-authorization-tables.js';
import type { Unit } from '../../src/validate/unit-tree.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';

/** The shipped MassHealth overlay. */
export const overlay: PriorAuthorizationOverlay = JSON.parse(
  readFileSync(join(defaultSchemasRoot(), 'payers', 'masshealth', 'prior-authorization.json'), 'utf8'),
);

/** The claim checks as shipped for a payer. */
export function claimSettings(payerOverlay = 'neutral'): ClaimSettings {
  const path = join(defaultSchemasRoot(), 'payers', payerOverlay, 'claims.json');
  return JSON.parse(readFileSync(path, 'utf8'));
}

export const payer: PayerIdentity = {
  name: 'NORTHLAKE HEALTH PLAN',
  qualifier: 'ZZ',
  id: 'NLHP00042',
  aliases: [],
  applicationIds: ['NLHP00042'],
  timeZone: 'America/New_York',
  providerLocationPattern: '^(?<provider>[0-9]{9})(?<location>[A-Z])$',
  senderIdRule: 'exact',
};

/** A clearinghouse with a mailbox of its own that acts for two providers. */
export const profile: PartnerProfile = {
  id: 'pineridge',
  name: 'Pineridge Clearing',
  kind: 'clearinghouse',
  interchangeQualifier: 'ZZ',
  interchangeId: '110099999Z',
  applicationIds: ['110099999Z'],
  location: { id: '110099999Z', providerId: '110099999', serviceLocation: 'Z' },
  providers: [
    { location: { id: '110012345A', providerId: '110012345', serviceLocation: 'A' }, npis: ['1600003036'] },
    { location: { id: '110054321B', providerId: '110054321', serviceLocation: 'B' }, npis: ['1887004129'] },
  ],
  allowances: [],
  options: DEFAULT_OPTIONS,
};

/** A set of a file received at 09:00 and applied at 09:01 Eastern on 2 April 2025. */
export function contextOf(changes: Partial<SetContext> = {}): SetContext {
  return {
    submissionNumber: 'S000000017',
    interchange: 0,
    group: 0,
    index: 0,
    guideId: '005010X217-278-request',
    controlNumber: '0001',
    usage: 'P',
    environment: 'production',
    senderQualifier: 'ZZ',
    senderId: '110099999Z     ',
    receiverQualifier: 'ZZ',
    receiverId: 'NLHP00042      ',
    applicationSender: '110099999Z',
    applicationReceiver: 'NLHP00042',
    profile,
    payer,
    receivedAt: new Date('2025-04-02T13:00:00Z'),
    now: new Date('2025-04-02T13:01:00Z'),
    documentAt: () => undefined,
    refusalsOf: () => [],
    ...changes,
  };
}

/** Why pass 1 refused a unit, as the gateway tells a handler; what does not balance unless a test says otherwise. */
export function reason(changes: Partial<UnitRefusalReason> = {}): UnitRefusalReason {
  return {
    code: 'some-rule',
    scope: 'element',
    acknowledgment: 'I12',
    snip: 3,
    title: 'Total differs from its parts',
    message: 'The total is 100.00, but its parts add up to 90.00.',
    mend: 'Correct the total.',
    ...changes,
  };
}

export const testUsage: Partial<SetContext> = { usage: 'T', environment: 'test' };

/** Reference files as far as a test has them: a list that is absent was never loaded. */
export class MemoryReference implements ReferenceFacts {
  readonly #files: Partial<{
    readonly providers: readonly ReferenceProvider[];
    readonly members: readonly ReferenceMember[];
    readonly services: readonly ReferenceService[];
    readonly authorizations: readonly ReferenceAuthorization[];
  }>;

  constructor(
    files: Partial<{
      readonly providers: readonly ReferenceProvider[];
      readonly members: readonly ReferenceMember[];
      readonly services: readonly ReferenceService[];
      readonly authorizations: readonly ReferenceAuthorization[];
    }> = {},
  ) {
    this.#files = files;
  }

  isLoaded(kind: ReferenceKind): boolean {
    return this.#files[kind] !== undefined;
  }

  providersOf(npi: string): readonly ReferenceProvider[] {
    return (this.#files.providers ?? []).filter((provider) => provider.npi === npi);
  }

  provider(location: string): ReferenceProvider | undefined {
    return this.#files.providers?.find((provider) => provider.location === location);
  }

  member(memberId: string): ReferenceMember | undefined {
    return this.#files.members?.find((member) => member.memberId === memberId);
  }

  service(procedureCode: string): ReferenceService | undefined {
    return this.#files.services?.find(({ from, to }) => procedureCode >= from && procedureCode <= to);
  }

  authorizations(number: string): readonly ReferenceAuthorization[] {
    return (this.#files.authorizations ?? []).filter((row) => row.number === number);
  }
}

/** Keeps what a ledger would keep for handlers, in memory: numbers by kind and environment, PAs, claims of one set. */
export class MemoryTransaction implements DomainTransaction {
  readonly numbers = new Map<string, number>();
  readonly priorAuthorizations: PriorAuthorization[] = [];
  /** The latest request of each PA, by tracking number. */
  readonly conversations = new Map<string, Conversation>();
  readonly claims: DecidedClaim[] = [];
  /** What the claim system said last, by claim number. */
  readonly claimStatuses = new Map<string, ClaimStatus>();
  /** The payer's numbers of registered claims, by ours. */
  readonly payerNumbers = new Map<string, string>();
  readonly reference: MemoryReference;

  constructor(reference = new MemoryReference()) {
    this.reference = reference;
  }

  nextNumber(kind: string, environment: string): number {
    const key = `${kind} ${environment}`;
    const next = (this.numbers.get(key) ?? 0) + 1;
    this.numbers.set(key, next);
    return next;
  }

  nextControlNumber(): number {
    return this.nextNumber('control', '');
  }

  findPriorAuthorization(
    environment: string,
    by: { readonly trackingNumber: string } | { readonly paNumber: string },
  ): PriorAuthorization | undefined {
    return this.priorAuthorizations.find(
      (entry) =>
        entry.request.environment === environment &&
        ('paNumber' in by ? entry.paNumber === by.paNumber : entry.trackingNumber === by.trackingNumber),
    );
  }

  possibleDuplicates({ environment, memberId, location, lines, except }: DuplicateQuery): readonly string[] {
    const others = this.priorAuthorizations.filter(({ request, status, trackingNumber }) => {
      const isSame =
        request.environment === environment &&
        request.member.memberId === memberId &&
        request.requestingProvider.location === location;
      return isSame && trackingNumber !== except && status !== 'void' && status !== 'cancelled-by-provider';
    });
    const overlaps = (entry: PriorAuthorization): boolean =>
      entry.lines.some((line) =>
        lines.some(
          ({ procedureCode, from, to }) =>
            line.procedureCode === procedureCode && line.requestedFrom <= to && from <= line.requestedTo,
        ),
      );
    return others.filter(overlaps).map((entry) => entry.trackingNumber);
  }

  findAttachments(
    environment: string,
    by: { readonly controlNumber: string } | { readonly externalReference: string; readonly partnerId: string },
  ): readonly { readonly trackingNumber: string; readonly controlNumber: string }[] {
    return this.priorAuthorizations
      .filter(({ request }) => request.environment === environment)
      .flatMap(({ trackingNumber, request, attachments }) =>
        attachments
          .filter((entry) =>
            'controlNumber' in by
              ? entry.controlNumber === by.controlNumber
              : entry.externalReference === by.externalReference && request.submitter === by.partnerId,
          )
          .map(({ controlNumber }) => ({ trackingNumber, controlNumber })),
      );
  }

  inquire(query: InquiryQuery, limit: number): readonly PriorAuthorization[] {
    const found = this.priorAuthorizations.filter(
      ({ request, status, receivedAt }) =>
        request.environment === query.environment &&
        query.locations.includes(request.requestingProvider.location) &&
        [request.member.memberId, undefined].includes(query.memberId) &&
        [status, undefined].includes(query.status as PriorAuthorization['status'] | undefined) &&
        [request.assignment, undefined].includes(query.assignment) &&
        receivedAt.slice(0, 10) >= (query.from ?? '') &&
        receivedAt.slice(0, 10) <= (query.to ?? '9'),
    );
    return found.reverse().slice(0, limit);
  }

  possibleDuplicateClaims({ environment, location, memberId, serviceFrom, serviceTo }: ClaimDuplicateQuery) {
    return this.#registered(environment).filter(
      ({ claim, supersededBy }) =>
        [claim.billingProviderLocation, claim.memberId].join() === [location, memberId].join() &&
        [claim.serviceFrom, claim.serviceTo].join() === [serviceFrom, serviceTo].join() &&
        claim.frequency === '1' &&
        supersededBy === '',
    );
  }

  findClaim(environment: string, by: ClaimKey): RegisteredClaim | undefined {
    return this.#registered(environment).find(({ claimNumber, payerNumber, claim }) => {
      if ('claimNumber' in by) return claimNumber === by.claimNumber;
      if ('payerNumber' in by) return payerNumber !== '' && payerNumber === by.payerNumber;
      return claim.submitterClaimId === by.submitterClaimId && claim.billingProviderLocation === by.location;
    });
  }

  authorizationUses(number: string, line: number): Iterable<UnitsUsed> {
    const standing = new Set(
      this.#registered('production').flatMap((one) => (one.supersededBy ? [] : one.claimNumber)),
    );
    return this.claims.flatMap(({ verdict }) => {
      if (!verdict.accepted || !standing.has(verdict.claimNumber)) return [];
      return (verdict.authorizationUses ?? [])
        .filter((use) => use.authorizationNumber === number && use.authorizationLine === line)
        .map(({ units }) => ({ claimNumber: verdict.claimNumber, units }));
    });
  }

  /** Newest first. */
  #registered(environment: string): readonly RegisteredClaim[] {
    const accepted = this.claims.flatMap(({ claim, verdict }) => (verdict.accepted ? [{ claim, verdict }] : []));
    const registered = accepted.map(({ claim, verdict: { claimNumber } }) => {
      const supersededBy = accepted.find(({ verdict }) => verdict.replaces === claimNumber)?.verdict.claimNumber ?? '';
      return { claimNumber, claim, payerNumber: this.payerNumbers.get(claimNumber) ?? '', supersededBy };
    });
    return registered.filter(({ claim }) => claim.environment === environment).reverse();
  }

  findClaims(question: ClaimQuestion, limit: number): readonly ClaimOnFile[] {
    const { environment, locations, memberId, claimNumber, submitterClaimId, from = '', to = '9' } = question;
    const found = this.claims.filter(
      ({ claim, verdict }) =>
        claim.environment === environment &&
        locations.includes(claim.billingProviderLocation) &&
        claim.memberId === memberId &&
        (claimNumber === undefined ||
          (verdict.accepted &&
            [verdict.claimNumber, this.payerNumbers.get(verdict.claimNumber)].includes(claimNumber))) &&
        [claim.submitterClaimId, undefined].includes(submitterClaimId) &&
        claim.serviceFrom <= to &&
        claim.serviceTo >= from,
    );
    const onFile = found.map(({ claim, verdict }) => {
      const latest = verdict.accepted ? this.claimStatuses.get(verdict.claimNumber) : undefined;
      const payerNumber = (verdict.accepted && this.payerNumbers.get(verdict.claimNumber)) || '';
      return { claim, verdict, payerNumber, receivedAt: '2026-11-04T15:00:00.000Z', ...(latest && { latest }) };
    });
    return onFile.reverse().slice(0, limit);
  }

  claimsOfSet(): Iterable<DecidedClaim> {
    return this.claims;
  }

  /** Keeps results as the ledger would, after the handler returned. */
  keep(results: readonly UnitResult[]): void {
    for (const result of results) {
      if (result.kind === 'prior-authorization') {
        const { priorAuthorization, conversation } = result;
        // As JSON and back: the ledger keeps nothing else.
        if (conversation !== undefined) {
          this.conversations.set(priorAuthorization.trackingNumber, JSON.parse(JSON.stringify(conversation)));
        }
        const at = this.priorAuthorizations.findIndex(
          (entry) => entry.trackingNumber === priorAuthorization.trackingNumber,
        );
        if (at >= 0) this.priorAuthorizations[at] = priorAuthorization;
        else this.priorAuthorizations.push(priorAuthorization);
      }
      if (result.kind === 'claim') this.claims.push(result);
    }
  }
}

/** Applies a set the way the gateway does: in batches, each kept before the next, then concluded. */
export function applySet(
  handler: TransactionHandler,
  units: readonly Unit[],
  context: SetContext,
  transaction: MemoryTransaction,
): Application {
  const results: UnitResult[] = [];
  const answers: Application['answers'][number][] = [];
  for (let at = 0; at < units.length; at += handler.batchSize) {
    const batch = units.slice(at, at + handler.batchSize);
    const applied = handler.apply(batch, context, transaction);
    transaction.keep(applied.results);
    results.push(...applied.results);
    answers.push(...applied.answers);
  }
  const delimiters = units[0]?.delimiters ?? OUTBOUND_DELIMITERS;
  const concluding = handler.conclude?.({ ...context, delimiters, claims: () => transaction.claims }) ?? [];
  for (const { isNumbered, pieces, ...facts } of concluding) {
    const controlNumber = isNumbered ? transaction.nextControlNumber() : 0;
    const content = Buffer.from([...pieces(controlNumber)].join(''), facts.extension === 'x12' ? 'latin1' : 'utf8');
    answers.push({ ...facts, controlNumber, content });
  }
  return { results, answers };
}
