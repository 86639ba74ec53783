import { CommanderError } from 'commander';
import { systemClock } from '../support/clock.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import type { Surroundings } from './context.js';
import type { ExitCode } from './exit-code.js';
import { buildProgram } from './program.js';
import { asCalled, programName } from './program-name.js';

/** This process's own streams, environment and folder. */
export function processSurroundings(): Surroundings {
  // `x12gw trace S12 | head -1` closes the pipe early; that is no error of ours.
  process.stdout.on('error', (error) => {
    if (systemErrorCode(error) === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    workingDirectory: process.cwd(),
    clock: systemClock,
    program: programName(process.argv[1], process.cwd()),
  };
}

/**
 * Runs one command line (without `node` and the script) to its end and gives the exit code. Never throws: a
 * GatewayError is printed with its hint last, anything else with its stack as a defect of ours.
 */
export async function run(argv: readonly string[], surroundings = processSurroundings()): Promise<ExitCode> {
  let result: ExitCode = 0;
  const program = buildProgram(surroundings, (code) => {
    result = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return result;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return report(error, surroundings);
  }
}

function report(error: unknown, { stderr, program = 'x12gw' }: Surroundings): ExitCode {
  if (error instanceof GatewayError) {
    const hint = asCalled(error.hint, program);
    stderr.write(`x12gw: ${error.message}\n  could not: ${error.operation} (${error.code})\n${hint}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `x12gw: unexpected failure\n${stack}\nThis is a defect of x12-gateway; please report the lines above.\n`,
  );
  return 3;
}
