#!/usr/bin/env node
// File operations wait for fsync on libuv's threads, four by default. The number is read when the first one starts, so
// this file is CommonJS: an ES module has been loaded by such an operation already.
process.env.UV_THREADPOOL_SIZE ??= '16';

import('../dist/cli/main.js').then(async ({ run }) => {
  process.exitCode = await run(process.argv.slice(2));
});
