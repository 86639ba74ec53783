/** How soon a person is needed: `critical`, files or deadlines are at stake now; `warning`, within the day. */
export type AlertSeverity = 'warning' | 'critical';

/** What operators are told of. */
export type AlertEvent = keyof typeof ALERT_EVENTS;

/** How one event is told: in what words (`{count}` and `{subjects}` are filled in), and what to do about it. */
export interface AlertEventWords {
  readonly severity: AlertSeverity;
  readonly one: string;
  readonly many: string;
  readonly hint: string;
  /** The matter is over as soon as it is told: it is raised when it happens and does not hold until mended. */
  readonly isMoment?: boolean;
}

/** Every event there is, the pressing ones first: they are told in this order. docs/operations.md lists them. */
export const ALERT_EVENTS = {
  'environment-trouble': {
    severity: 'critical',
    one: 'The gateway waits for its environment ({subjects})',
    many: 'The gateway waits for its environment ({subjects})',
    hint: 'Look at the disk ("df", "dmesg") and run "x12gw doctor". Nothing is lost; the work goes on by itself.',
  },
  'file-quarantined': {
    severity: 'critical',
    one: 'A file is in quarantine: {subjects}',
    many: '{count} files are in quarantine: {subjects}',
    hint: 'Run "x12gw quarantine list", then release or discard each.',
  },
  'deadline-late': {
    severity: 'critical',
    one: 'A prior authorization is past its due time (clock: {subjects})',
    many: '{count} prior authorizations are past their due time (clocks: {subjects})',
    hint: 'Run "x12gw pa due" and decide those first.',
  },
  'host-key-mismatch': {
    severity: 'critical',
    one: 'A server does not have the key it is known by: {subjects}',
    many: '{count} servers do not have the key they are known by: {subjects}',
    hint: 'Ask the partner whether it changed its key, by another way than the server itself; pin the new one only then.',
    isMoment: true,
  },
  'login-failed': {
    severity: 'critical',
    one: 'A partner’s server refuses our login: {subjects}',
    many: '{count} servers refuse our login: {subjects}',
    hint: 'Ask the partner whether our account or key has changed. The gateway does not try again by itself.',
    isMoment: true,
  },
  'partner-server-unusable': {
    severity: 'warning',
    one: 'A partner’s SFTP server cannot be used: {subjects}',
    many: '{count} partners’ SFTP servers cannot be used: {subjects}',
    hint: 'Run "x12gw sftp status". The gateway goes on trying; an endpoint that is not sound waits for you.',
  },
  'letter-not-made': {
    severity: 'warning',
    one: 'A letter that is due is not made',
    many: '{count} letters that are due are not made',
    hint: 'Look for "letter" in the log and run "x12gw pa letters".',
  },
  'letter-without-address': {
    severity: 'warning',
    one: 'A letter waits for the member’s address',
    many: '{count} letters wait for a member’s address',
    hint: 'Run "x12gw pa letters"; bring the members file up to date with "x12gw reference import".',
  },
  'document-unmatched': {
    severity: 'warning',
    one: 'A document belongs to no prior authorization: {subjects}',
    many: '{count} documents belong to no prior authorization: {subjects}',
    hint: 'Run "x12gw pa documents" and attach each, or tell its sender.',
  },
  'publication-refused': {
    severity: 'warning',
    one: 'An interchange that another system published was not filed: {subjects}',
    many: '{count} interchanges that other systems published were not filed: {subjects}',
    hint: 'Run "x12gw publish list"; mend the cause and publish again, or settle each.',
  },
  'acknowledgment-refused': {
    severity: 'warning',
    one: 'A partner did not take what it was sent, or acknowledges what it was not: {subjects}',
    many: '{count} acknowledgments refuse what we sent, or fit nothing: {subjects}',
    hint: 'Run "x12gw acknowledgments list", mend the cause with the partner, then settle each.',
  },
  'acknowledgment-overdue': {
    severity: 'warning',
    one: 'A partner has not acknowledged what it was sent: {subjects}',
    many: 'Partners have not acknowledged what they were sent: {subjects}',
    hint: 'Run "x12gw acknowledgments overdue"; ask the partner whether the files arrived, then deliver them again or waive.',
  },
} as const satisfies Readonly<Record<string, AlertEventWords>>;

/** The words of an event. */
export function wordsOf(event: AlertEvent): AlertEventWords {
  return ALERT_EVENTS[event];
}
