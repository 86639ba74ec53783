/** A file that a partner read from its outbox, from sshd's transfer log. */
export interface FetchedFile {
  readonly partner: string;
  /** Its name in the outbox. */
  readonly name: string;
  /** Bytes sent between open and close. */
  readonly bytes: number;
  /** ISO instant of the close; now when the line has no date that can be read. */
  readonly at: string;
}

/** What the log is read with. */
export interface TransferLogFacts {
  /** Partner ids by the users they log in as. */
  readonly partnerOf: ReadonlyMap<string, string>;
  /** When the log is read: lines in the old syslog form name no year. */
  readonly now: Date;
}

/**
 * `... internal-sftp[4711]: message`, also from a host that runs the external server. The tag must stand where syslog puts
 * it, after time and host: further on it may be text that whoever logs in has chosen.
 */
const LINE =
  /^(?:(?:\d{4}-\S+|[A-Z][a-z]{2} +\d{1,2} [\d:]{8}) \S+ )?(?:internal-sftp|sftp-server)\[(\d{1,10})\]: (.*)$/;
const OPENED = /^session opened for local user (\S+) from \[/;
const CLOSED = /^session closed for local user /;
/** A whole read of a file in the outbox; names of answers hold nothing that sshd would write otherwise. */
const READ = /^close "\/?outbox\/([A-Za-z0-9.]{1,80})" bytes read (\d{1,15}) written 0$/;

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})/;
const SYSLOG_TIME = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) /;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MILLISECONDS = 86_400_000;
/** Sessions whose end the log never tells are forgotten, the oldest first. */
const MOST_SESSIONS = 10_000;

/**
 * Follows sshd's transfer log (`internal-sftp -l VERBOSE`, OpenSSH) line by line and gives each file that was read from
 * an outbox. The process id ties a line to the session it belongs to, and the session to the user; a partner can write
 * lines of its own session only. An upload, a forced close, another program's line and one that cannot be read give
 * nothing. Whether the whole file was read is for the caller to say, who knows its size.
 */
export class TransferLog {
  readonly #facts: TransferLogFacts;
  /** Partners by process id. */
  readonly #sessions = new Map<string, string>();

  constructor(facts: TransferLogFacts) {
    this.#facts = facts;
  }

  /** Takes the next line, without its line end. Never throws. */
  read(line: string): FetchedFile | undefined {
    const [, process, message] = LINE.exec(line) ?? [];
    if (process === undefined || message === undefined) return undefined;
    const [, user] = OPENED.exec(message) ?? [];
    if (user !== undefined) this.#open(process, this.#facts.partnerOf.get(user));
    else if (CLOSED.test(message)) this.#sessions.delete(process);
    const partner = this.#sessions.get(process);
    const [, name, bytes] = READ.exec(message) ?? [];
    if (partner === undefined || name === undefined) return undefined;
    return { partner, name, bytes: Number(bytes), at: instantOf(line, this.#facts.now).toISOString() };
  }

  /** Process ids come again: a session of another user ends what was known of the number. */
  #open(process: string, partner: string | undefined): void {
    this.#sessions.delete(process);
    if (partner !== undefined) this.#sessions.set(process, partner);
    if (this.#sessions.size <= MOST_SESSIONS) return;
    for (const oldest of this.#sessions.keys()) {
      this.#sessions.delete(oldest);
      break;
    }
  }
}

/** When a line was written. The old form has neither year nor zone: this machine's zone, and the latest past year. */
function instantOf(line: string, now: Date): Date {
  const [iso] = ISO_TIME.exec(line) ?? [];
  if (iso !== undefined) return orNow(new Date(iso.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')), now);
  const [, month, day, hour, minute, second] = SYSLOG_TIME.exec(line) ?? [];
  const monthIndex = MONTHS.indexOf(month ?? '');
  if (monthIndex < 0) return now;
  const inYear = (year: number) =>
    new Date(year, monthIndex, Number(day), Number(hour), Number(minute), Number(second));
  const thisYear = inYear(now.getFullYear());
  const isAhead = thisYear.getTime() > now.getTime() + DAY_MILLISECONDS;
  return orNow(isAhead ? inYear(now.getFullYear() - 1) : thisYear, now);
}

function orNow(instant: Date, now: Date): Date {
  return Number.isNaN(instant.getTime()) ? now : instant;
}
