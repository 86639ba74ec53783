import { run } from '../../src/cli/main.js';

// A process of its own for one command line, for tests that need a terminal.
process.exitCode = await run(process.argv.slice(2));
