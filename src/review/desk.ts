import type { CommandResult, PriorAuthorizationCommand } from '../domain/prior-authorization/command.js';
import type { Channel } from '../domain/prior-authorization/model.js';
import type { PayerIdentity } from '../partners/profile.js';
import type { Ledger, PriorAuthorizationRow } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import type { PriorAuthorizationTables } from '../transactions/prior-authorization-tables.js';

/** What commands on PAs are carried out with. */
export interface DeskParts {
  readonly ledger: Pick<Ledger, 'priorAuthorization' | 'changePriorAuthorization' | 'partner'>;
  readonly tables: PriorAuthorizationTables;
  readonly payer: PayerIdentity;
  readonly clock: Clock;
}

/** One command on one PA. */
export interface Order {
  /** PA tracking number or PA number. */
  readonly number: string;
  readonly command: PriorAuthorizationCommand;
  /** Partner id or operating system user. */
  readonly actor: string;
  readonly channel: Channel;
  /** The version the person saw; absent when it does not matter. */
  readonly expectedVersion?: number;
  /** With `attach`: the unmatched document, by its id in the ledger, that is attached. */
  readonly settlesDocument?: number;
}

/** What came of it. */
export type OrderResult =
  | { readonly kind: 'done'; readonly row: PriorAuthorizationRow; readonly answers: readonly AnswerRow[] }
  | { readonly kind: 'unknown' }
  /** Somebody else was faster; `row` is how it stands now. */
  | { readonly kind: 'version-differs'; readonly row: PriorAuthorizationRow }
  | Exclude<CommandResult, { readonly kind: 'done' }>;
