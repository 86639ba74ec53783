/**
 * The built gateway as a process of its own, for the crash tests: drops the waves of a run folder into the inboxes and
 * document folders and runs `once` after each, while reviewers carry out what `plan.json` has for the wave. Prints `step subject` for every step the pipeline tells. Killed and started again it goes on
 * where it was.
 *
 *   node gateway-process.mjs RUN_FOLDER [stay]
 *
 * With the word `stay` behind it, it drops the first wave only and goes on running until SIGTERM.
 *
 * X12GW_CRASH_AT=<step>:<n> makes it kill itself at the nth occurrence of a step; `command` after a reviewer's is one too. X12GW_CRASH_BUILD names the folder of
 * the built product.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [folder, stays] = process.argv.slice(2);
const built = (file) => import(pathToFileURL(join(process.env.X12GW_CRASH_BUILD, file)).href);
const [{ loadConfiguration }, { startGateway }, { createLogger }, { openLedger }, { carryOut }, handlers, schemas] =
  await Promise.all([
    built('config/load.js'),
    built('gateway/runner.js'),
    built('support/logger.js'),
    built('store/sqlite/open.js'),
    built('review/carry-out.js'),
    built('gateway/handlers.js'),
    built('guides/load.js'),
  ]);

const configuration = loadConfiguration(join(folder, 'gateway.yaml'));
const logger = createLogger(configuration.log.level, { write: (line) => writeSync(2, line) });
const [deadlyStep, deadlyCount] = (process.env.X12GW_CRASH_AT ?? ':').split(':');
const counts = new Map();

function observe(step, subject) {
  const count = (counts.get(step) ?? 0) + 1;
  counts.set(step, count);
  writeSync(1, `${step} ${subject}\n`);
  if (step === deadlyStep && count === Number(deadlyCount)) process.kill(process.pid, 'SIGKILL');
}

let tables;
const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
const partners = join(folder, 'data', 'partners');

/** What a careful sender does: a rename into the inbox, both folders synced. */
async function drop(wave) {
  for (const partner of namesIn(join(folder, 'staging', wave))) {
    await moveAll(join(folder, 'staging', wave, partner), join(partners, partner, 'inbox'));
  }
}

/** As `drop`, for plain documents: each into the folder that is called by its request's tracking number. */
async function layDocuments(wave, ledger) {
  for (const partner of namesIn(join(folder, 'laid', wave))) {
    const attachments = join(partners, partner, 'attachments');
    for (const request of namesIn(join(folder, 'laid', wave, partner))) {
      const target = request === 'none' ? attachments : join(attachments, trackingNumberOf(ledger, request));
      mkdirSync(target, { recursive: true });
      await sync(attachments);
      await moveAll(join(folder, 'laid', wave, partner, request), target);
    }
  }
}

async function moveAll(from, to) {
  for (const name of namesIn(from)) renameSync(join(from, name), join(to, name));
  await sync(to);
  await sync(from);
}

async function sync(path) {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}

function namesIn(path) {
  return existsSync(path) ? readdirSync(path).sort() : [];
}

function trackingNumberOf(ledger, request) {
  const { rows } = ledger.priorAuthorizations({}, 0, 500);
  return rows.find((row) => row.request.submitterTransactionId === request)?.trackingNumber;
}

/**
 * What reviewers do in a wave, as commands do it: a handle of the ledger of its own, a look at the PA, an order. Waits for
 * requests that are not there yet, until `isOver`. False when it could not be done wholly.
 */
async function review(commands, ledger, clock, isOver) {
  if (commands.length === 0) return true;
  tables ??= handlers.priorAuthorizationTables(
    schemas.loadSchemas(schemas.defaultSchemasRoot()),
    configuration.overlay,
  );
  const desk = { ledger, tables, payer: configuration.payer, clock };
  for (const { request, command, event, times } of commands) {
    // Nobody's request yet, or a full disk: reviewers try again, as long as the gateway does.
    while (!(await isCarriedOut())) {
      if (isOver()) return false;
      await pause(20);
    }

    async function isCarriedOut() {
      const number = trackingNumberOf(ledger, request);
      if (number === undefined) return false;
      const { row, history } = ledger.priorAuthorization(number);
      if (history.filter((entry) => entry.event === event).length >= times) return true;
      const order = { number, command, actor: 'reviewer', channel: 'command', expectedVersion: row.version };
      const result = await carryOut(desk, order).catch((error) => {
        if (isOver() || !['ledger-full', 'ledger-busy'].includes(error.code)) throw error;
      });
      if (result === undefined) return false;
      if (result.kind !== 'done') throw new Error(`${command.kind} ${request}: ${JSON.stringify(result)}`);
      observe('command', number);
      return true;
    }
  }
  return true;
}

/** Files not taken in, for want of room: the next wave must wait, or which file is the duplicate would be left to chance. */
function isWaiting() {
  return readdirSync(partners, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && /\/(?:inbox|attachments|claimed|claimed-attachments)(?:\/|$)/.test(entry.parentPath),
  );
}

let stopGateway = () => undefined;
process.on('SIGTERM', () => void stopGateway());
for (const wave of namesIn(join(folder, 'staging'))) {
  const { commands, daysAhead } = plan[wave];
  const clock = { now: () => new Date(Date.now() + daysAhead * 86_400_000) };
  const ledger = openLedger(join(folder, 'data', 'ledger', 'ledger.db'));
  await drop(wave);
  await layDocuments(wave, ledger);
  // Without files the gateway would have ended before the reviewers, and the letters would wait for a next wave.
  if (namesIn(join(folder, 'staging', wave)).length === 0) await review(commands, ledger, clock, () => true);
  const gateway = await startGateway(configuration, { once: stays !== 'stay', observe, logger, clock });
  stopGateway = () => gateway.stop();
  let isOver = false;
  const ended = gateway.finished.finally(() => {
    isOver = true;
  });
  const [end, reviewed] = await Promise.allSettled([ended, review(commands, ledger, clock, () => isOver)]);
  ledger.close();
  for (const { reason } of [end, reviewed]) {
    if (reason === undefined) continue;
    writeSync(2, `${reason.code ?? ''} ${reason.stack}\n`);
    process.exitCode = 1;
  }
  if (process.exitCode === 1 || stays === 'stay' || reviewed.value === false || isWaiting()) break;
}
