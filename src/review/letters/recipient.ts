import { isPostable, type PostalAddress } from '../../domain/reference.js';
import { personName } from '../../report/letters/letter-facts.js';
import type { Ledger } from '../../store/ledger.js';
import type { LetterRow } from '../../store/rows.js';

/** Whom a letter goes to. */
export interface Recipient {
  /** Name and address, a line each. */
  readonly lines: readonly string[];
  readonly memberName: string;
}

/** undefined when a letter must be posted and cannot be. A provider reads its notice in its mailbox: it needs no address. */
export function recipientOf(ledger: Pick<Ledger, 'reference'>, row: LetterRow): Recipient | undefined {
  const { member, requestingProvider } = row.priorAuthorization.request;
  if (row.recipient === 'provider') {
    const { location, name } = requestingProvider;
    const known = location === '' ? undefined : ledger.reference.provider(location);
    const lines = [known?.name || name || location, ...(known === undefined ? [] : addressLines(known.address))];
    return { lines: lines.filter((line) => line !== ''), memberName: personName(member.name) };
  }
  const known = ledger.reference.member(member.memberId);
  if (known === undefined || !isPostable(known.address)) return undefined;
  const memberName = personName(known) || personName(member.name);
  return memberName === '' ? undefined : { lines: [memberName, ...addressLines(known.address)], memberName };
}

function addressLines({ lines, city, state, postalCode }: PostalAddress): string[] {
  const place = [[city, state].filter((part) => part !== '').join(', '), postalCode]
    .filter((part) => part !== '')
    .join(' ');
  return [...lines, place].filter((line) => line !== '');
}
