import type { ClaimStatusCode } from '../../domain/claims/status.js';

/** What a claim status response says in each case: `category:status` or `category:status:entity`, by the payer's choice. */
export interface ClaimInquiryAnswers {
  readonly source: string;
  readonly answers: {
    /** A claim that was registered and of which the claim system has said nothing yet. */
    readonly accepted: string;
    /** No claim fits what was asked. */
    readonly notFound: string;
    /** The inquiry itself breaks a rule. */
    readonly notValid: string;
    /** The submitter may not act for the provider asked about, or nobody knows it. */
    readonly providerNotLinked: string;
    /** The inquiry names another payer. */
    readonly payerUnknown: string;
  };
}

/** The parts of `A2:20` or `D0:26:1P`. */
export function statusCode(text: string): ClaimStatusCode {
  const [category = '', status = '', entity = ''] = text.split(':');
  return { category, status, entity };
}
