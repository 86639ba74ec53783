import type { ClaimRegistration } from '../../domain/claims/model.js';
import { componentOf, elementOf, type LoopNode, segmentOf, type Unit } from '../../validate/unit-tree.js';
import { datesOf } from '../dates.js';
import type { SetContext } from '../handler.js';
import { linkProvider, type ProviderClaim } from '../linked-provider.js';

/**
 * Reads one professional claim (005010X222A1, loop 2300 with the levels it inherits). The member is the subscriber also
 * when the patient is a dependent. Absent parts give empty values; nothing here throws.
 */
export function readClaim(unit: Unit, context: SetContext): ClaimRegistration {
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
  const lines = claim?.loops.filter((loop) => loop.id === '2400') ?? [];
  const days = lines.map((line) => datesOf(line, '472')).filter((dates) => dates.from !== '');
  return {
    environment: context.environment,
    submitterClaimId: elementOf(facts, 1),
    kind: 'professional',
    billingProviderNpi: provider.npi,
    billingProviderLocation: link.kind === 'linked' ? link.location : '',
    memberId: elementOf(segmentOf(child(subscriber, '2010BA'), 'NM1', 'IL'), 9),
    totalCharge: elementOf(facts, 2),
    frequency: componentOf(facts, 5, 3, unit.delimiters),
    payerClaimControlNumber: elementOf(segmentOf(claim, 'REF', 'F8'), 2),
    serviceFrom: days.map((dates) => dates.from).reduce(earlier, ''),
    serviceTo: days.map((dates) => dates.to).reduce(later, ''),
    lineCount: lines.length,
  };
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
