import type { ClaimKind } from '../../domain/claims/model.js';
import type { LoopNode } from '../../validate/unit-tree.js';
import { datesOf, type Period } from '../dates.js';

/** Where an element or a component of the service segment stands: the element, and the component in it for the procedure. */
interface ServiceElements {
  readonly segment: 'SV1' | 'SV2' | 'SV3';
  /** Composite medical procedure identifier. */
  readonly procedure: number;
  readonly charge: number;
  /** 0: the guide has none, and units are counted as such (UN). */
  readonly unitCode: number;
  readonly units: number;
  /** 0: none. */
  readonly revenueCode: number;
}

/** Where the three kinds of claim differ. */
export interface ClaimForm {
  readonly kind: ClaimKind;
  /** Loop of the rendering provider of the whole claim. */
  readonly renderingLoop: '2310B' | '2310D';
  readonly service: ServiceElements;
  /** The dates of the claim as a whole, which hold for lines without a date of their own. */
  readonly datesOf: (claim: LoopNode | undefined) => Period;
}

const NO_DATES: Period = Object.freeze({ from: '', to: '' });

/** Place of service, dates on every line (005010X222A1). */
const PROFESSIONAL: ClaimForm = {
  kind: 'professional',
  renderingLoop: '2310B',
  service: { segment: 'SV1', procedure: 1, charge: 2, unitCode: 3, units: 4, revenueCode: 0 },
  datesOf: () => NO_DATES,
};

/** Type of bill, statement dates (DTP*434), revenue lines (005010X223A2). */
const INSTITUTIONAL: ClaimForm = {
  kind: 'institutional',
  renderingLoop: '2310D',
  service: { segment: 'SV2', procedure: 2, charge: 3, unitCode: 4, units: 5, revenueCode: 1 },
  datesOf: (claim) => datesOf(claim, '434'),
};

/** Place of service, dates of service of claim or line (DTP*472), teeth (005010X224A2). */
const DENTAL: ClaimForm = {
  kind: 'dental',
  renderingLoop: '2310B',
  service: { segment: 'SV3', procedure: 1, charge: 2, unitCode: 0, units: 6, revenueCode: 0 },
  datesOf: (claim) => datesOf(claim, '472'),
};

/** The claim guides that are handled, and the form of each. */
const FORMS: ReadonlyMap<string, ClaimForm> = new Map([
  ['005010X222A1-837P', PROFESSIONAL],
  ['005010X223A2-837I', INSTITUTIONAL],
  ['005010X224A2-837D', DENTAL],
]);

/** Ids of the claim guides. */
export const CLAIM_GUIDES: readonly string[] = [...FORMS.keys()];

/** The form of the claims of a guide. Throws RangeError for a guide that is not among `CLAIM_GUIDES`. */
export function claimForm(guideId: string): ClaimForm {
  const form = FORMS.get(guideId);
  if (form === undefined) throw new RangeError('This guide is none of claims');
  return form;
}
