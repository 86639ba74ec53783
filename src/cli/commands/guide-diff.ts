import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type GuideDifference, guideDifferences } from '../../guides/difference.js';
import type { Schemas } from '../../guides/load.js';
import type { GuideFile } from '../../guides/types.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { schemasOf } from '../schemas.js';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/**
 * Tells what makes the second guide from the first; each is a guide's id, or a file in the form of a guide. With `--json`
 * one document for each difference. Exit code 1 when there is one. Raises GatewayError (exit code 2) for a guide there is
 * not and for a file that is none.
 */
export async function compareGuides(context: CommandContext, before: string, after: string): Promise<ExitCode> {
  const schemas = await schemasOf(context);
  const { workingDirectory } = context.surroundings;
  const [first, second] = [before, after].map((name) => guideNamed(name, schemas, workingDirectory));
  let count = 0;
  for (const difference of guideDifferences(first!, second!)) {
    count++;
    if (context.json) context.fact(difference);
    else context.line(lineOf(difference));
  }
  if (!context.json && count === 0) context.talk('They do not differ.');
  return count === 0 ? 0 : 1;
}

function lineOf({ change, kind, path, name, field, from = '', to = '' }: GuideDifference): string {
  const place = [kind, path, `(${name})`].filter((part) => part !== '').join(' ');
  if (change !== 'changed') return `${SIGNS[change]} ${place}`;
  if (field === 'codes') {
    const parts = [to === '' ? '' : `with ${to}`, from === '' ? '' : `without ${from}`].filter((part) => part !== '');
    return `${SIGNS[change]} ${place}: codes ${parts.join(', ')}`;
  }
  return `${SIGNS[change]} ${place}: ${field} ${from === '' ? 'none' : from}, now ${to === '' ? 'none' : to}`;
}

function guideNamed(name: string, schemas: Schemas, workingDirectory: string): GuideFile {
  if (!name.endsWith('.json') && !name.includes('/')) return schemas.guide(name);
  const unreadable = (what: string) =>
    new GatewayError(`${name} is no guide: ${what}`, {
      code: 'guide-file-invalid',
      operation: 'compare guides',
      subject: name,
      hint: 'Name a guide of "x12gw guide list", or a file in the form of schemas/guide.schema.json.',
      exitCode: 2,
    });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(resolve(workingDirectory, name), 'utf8'));
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  const form = JSON.parse(readFileSync(join(schemas.root, 'guide.schema.json'), 'utf8'));
  const ajv = new Ajv2020({ strict: false, formats: { regex: true } });
  const fits = ajv.compile<GuideFile>(form);
  if (!fits(value)) throw unreadable(ajv.errorsText(fits.errors, { dataVar: 'the file' }));
  return value;
}
