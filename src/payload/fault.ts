/** What is wrong with a packed or encrypted file: a finding of `schemas/findings.json` and what its wording needs. */
export interface PayloadRefusal {
  readonly code: PayloadFaultCode;
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Codes of the findings that a packed or encrypted file can have. */
export type PayloadFaultCode =
  | 'archive-damaged'
  | 'archive-empty'
  | 'archive-encrypted'
  | 'archive-nested'
  | 'archive-not-plain'
  | 'archive-too-large'
  | 'archive-too-many'
  | 'archive-unsupported'
  | 'encryption-damaged'
  | 'encryption-missing'
  | 'encryption-other-key'
  | 'signature-missing'
  | 'signature-wrong';

/**
 * Ends the reading of a sender's file from within a stream. It never leaves this part: `opened` and its like turn it
 * into a refusal, since a sender's fault is no error of ours.
 */
export class PayloadFault extends Error implements PayloadRefusal {
  readonly code: PayloadFaultCode;
  readonly parameters: Readonly<Record<string, string | number>>;

  constructor(code: PayloadFaultCode, parameters: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.code = code;
    this.parameters = parameters;
  }
}
