import { compileGuide } from './compile.js';
import type { CompiledGuide } from './compiled.js';
import type { Schemas } from './load.js';

const compiledBySchemas = new WeakMap<Schemas, Map<string, CompiledGuide>>();

/** A guide of these schemas compiled; compiled once, then kept. Throws like `Schemas.guide` and `compileGuide`. */
export function compiledGuide(schemas: Schemas, guideId: string): CompiledGuide {
  let compiled = compiledBySchemas.get(schemas);
  if (compiled === undefined) {
    compiled = new Map();
    compiledBySchemas.set(schemas, compiled);
  }
  let guide = compiled.get(guideId);
  if (guide === undefined) {
    guide = compileGuide(schemas.guide(guideId), schemas);
    compiled.set(guideId, guide);
  }
  return guide;
}
