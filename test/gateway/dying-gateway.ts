import { readFileSync } from 'node:fs';
import type { GatewayConfiguration } from '../../src/config/configuration.js';
import { startGateway } from '../../src/gateway/runner.js';
import type { Logger } from '../../src/support/logger.js';

/** Empties an installation once, or with `stays` works on until then, and kills its own process right after the nth occurrence of a step. */
const [file, deadlyStep, deadlyCount, stays] = process.argv.slice(2) as [string, string, string, string?];
const configuration = JSON.parse(readFileSync(file, 'utf8')) as GatewayConfiguration;
const nothing = () => undefined;
const logger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, with: () => logger };

let count = 0;
const running = await startGateway(configuration, {
  once: stays !== 'stays',
  logger,
  observe(step) {
    if (step === deadlyStep && ++count === Number(deadlyCount)) process.kill(process.pid, 'SIGKILL');
  },
});
await running.finished;
