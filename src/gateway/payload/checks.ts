import { outboxNameProblem } from '../../partners/outbox-name.js';
import type { PartnerProfile } from '../../partners/profile.js';
import { keyFacts } from '../../payload/pgp-keys.js';
import type { Ledger } from '../../store/ledger.js';
import type { Clock } from '../../support/clock.js';
import { GatewayError } from '../../support/errors.js';
import type { Logger } from '../../support/logger.js';
import type { Keyring } from './keyring.js';

/** Something about keys that a person should mend, soon or at once. */
export interface KeyProblem {
  /** Partner id; '' for our own key. */
  readonly partner: string;
  readonly problem: string;
  readonly hint: string;
}

/** A key that expires sooner than that is told of before it does. */
const SOON_MILLISECONDS = 30 * 86_400_000;

/**
 * Refuses to start with a naming template that cannot be: it came from another version, or the ledger was edited. Raises
 * GatewayError `outbox-name-invalid` (exit code 2) that names every partner concerned.
 */
export function requireOutboxNames(partners: readonly PartnerProfile[]): void {
  const problems = partners.flatMap(({ id, options }) => {
    const problem = outboxNameProblem(options.outboxName);
    return problem === '' ? [] : [`  ${id}: "${options.outboxName}": ${problem}`];
  });
  if (problems.length === 0) return;
  throw new GatewayError(['The option outboxName cannot be used:', ...problems].join('\n'), {
    code: 'outbox-name-invalid',
    operation: 'start the gateway',
    hint: 'Set it anew with "x12gw partner set PARTNER --option outboxName=..."; docs/payloads.md has the fields.',
    exitCode: 2,
  });
}

/** Keys that partners' options need and that are missing, expired or about to expire. */
export async function keyProblems(
  partners: readonly PartnerProfile[],
  keyring: Keyring,
  now: Date,
): Promise<readonly KeyProblem[]> {
  const problems: KeyProblem[] = [];
  const needsOwn = partners.some(({ options }) => options.decrypt !== 'off' || options.encrypt === 'sign-and-encrypt');
  if (needsOwn) {
    const own = await keyring.own().catch((error: unknown) => error);
    if (own instanceof GatewayError) problems.push({ partner: '', problem: own.message, hint: own.hint });
  }
  for (const { id, options } of partners) {
    const verifies = options.decrypt !== 'off' && options.verifySignature === 'required';
    if (options.encrypt === 'off' && !verifies) continue;
    const keys = await keyring.ofPartner(id).catch((error: unknown) => error);
    if (keys instanceof GatewayError) problems.push({ partner: id, problem: keys.message, hint: keys.hint });
    else if (options.encrypt !== 'off') problems.push(...(await recipientProblem(id, keys as never, now)));
  }
  return problems;
}

async function recipientProblem(
  partner: string,
  keys: Awaited<ReturnType<Keyring['ofPartner']>>,
  now: Date,
): Promise<KeyProblem[]> {
  const facts = await Promise.all(keys.map((key) => keyFacts(key, now)));
  const usable = facts.filter(({ problem }) => problem === '');
  const hint = `Ask the partner for its new public key, then "x12gw pgp import ${partner} FILE".`;
  if (usable.length === 0) {
    return [{ partner, problem: `answers wait: ${facts[0]?.problem ?? 'there is no key'}`, hint }];
  }
  const isSoon = usable.every(
    ({ expires }) => expires !== '' && Date.parse(expires) - now.getTime() < SOON_MILLISECONDS,
  );
  return isSoon ? [{ partner, problem: `its key expires on ${usable[0]!.expires.slice(0, 10)}`, hint }] : [];
}

/** Logs what waits for a key when the gateway starts, and not when the first file of that partner comes. */
export async function tellOfKeys({
  ledger,
  keyring,
  clock,
  logger,
}: {
  readonly ledger: Pick<Ledger, 'partners'>;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<void> {
  for (const { partner, problem } of await keyProblems(ledger.partners(), keyring, clock.now())) {
    logger.warn('OpenPGP key to be mended', { partner: partner || 'ours', problem });
  }
}
