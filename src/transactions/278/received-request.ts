import type { Conversation, DomainTransaction } from '../../domain/application.js';
import type { SetContext } from '../handler.js';
import type { PriorAuthorizationOverlay } from '../prior-authorization-tables.js';
import type { FoundRefusal } from './found-refusals.js';
import type { RequestReading } from './request.js';

/** One 278 request as it came: what was read and found of it, and what an operation carries it out with. */
export interface ReceivedRequest {
  readonly unit: number;
  readonly reading: RequestReading;
  /** What pass 1 refused it for; empty when it stands. */
  readonly found: readonly FoundRefusal[];
  /** The request as it is kept to be answered again. */
  readonly conversation: Conversation;
  readonly context: SetContext;
  readonly overlay: PriorAuthorizationOverlay;
  readonly transaction: DomainTransaction;
}
