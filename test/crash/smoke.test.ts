import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrashLab } from './crash-lab.js';
import { runGateway } from './run-gateway.js';

/** One kill for each stage; short enough to run on every version of Node. */
describe('A gateway killed once', () => {
  const lab = new CrashLab();

  beforeAll(() => lab.open());
  afterAll(() => lab.close());

  it.each(['copied:3', 'verdict:3', 'applied:2', 'command:5', 'document-taken:2', 'delivered:5'])(
    'at %s loses and repeats nothing',
    async (dieAt) => {
      const { end, faults } = await lab.crash((folder) => runGateway(folder, { dieAt }));
      expect(end.wasKilled).toBe(true);
      expect(faults).toEqual([]);
    },
    60_000,
  );
});
