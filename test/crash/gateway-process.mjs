/**
 * The built gateway as a process of its own, for the crash tests: drops the waves of a run folder into the inboxes and
 * runs `once` after each. Prints `step subject` for every step the pipeline tells. Killed and started again it goes on
 * where it was.
 *
 *   node gateway-process.mjs RUN_FOLDER [stay]
 *
 * With the word `stay` behind it, it drops the first wave only and goes on running until SIGTERM.
 *
 * X12GW_CRASH_AT=<step>:<n> makes it kill itself at the nth occurrence of a step. X12GW_CRASH_BUILD names the folder of
 * the built product.
 */
import { existsSync, readdirSync, renameSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, stays] = process.argv.slice(2);
const built = (file) => import(pathToFileURL(join(process.env.X12GW_CRASH_BUILD, file)).href);
const [{ loadConfiguration }, { startGateway }, { createLogger }] = await Promise.all([
  built('config/load.js'),
  built('gateway/runner.js'),
  built('support/logger.js'),
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

/** What a careful sender does: a rename into the inbox, both folders synced. */
async function drop(wave) {
  const partners = existsSync(wave) ? readdirSync(wave).sort() : [];
  for (const partner of partners) {
    const from = join(wave, partner);
    const inbox = join(folder, 'data', 'partners', partner, 'inbox');
    for (const name of readdirSync(from).sort()) renameSync(join(from, name), join(inbox, name));
    for (const path of [inbox, from]) {
      const handle = await open(path, 'r');
      await handle.sync();
      await handle.close();
    }
  }
}

/** Files not taken in, for want of room: the next wave must wait, or which file is the duplicate would be left to chance. */
function isWaiting() {
  const partners = join(folder, 'data', 'partners');
  return readdirSync(partners, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && /\/(?:inbox|claimed)(?:\/|$)/.test(entry.parentPath),
  );
}

for (const wave of readdirSync(join(folder, 'staging')).sort()) {
  await drop(join(folder, 'staging', wave));
  const gateway = await startGateway(configuration, { once: stays !== 'stay', observe, logger });
  process.on('SIGTERM', () => void gateway.stop());
  await gateway.finished;
  if (stays === 'stay' || isWaiting()) break;
}
