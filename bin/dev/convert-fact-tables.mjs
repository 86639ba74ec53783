#!/usr/bin/env node
/**
 * Converts fact tables (one JSON file per implementation guide, with their data elements, code lists and control
 * segments) into the files of `schemas/`. For adding a guide: put its table in the folder, run this, read the
 * difference, run the tests. `schemas/README.md` has the steps.
 *
 *   node bin/dev/convert-fact-tables.mjs TABLES_DIR [--out SCHEMAS_DIR] [--guides ID,ID...]
 *
 * Writes `standard/005010-{elements,segments,control}.json`, `codes/<list>.json` for the lists that the written guides
 * use, `guides/<id>.json` and `guides/index.json`. Never writes what is kept by hand: the segment directory, the
 * acknowledgment code lists, the lists of `KEPT_BY_HAND`, `codes/external.json`, the findings and the JSON Schemas; and
 * keeps what guides without a table brought into the others.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { withElementsKept, withIndexKept, withSegmentsKept } from './fact-tables/by-hand.mjs';
import { convertCodeSets, KEPT_BY_HAND } from './fact-tables/code-sets.mjs';
import { convertGuide, guideIndex } from './fact-tables/guide.mjs';
import { printJson } from './fact-tables/print.mjs';
import { convertControl, convertElements, convertSegments } from './fact-tables/standard.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, guides: { type: 'string' } },
});
const [tablesFolder] = positionals;
if (tablesFolder === undefined) {
  process.stderr.write('Usage: convert-fact-tables.mjs TABLES_DIR [--out SCHEMAS_DIR] [--guides ID,ID...]\n');
  process.exit(2);
}
const out = values.out ?? fileURLToPath(new URL('../../schemas', import.meta.url));

const read = (name) => JSON.parse(readFileSync(join(tablesFolder, name), 'utf8'));
const control = read('control-00501.json');
const dataElements = read('data-elements.json');
const codeSets = read('code-sets.json');
const tables = readdirSync(tablesFolder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ name, table: read(name) }))
  .filter(({ table }) => table.st01 !== undefined);

/** A file that an earlier conversion wrote, or this when there is none. */
const standing = (name, none) =>
  existsSync(join(out, name)) ? JSON.parse(readFileSync(join(out, name), 'utf8')) : none;

const converted = convertElements({ tables: tables.map(({ table }) => table), control, dataElements, codeSets });
const standard = withElementsKept(
  converted,
  standing('standard/005010-elements.json', { elements: {}, composites: {} }),
);
const segments = withSegmentsKept(
  convertSegments(
    tables.map(({ table }) => table),
    control,
  ),
  standing('standard/005010-segments.json', {}),
);
const all = tables.map(({ name, table }) => convertGuide(name, table, { standard, segments }));
const wanted = values.guides?.split(',') ?? all.map((guide) => guide.id);
const missing = wanted.filter((id) => !all.some((guide) => guide.id === id));
if (missing.length > 0) {
  process.stderr.write(`No table for ${missing.join(', ')}; there are: ${all.map((guide) => guide.id).join(', ')}\n`);
  process.exit(2);
}
const guides = wanted.map((id) => all.find((guide) => guide.id === id));

const write = (name, value) => writeFileSync(join(out, name), printJson(value));
for (const folder of ['standard', 'guides', 'codes']) mkdirSync(join(out, folder), { recursive: true });
write('standard/005010-elements.json', standard);
write('standard/005010-segments.json', segments);
write('standard/005010-control.json', convertControl(control, standard));
for (const guide of guides) write(`guides/${guide.id}.json`, guide);
const index = standing('guides/index.json', []);
const tableIds = all.map(({ id }) => id);
write('guides/index.json', withIndexKept(guideIndex(guides), index, tableIds));
const lists = convertCodeSets(codeSets, guides);
const written = lists.shipped.filter((list) => !KEPT_BY_HAND.has(list.id));
for (const list of written) write(`codes/${list.id}.json`, list);
const known = readFileSync(new URL('../../schemas/codes/external.json', import.meta.url), 'utf8');
const external = new Set(JSON.parse(known).map(({ id }) => id));
for (const { id } of lists.external) {
  if (!external.has(id)) process.stderr.write(`codes/external.json lacks ${id}: add it by hand\n`);
}
process.stdout.write(`${guides.length} guides and ${written.length} code lists written to ${out}\n`);
