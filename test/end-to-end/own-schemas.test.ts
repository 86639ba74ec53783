import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltGateway } from '../support/built-gateway.js';
import { companion, PROFESSIONAL, writeFiles } from '../support/own-schemas.js';

let built: BuiltGateway;
beforeAll(async () => {
  built = new BuiltGateway();
  const compiled = await built.run(join(built.folder, 'bin/dev/compile-guides.mjs'));
  expect(compiled).toEqual({ code: 0, stdout: '', stderr: '' });
});
afterAll(() => built.remove());

describe('the build', () => {
  it('leaves a compiled form of every guide and of the TA1 that the gateway takes', async () => {
    writeFiles(built.folder, { 'taken.mjs': TAKEN });
    const { stdout } = await built.run(join(built.folder, 'taken.mjs'));
    const taken: string[] = JSON.parse(stdout);
    expect(taken).toContain('TA1');
    expect(taken.map((id) => `${id}.bin`).sort()).toEqual(readdirSync(join(built.folder, 'dist/compiled')).sort());
  });
});

describe('a companion guide of the installation', () => {
  const gateway = (...argv: string[]) => built.run(built.script, ...argv, '--config', 'demo/gateway.yaml');
  const submit = () =>
    gateway('submit', 'fixtures/samples/02-837p-test.x12', '--partner', 'demo-provider', '--wait', '60', '--json');

  it('is applied by the workers, and refuses claims that were good without it', async () => {
    expect((await built.run(built.script, 'init', 'demo', '--demo')).code).toBe(0);
    writeFiles(join(built.folder, 'demo/schemas'), {
      [`payers/masshealth/companion/${PROFESSIONAL}.json`]: companion(),
    });
    const { code, stdout, stderr } = await submit();
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ refusedUnits: 2 });
    expect(code).toBe(1);
  });
});

/** Prints the ids of the guides whose compiled form fits the schemas beside it. */
const TAKEN = `
import { readCompiled, TA1_TABLE } from './dist/guides/compiled-files.js';
import { defaultSchemasRoot, loadSchemas } from './dist/guides/load.js';
const schemas = loadSchemas(defaultSchemasRoot());
const ids = [TA1_TABLE, ...schemas.guideIndex.map(({ id }) => id)];
console.log(JSON.stringify(ids.filter((id) => readCompiled(schemas, id)?.id === id)));
`;
