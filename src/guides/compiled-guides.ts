import { compileGuide } from './compile.js';
import type { CompiledGuide } from './compiled.js';
import { readCompiled, TA1_TABLE, ta1Guide } from './compiled-files.js';
import type { Schemas } from './load.js';

export { TA1_TABLE } from './compiled-files.js';

const compiledBySchemas = new WeakMap<Schemas, Map<string, CompiledGuide>>();

/**
 * A guide of these schemas (or the TA1's table) compiled: read from what was compiled ahead of time, where that was
 * compiled from these very schemas, else compiled now; then kept. Throws like `Schemas.guide` and `compileGuide`.
 */
export function compiledGuide(schemas: Schemas, guideId: string): CompiledGuide {
  let compiled = compiledBySchemas.get(schemas);
  if (compiled === undefined) {
    compiled = new Map();
    compiledBySchemas.set(schemas, compiled);
  }
  let guide = compiled.get(guideId);
  if (guide === undefined) {
    guide = readCompiled(schemas, guideId) ?? compileNow(schemas, guideId);
    compiled.set(guideId, guide);
  }
  return guide;
}

/** The same, always compiled from the guide itself and not kept. */
export function compileNow(schemas: Schemas, guideId: string): CompiledGuide {
  return compileGuide(guideId === TA1_TABLE ? ta1Guide(schemas) : schemas.guide(guideId), schemas);
}
