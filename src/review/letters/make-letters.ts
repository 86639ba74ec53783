import type { PayerIdentity } from '../../partners/profile.js';
import { parseProviderLocation } from '../../partners/provider-location.js';
import { letterFacts } from '../../report/letters/letter-facts.js';
import { letterPdf } from '../../report/letters/letter-pdf.js';
import type { LetterTemplates } from '../../report/letters/letter-templates.js';
import { letterText } from '../../report/letters/letter-text.js';
import type { Ledger } from '../../store/ledger.js';
import type { LetterRow } from '../../store/rows.js';
import type { Clock } from '../../support/clock.js';
import { GatewayError } from '../../support/errors.js';
import type { Logger } from '../../support/logger.js';
import { isEnvironmentTrouble, isLedgerTrouble } from '../../support/trouble.js';
import { localDay } from '../../support/wall-clock.js';
import type { PriorAuthorizationOverlay } from '../../transactions/prior-authorization-tables.js';
import { type MadeLetter, type Mailbox, memberLetterAnswers, providerNoticeAnswers } from './letter-answers.js';
import { LetterProgress } from './letter-progress.js';
import { type Recipient, recipientOf } from './recipient.js';

/** What due letters are made with. */
export interface LetterParts {
  readonly ledger: Pick<
    Ledger,
    'letters' | 'storeLetter' | 'reference' | 'references' | 'partners' | 'partner' | 'submission'
  >;
  readonly templates: LetterTemplates;
  readonly overlay: Pick<PriorAuthorizationOverlay, 'letters' | 'review'>;
  readonly payer: PayerIdentity;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  /** Kept from round to round by a gateway that runs on; absent: everything is looked at. */
  readonly progress?: LetterProgress;
  /** Asked before each letter; true ends the round early. */
  readonly isOver?: () => boolean;
}

/** What one round gave. */
export interface LettersMade {
  readonly made: number;
  /** Letters to members whose address nobody knows: they wait for a members file. */
  readonly needAddress: number;
  /** Letters that could not be made, such as by a faulty template; each is logged once and tried again later. */
  readonly failed: number;
}

interface Round extends LetterParts {
  /** The partner whose own location this is. */
  readonly partnerOf: (location: string) => string | undefined;
}

/** Letters read at once. */
const PAGE = 50;

/**
 * Makes letters that waited for an address when a members file was loaded since, and those that are due, oldest first.
 * Each is stored in a commit of its own, so that a round may be cut short, repeated, and run beside another: a letter is
 * stored once. One that cannot be made holds up no other. At most `limit` are made. Raises what ledger and disk raise.
 */
export async function makeLetters(parts: LetterParts, limit = Number.POSITIVE_INFINITY): Promise<LettersMade> {
  const { ledger, progress = new LetterProgress(), clock } = parts;
  const count = { made: 0, needAddress: 0, failed: 0 };
  const round = { ...parts, partnerOf: partnersByLocation(ledger) };
  const members = ledger.references().find(({ kind }) => kind === 'members')?.edition ?? 0;
  progress.begin(clock.now().getTime(), members);
  for (const state of ['needs-address', 'due'] as const) {
    for (let next: number | undefined = progress.after(state); next !== undefined; ) {
      const page: ReturnType<Ledger['letters']> = ledger.letters({ state }, next, PAGE);
      for (const row of page.rows) {
        if (count.made >= limit || parts.isOver?.() === true) return count;
        count[await makeOne(round, progress, row)]++;
        progress.advance(state, row.id);
      }
      next = page.next;
    }
    progress.finished(state, members);
  }
  return count;
}

/** Partners by their own location, read when the first notice asks: most rounds have none. */
function partnersByLocation(ledger: Pick<Ledger, 'partners'>): Round['partnerOf'] {
  let partners: ReadonlyMap<string, string> | undefined;
  return (location) => {
    partners ??= new Map(ledger.partners().map((partner) => [partner.location.id, partner.id]));
    return partners.get(location);
  };
}

async function makeOne(parts: Round, progress: LetterProgress, row: LetterRow): Promise<keyof LettersMade> {
  try {
    return (await make(parts, row)) ? 'made' : 'needAddress';
  } catch (error) {
    if (isLedgerTrouble(error) || isEnvironmentTrouble(error)) throw error;
    if (progress.failed(row.id, parts.clock.now().getTime())) {
      const isOurs = error instanceof GatewayError;
      parts.logger.error('letter not made', {
        letter: row.id,
        trackingNumber: row.trackingNumber,
        error: isOurs ? error.code : 'unknown',
        subject: isOurs ? error.subject : undefined,
      });
    }
    return 'failed';
  }
}

/** False when it waits for an address. */
async function make(parts: Round, row: LetterRow): Promise<boolean> {
  const { ledger, clock, payer } = parts;
  const now = clock.now();
  const day = localDay(now, payer.timeZone);
  const recipient = recipientOf(ledger, row);
  if (recipient === undefined) {
    if (row.state === 'due') await ledger.storeLetter(row.id, { needs: 'address' }, now.toISOString(), day);
    return false;
  }
  const made = await write(parts, row, recipient, now, day);
  const answers =
    row.recipient === 'member'
      ? memberLetterAnswers(row, made)
      : providerNoticeAnswers(row, made, mailboxOf(parts, row));
  await ledger.storeLetter(row.id, { answers }, now.toISOString(), day);
  return true;
}

async function write(
  { templates, overlay, payer }: LetterParts,
  row: LetterRow,
  { lines, memberName }: Recipient,
  now: Date,
  day: string,
): Promise<MadeLetter> {
  const facts = letterFacts(
    {
      due: row,
      priorAuthorization: row.priorAuthorization,
      writtenAt: now,
      timeZone: payer.timeZone,
      payerName: payer.name,
      wording: overlay.letters,
      reasons: overlay.review.reasons,
      recipient: lines,
      memberName,
    },
    templates.words,
  );
  const letter = templates.render(facts);
  const { bytes, pages } = await letterPdf(letter, { pageSize: overlay.letters.pageSize ?? 'letter', madeAt: now });
  return { text: letterText(letter), pdf: bytes, pages, date: day, language: letter.language, address: lines };
}

/**
 * The requesting provider's own mailbox; only the download store when it is no partner of its own; the submitter's when
 * nobody knows the provider's location.
 */
function mailboxOf({ ledger, payer, partnerOf }: Round, row: LetterRow): Mailbox {
  const { location: id } = row.priorAuthorization.request.requestingProvider;
  const location = id === '' ? undefined : parseProviderLocation(id, payer.providerLocationPattern);
  if (location !== undefined) {
    const partnerId = partnerOf(location.id);
    return partnerId === undefined ? { target: 'store', location } : { target: 'mailbox', location, partnerId };
  }
  const submitter = ledger.partner(ledger.submission({ id: row.submissionId })?.partnerId ?? '');
  if (submitter !== undefined) return { target: 'mailbox', location: submitter.location };
  throw new GatewayError('A notice has nobody it could go to', {
    code: 'partner-unknown',
    operation: 'write a letter',
    subject: row.trackingNumber,
    hint: 'The partner whose file it was is gone from the ledger: restore it with "x12gw partner add".',
    exitCode: 3,
  });
}
