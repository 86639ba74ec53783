// `node --import test/support/typescript.mjs file.ts` runs the sources as they are, for tests that need a process or a
// thread of their own.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
