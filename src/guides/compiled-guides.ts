import { compileGuide } from './compile.js';
import type { CompiledGuide } from './compiled.js';
import type { Schemas } from './load.js';
import type { GuideFile } from './types.js';

const compiledBySchemas = new WeakMap<Schemas, Map<string, CompiledGuide>>();

/** Stands for the TA1's own table among guide ids: it is a control segment, and no guide holds it. */
export const TA1_TABLE = 'TA1';

/** The TA1 of `schemas/standard/005010-control.json` as a guide of that one segment. */
function ta1Guide(schemas: Schemas): GuideFile {
  const { version, sources, segments } = schemas.control;
  const { name, elements } = segments[TA1_TABLE]!;
  return {
    id: TA1_TABLE,
    guide: version,
    transactionSet: TA1_TABLE,
    functionalGroup: '',
    title: name,
    notUsedSegments: [],
    children: [{ segment: TA1_TABLE, name, usage: 'R', max: 1, position: 1, elements }],
    sources,
  };
}

/** A guide of these schemas (or the TA1's table) compiled; compiled once, then kept. Throws like `Schemas.guide` and `compileGuide`. */
export function compiledGuide(schemas: Schemas, guideId: string): CompiledGuide {
  let compiled = compiledBySchemas.get(schemas);
  if (compiled === undefined) {
    compiled = new Map();
    compiledBySchemas.set(schemas, compiled);
  }
  let guide = compiled.get(guideId);
  if (guide === undefined) {
    guide = compileGuide(guideId === TA1_TABLE ? ta1Guide(schemas) : schemas.guide(guideId), schemas);
    compiled.set(guideId, guide);
  }
  return guide;
}
