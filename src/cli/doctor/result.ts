/** What doctor says of one thing it looked at; a warning does not keep the gateway from running. */
export interface Result {
  readonly check: string;
  readonly severity: 'none' | 'warning' | 'problem';
  /** '' when it is sound, and so is the hint. */
  readonly problem: string;
  readonly hint: string;
}
