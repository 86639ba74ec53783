import { exampleInterchange } from '../../guides/instance-interchange.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { schemasOf } from '../schemas.js';

/** The command's options as given. */
export interface ExampleOptions {
  readonly maximal?: boolean;
  readonly seed: string;
}

/**
 * Prints an interchange of a guide with at least one unit of work, valid under WEDI SNIP types 1 and 2, one segment a line; with `--json` one document for each segment. Raises
 * GatewayError (exit code 2) for a guide there is not and for a seed that is no whole number.
 */
export async function writeExample(context: CommandContext, id: string, options: ExampleOptions): Promise<ExitCode> {
  const schemas = await schemasOf(context);
  const guide = schemas.guide(id);
  if (!/^\d{1,9}$/.test(options.seed)) {
    throw new GatewayError(`"${options.seed}" is no seed`, {
      code: 'seed-invalid',
      operation: 'write an example',
      hint: 'Give a whole number from 0 to 999999999.',
      exitCode: 2,
    });
  }
  const kind = options.maximal === true ? 'maximal' : 'minimal';
  for (const segment of exampleInterchange(guide, schemas, { kind, seed: Number(options.seed), withUnit: true })) {
    if (context.json) context.fact({ segment });
    else context.line(segment);
  }
  return 0;
}
