import type { ErrorObject } from 'ajv';

/** What is wrong with a file that a schema describes, and where: keys and positions from the root. */
export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Findings of the schema checker (with its option `verbose`) in words, without those that only say that another one was
 * found in a branch. `unknown` as below.
 */
export function schemaProblems(errors: readonly ErrorObject[], unknown: string): SchemaProblem[] {
  return errors.filter(({ keyword }) => keyword !== 'if').map((error) => schemaProblem(error, unknown));
}

/** One finding; `unknown` says what a key is that the schema does not know. */
function schemaProblem(error: ErrorObject, unknown: string): SchemaProblem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  switch (error.keyword) {
    case 'required':
      return { path: [...path, error.params.missingProperty], message: 'is missing' };
    case 'additionalProperties':
      return { path: [...path, error.params.additionalProperty], message: unknown };
    case 'enum':
      return { path, message: `must be one of ${error.params.allowedValues.join(', ')}` };
    case 'pattern': {
      const { description } = error.parentSchema ?? {};
      const form = typeof description === 'string' ? `: ${description}` : ` ${error.params.pattern}`;
      return { path, message: `does not have the form that is needed${form}` };
    }
    default:
      return { path, message: error.message ?? 'is not valid' };
  }
}
