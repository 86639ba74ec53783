import type { Ledger } from '../store/ledger.js';
import { GatewayError } from '../support/errors.js';
import { isEnvironmentTrouble, isLedgerTrouble } from '../support/trouble.js';
import type { CalendarGateway } from './rounds/calendar.js';
import type { DeliveringGateway } from './rounds/delivery.js';
import { type RunnerLock, takeRunnerLock } from './runner-lock.js';

/**
 * Makes the letters that are due and brings stored answers to the download store and the outboxes, when no gateway runs
 * that would do it a moment later: after a command that has committed them. Whatever goes wrong is logged and left to the
 * next start of the gateway, since the command itself stands.
 */
export async function bringOut(gateway: CalendarGateway & DeliveringGateway): Promise<void> {
  if (!hasWork(gateway.ledger)) return;
  await whenNobodyRuns(gateway, async () => {
    const { Calendar } = await import('./rounds/calendar.js');
    await new Calendar(gateway).makeLetters();
  });
}

/** As `bringOut`, for stored answers alone. */
export async function bringOutAnswers(gateway: DeliveringGateway): Promise<void> {
  if (gateway.ledger.answersInState('stored', 0, 1).length === 0) return;
  await whenNobodyRuns(gateway, async () => undefined);
}

/** Does `before`, then one round of delivery, unless a gateway runs. Logs what goes wrong with the environment. */
async function whenNobodyRuns(gateway: DeliveringGateway, before: () => Promise<void>): Promise<void> {
  const { folder, clock, logger } = gateway;
  let lock: RunnerLock | undefined;
  try {
    lock = await takeRunnerLock(folder.runnerLock, folder.runnerFacts, clock.now());
    await before();
    const [{ Delivery }, { readEndpoints }, { waitsFor }] = await Promise.all([
      import('./rounds/delivery.js'),
      import('./sftp/endpoints.js'),
      import('./sftp/calls.js'),
    ]);
    // What goes to a partner's server waits for the gateway, which calls it.
    const files = readEndpoints(folder.sftp);
    await new Delivery(gateway, (answer) => waitsFor(files, answer)).round();
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'runner-already-running') return;
    if (!(error instanceof GatewayError)) throw error;
    const isPassing = isEnvironmentTrouble(error) || isLedgerTrouble(error);
    const facts = { error: error.code, hint: error.hint };
    if (isPassing) logger.warn('answers wait for the next start of the gateway', facts);
    else logger.error('answers wait until this is mended', facts);
  } finally {
    lock?.release();
  }
}

function hasWork(ledger: Pick<Ledger, 'letters' | 'answersInState'>): boolean {
  return ledger.letters({ state: 'due' }, 0, 1).rows.length > 0 || ledger.answersInState('stored', 0, 1).length > 0;
}
