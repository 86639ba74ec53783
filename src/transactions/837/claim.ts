import type { ClaimName, ClaimRegistration } from '../../domain/claims/model.js';
import {
  componentOf,
  elementOf,
  type LoopNode,
  type SegmentNode,
  segmentOf,
  type Unit,
} from '../../validate/unit-tree.js';
import type { SetContext } from '../handler.js';
import { linkProvider, type ProviderClaim } from '../linked-provider.js';
import { claimForm } from './claim-form.js';
import { readLines } from './service-lines.js';

/**
 * Reads one claim of any kind: loop 2300 of 005010X222A1, X223A2 or X224A2, with the levels it inherits, which the three
 * share. `claimForm` says where they differ. The member is the subscriber also when the patient is a dependent. Absent
 * parts give empty values; nothing here throws.
 */
export function readClaim(unit: Unit, context: SetContext): ClaimRegistration {
  const form = claimForm(context.guideId);
  const claim = unit.path.at(-1);
  const level = (id: string): LoopNode | undefined => unit.path.find((loop) => loop.id === id);
  const child = (parent: LoopNode | undefined, id: string): LoopNode | undefined =>
    parent?.loops.find((loop) => loop.id === id);
  const subscriber = level('2000B');
  const { provider, secondaryId } = billingProvider(child(level('2000A'), '2010AA'), child(subscriber, '2010BB'));
  const byNpi = linkProvider(provider, context);
  // One NPI may belong to several locations: then the payer's own id tells which.
  const isTold = byNpi.kind === 'ambiguous' && secondaryId !== '';
  const link = isTold ? linkProvider({ ...provider, location: secondaryId }, context) : byNpi;
  const facts = segmentOf(claim, 'CLM');
  const dates = form.datesOf(claim);
  const lines = readLines(claim, form, dates, unit.delimiters);
  const days = lines.filter(({ serviceFrom }) => serviceFrom !== '');
  const patient = child(level('2000C'), '2010CA');
  const memberName = segmentOf(child(subscriber, '2010BA'), 'NM1', 'IL');
  return {
    environment: context.environment,
    submitterClaimId: elementOf(facts, 1),
    kind: form.kind,
    submission: {
      batchNumber: elementOf(segmentOf(unit.set, 'BHT'), 3),
      submitter: nameOf(segmentOf(child(unit.set, '1000A'), 'NM1', '41')),
    },
    billingProvider: nameOf(segmentOf(child(level('2000A'), '2010AA'), 'NM1', '85')),
    billingProviderNpi: provider.npi,
    billingProviderTaxId: elementOf(taxId(child(level('2000A'), '2010AA')), 2),
    billingProviderLocation: link.kind === 'linked' ? link.location : '',
    renderingProviderNpi: npiOf(segmentOf(child(claim, form.renderingLoop), 'NM1', '82')),
    memberId: elementOf(memberName, 9),
    patient: patient === undefined ? nameOf(memberName) : nameOf(segmentOf(patient, 'NM1', 'QC')),
    totalCharge: elementOf(facts, 2),
    facilityCode: componentOf(facts, 5, 1, unit.delimiters),
    frequency: componentOf(facts, 5, 3, unit.delimiters),
    payerClaimControlNumber: elementOf(segmentOf(claim, 'REF', 'F8'), 2),
    intermediaryClaimId: elementOf(segmentOf(claim, 'REF', 'D9'), 2),
    priorAuthorizationNumber: elementOf(segmentOf(claim, 'REF', 'G1'), 2),
    serviceFrom: days.map((line) => line.serviceFrom).reduce(earlier, '') || dates.from,
    serviceTo: days.map((line) => line.serviceTo).reduce(later, '') || dates.to,
    lines,
    byteStart: unit.byteStart,
    byteEnd: unit.byteEnd,
  };
}

function nameOf(name: SegmentNode | undefined): ClaimName {
  const [entityType, last, first, middle] = [2, 3, 4, 5].map((element) => elementOf(name, element));
  return {
    entityType: entityType!,
    last: last!,
    first: first!,
    middle: middle!,
    idQualifier: elementOf(name, 8),
    id: elementOf(name, 9),
  };
}

function npiOf(name: SegmentNode | undefined): string {
  return elementOf(name, 8) === 'XX' ? elementOf(name, 9) : '';
}

/** REF*EI, the employer's number, or REF*SY, the social security number (2010AA). */
function taxId(provider: LoopNode | undefined): SegmentNode | undefined {
  return segmentOf(provider, 'REF', 'EI') ?? segmentOf(provider, 'REF', 'SY');
}

/**
 * The billing provider by NPI (NM1*85, XX). A provider without NPI is named by its provider ID and service location in
 * REF*G2, which the guide keeps with the payer (2010BB); some senders put it with the provider (2010AA).
 */
function billingProvider(
  provider: LoopNode | undefined,
  payer: LoopNode | undefined,
): { readonly provider: ProviderClaim; readonly secondaryId: string } {
  const name = segmentOf(provider, 'NM1', '85');
  const secondaryId = elementOf(segmentOf(payer, 'REF', 'G2') ?? segmentOf(provider, 'REF', 'G2'), 2);
  const npi = elementOf(name, 8) === 'XX' ? elementOf(name, 9) : '';
  return { provider: { npi, location: npi === '' ? secondaryId : '' }, secondaryId };
}

function earlier(a: string, b: string): string {
  return a === '' || b < a ? b : a;
}

function later(a: string, b: string): string {
  return b > a ? b : a;
}
