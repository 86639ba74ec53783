import type { ErrorObject } from 'ajv';

/** What is wrong with a file that a schema describes, and where: keys and positions from the root. */
export interface SchemaProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** A finding of the schema checker in words; `unknown` says what a key is that the schema does not know. */
export function schemaProblem(error: ErrorObject, unknown: string): SchemaProblem {
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
    default:
      return { path, message: error.message ?? 'is not valid' };
  }
}
