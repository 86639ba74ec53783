import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compiledGuide } from '../../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../../src/guides/load.js';
import { openSchemas } from '../../../src/operations/schemas/own-schemas.js';
import { loadCompanions } from '../../../src/rules/load.js';
import { GatewayError } from '../../../src/support/errors.js';
import { companion, PROFESSIONAL, writeFiles } from '../../support/own-schemas.js';

const ROOT = defaultSchemasRoot();
const GUIDE = '005010X231A1-999';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'x12gw-own-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => openSchemas(ROOT, { ownSchemas: join(folder, 'schemas'), cache: join(folder, 'cache') });
const write = (files: Readonly<Record<string, unknown>>) => writeFiles(join(folder, 'schemas'), files);
const compiled = () => readdirSync(join(folder, 'cache', 'compiled'));
const guide = (changes: object) => ({
  ...JSON.parse(readFileSync(join(ROOT, 'guides', `${GUIDE}.json`), 'utf8')),
  ...changes,
});

describe("an installation's own schemas", () => {
  it('are none where the folder is absent or holds no JSON, and nothing is kept then', async () => {
    expect((await open()).digest).toBe(loadSchemas(ROOT).digest);
    write({ 'README.md': 'to come' });
    expect((await open()).files.own).toBeUndefined();
    expect(existsSync(join(folder, 'cache'))).toBe(false);
  });

  it('are refused whole with the name of a file that cannot be read', async () => {
    write({ 'guides/good.json': {} });
    symlinkSync('nowhere', join(folder, 'schemas', 'guides', 'gone.json'));
    const refused = { code: 'own-schemas-unreadable', exitCode: 2 };
    await expect(open()).rejects.toMatchObject({ ...refused, message: expect.stringContaining('guides/gone.json') });
    rmSync(join(folder, 'schemas', 'guides', 'gone.json'));
    mkdirSync(join(folder, 'schemas', 'guides', 'folder.json'));
    await expect(open()).rejects.toMatchObject({ ...refused, message: expect.stringContaining('guides/folder.json') });
  });

  it('are read past what an editor leaves beside them', async () => {
    write({ [`guides/${GUIDE}.json`]: guide({ title: 'Mine' }), '.editor/settings.json': '{' });
    symlinkSync('user@host.1', join(folder, 'schemas', 'guides', `.#${GUIDE}.json`));
    expect((await open()).guide(GUIDE).title).toBe('Mine');
  });

  it('replace a guide of the same name and add a new one, which the index tells', async () => {
    write({
      [`guides/${GUIDE}.json`]: guide({ title: 'Mine' }),
      'guides/005010X999-mine.json': guide({ id: '005010X999-mine', guide: '005010X999' }),
    });
    const schemas = await open();
    expect(schemas.guide(GUIDE).title).toBe('Mine');
    expect(compiledGuide(schemas, GUIDE).title).toBe('Mine');
    expect(schemas.guideIndex).toHaveLength(loadSchemas(ROOT).guideIndex.length + 1);
    expect(schemas.guideIndex).toContainEqual(expect.objectContaining({ id: '005010X999-mine', guide: '005010X999' }));
  });

  it("add a payer's companion guide beside the shipped ones", async () => {
    write({ [`payers/plan/companion/${PROFESSIONAL}.json`]: companion() });
    const { files } = await open();
    expect(files.folders('payers')).toEqual(['masshealth', 'neutral', 'plan']);
    expect(loadCompanions(files, 'plan', PROFESSIONAL)).toMatchObject([{ version: '2026-01' }]);
  });

  it('change the digest that attempts store', async () => {
    write({ [`payers/plan/companion/${PROFESSIONAL}.json`]: companion() });
    const first = (await open()).digest;
    write({ [`payers/plan/companion/${PROFESSIONAL}.json`]: companion({ version: '2026-02' }) });
    expect(new Set([loadSchemas(ROOT).digest, first, (await open()).digest]).size).toBe(3);
  });

  it('are refused with every problem, file and place, and exit code 2', async () => {
    write({ 'rules/nothing.json': '{', [`payers/plan/companion/${PROFESSIONAL}.json`]: companion({ title: 5 }) });
    const error = await open().then(
      () => undefined,
      (one: unknown) => one,
    );
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code: 'own-schemas-invalid', exitCode: 2 });
    expect((error as GatewayError).message).toContain('rules/nothing.json: it is not JSON');
    expect((error as GatewayError).message).toContain(`companion/${PROFESSIONAL}.json title: must be string`);
  });

  it('do not change under a process that has read them', async () => {
    write({ [`guides/${GUIDE}.json`]: guide({ title: 'Before' }) });
    const schemas = await open();
    write({ [`guides/${GUIDE}.json`]: 'not even JSON' });
    expect(schemas.guide(GUIDE).title).toBe('Before');
    const elsewhere = loadSchemas(ROOT, structuredClone(schemas.files.own));
    expect(elsewhere.guide(GUIDE).title).toBe('Before');
  });
});

describe('the cache of own schemas', () => {
  beforeEach(() => write({ [`guides/${GUIDE}.json`]: guide({ title: 'Mine' }) }));

  it('holds the compiled guide of now, and no other', async () => {
    await open();
    const [first, ...more] = compiled();
    expect(more).toEqual([]);
    write({ [`guides/${GUIDE}.json`]: guide({ title: 'Mine, changed' }) });
    expect(compiledGuide(await open(), GUIDE).title).toBe('Mine, changed');
    expect(compiled()).toHaveLength(1);
    expect(compiled()).not.toEqual([first]);
  });

  it('saves checking again what was found sound', async () => {
    await open();
    const marks = readdirSync(join(folder, 'cache', 'checked'));
    await open();
    expect(readdirSync(join(folder, 'cache', 'checked'))).toEqual(marks);
    expect(marks).toHaveLength(1);
  });

  it('may be deleted at any time', async () => {
    await open();
    rmSync(join(folder, 'cache', 'compiled'), { recursive: true });
    expect(compiledGuide(await open(), GUIDE).title).toBe('Mine');
    rmSync(join(folder, 'cache'), { recursive: true });
    expect(compiledGuide(await open(), GUIDE).title).toBe('Mine');
    expect(compiled()).toHaveLength(1);
  });

  it('may be made by several at once', async () => {
    const all = await Promise.all([open(), open(), open()]);
    expect(all.map((schemas) => compiledGuide(schemas, GUIDE).title)).toEqual(['Mine', 'Mine', 'Mine']);
    expect(compiled()).toHaveLength(1);
  });

  it('is done without where it cannot be written', async () => {
    writeFileSync(join(folder, 'cache'), 'no folder');
    expect(compiledGuide(await open(), GUIDE).title).toBe('Mine');
  });
});
