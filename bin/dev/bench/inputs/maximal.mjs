import { closeSync, openSync, writeSync } from 'node:fs';
import { defaultSchemasRoot, exampleInterchange, loadSchemas } from '../../../../dist/index.js';

const FLUSH_AT = 1 << 20;

/**
 * Writes sets that use every loop, segment and element of a guide, each with another seed, to `path`, about `megabytes`
 * MB of them. They are valid under types 1 and 2; the amounts in them do not balance.
 */
export function writeMaximal(path, megabytes, { guideId = '005010X222A1-837P' } = {}) {
  const schemas = loadSchemas(defaultSchemasRoot());
  const guide = schemas.guide(guideId);
  const instance = (sets) => exampleInterchange(guide, schemas, { kind: 'maximal', sets });
  let one = 0;
  for (const piece of instance(1)) one += piece.length;
  const sets = Math.max(1, Math.round((megabytes * 1e6) / one));
  const file = openSync(path, 'w');
  let waiting = '';
  let bytes = 0;
  for (const piece of instance(sets)) {
    waiting += piece;
    if (waiting.length < FLUSH_AT) continue;
    bytes += writeSync(file, waiting, undefined, 'latin1');
    waiting = '';
  }
  bytes += writeSync(file, waiting, undefined, 'latin1');
  closeSync(file);
  return { bytes, sets, units: 0 };
}
