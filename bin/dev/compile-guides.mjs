/**
 * Compiles every shipped guide and the TA1's table ahead of time, into `dist/compiled/<guide id>.bin`, with the compiler
 * that was just built into `dist`. The second half of `npm run build`. What does not fit the schemas at hand when the
 * gateway runs is compiled anew there, so a build without this step is only slower to start.
 * `node bin/dev/compile-guides.mjs [DIST]`
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout, runMain } from './steps.mjs';

await runMain(async () => {
  const dist = resolve(process.argv[2] ?? join(checkout, 'dist'));
  const built = (name) => import(pathToFileURL(join(dist, 'guides', `${name}.js`)).href);
  const { defaultSchemasRoot, loadSchemas } = await built('load');
  const { compileNow } = await built('compiled-guides');
  const { compiledFile, compiledKey, shippedCompiledFolder, TA1_TABLE } = await built('compiled-files');
  const folder = shippedCompiledFolder();
  const schemas = loadSchemas(defaultSchemasRoot());
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const id of [TA1_TABLE, ...schemas.guideIndex.map((guide) => guide.id)]) {
    writeFileSync(join(folder, `${id}.bin`), compiledFile(compiledKey(schemas, id), compileNow(schemas, id)));
  }
});
