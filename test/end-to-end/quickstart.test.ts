import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltGateway } from '../support/built-gateway.js';

let built: BuiltGateway;
beforeAll(() => {
  built = new BuiltGateway();
});
afterAll(() => built.remove());

const gateway = (...argv: string[]) => built.run(built.script, ...argv, '--config', 'demo/gateway.yaml');
const lines = (text: string) => text.split('\n').filter(Boolean);

describe('npm run quickstart', () => {
  it('ends every sample in its verdict, with answers that are there', async () => {
    const { code, stdout, stderr } = await built.run(join(built.folder, 'bin/dev/quickstart.mjs'));
    expect(stderr).toContain('To go on:');
    expect(code).toBe(0);
    const verdicts = [...stdout.matchAll(/^(\d\d)-\S+ +(\S+)$/gm)].map(([, sample, verdict]) => `${sample} ${verdict}`);
    expect(verdicts).toEqual([
      '01 accepted',
      '02 accepted',
      '03 rejected',
      '04 rejected',
      '05 duplicate',
      '06 partially-accepted',
      '07 rejected',
    ]);
    const answers = [...stdout.matchAll(/demo\/downloads\/\S+/g)].map(([path]) => path);
    expect(answers.length).toBeGreaterThan(12);
    expect(answers.filter((path) => !existsSync(join(built.folder, path)))).toEqual([]);
  }, 120_000);

  it('leaves nothing open', async () => {
    expect((await gateway('reconcile')).code).toBe(0);
    expect(JSON.parse((await gateway('status', '--json')).stdout)).toMatchObject({ unfinished: [] });
  });

  it('replaces its own demo and no folder of anybody else', async () => {
    rmSync(join(built.folder, 'demo', '.made-by-quickstart'));
    const { code, stderr } = await built.run(join(built.folder, 'bin/dev/quickstart.mjs'));
    expect(code).toBe(1);
    expect(stderr).toContain('was not made by this command');
    expect(existsSync(join(built.folder, 'demo', 'gateway.yaml'))).toBe(true);
  });
});

describe('x12gw submit', () => {
  const submit = (...argv: string[]) => gateway('submit', ...argv, '--partner', 'demo-provider');

  it('processes files itself when no gateway runs, and tells as its schema says', async () => {
    const file = 'fixtures/samples/01-clean-278-batch.x12';
    const { code, stdout } = await submit(file, '--usage', 'P', '--json');
    expect(code).toBe(4);
    const [document] = lines(stdout).map((line) => JSON.parse(line));
    expect(document).toMatchObject({ file, disposition: 'duplicate', exitCode: 4 });
    const schema = JSON.parse(readFileSync(join(built.folder, 'schemas/cli/submit.schema.json'), 'utf8'));
    expect(new Ajv().validate(schema, document)).toBe(true);
  });

  it.each([
    ['production data without --usage P', ['fixtures/samples/06-one-bad-set-of-three.x12']],
    ['a usage that differs', ['fixtures/samples/02-837p-test.x12', '--usage', 'P']],
    ['an absent file beside a good one', ['fixtures/samples/02-837p-test.x12', 'absent.x12', '--usage', 'T']],
    ['a wait that is no number', ['fixtures/samples/02-837p-test.x12', '--usage', 'T', '--wait', 'long']],
  ])('receives nothing and exits 2 for %s', async (_, argv) => {
    const before = JSON.parse((await gateway('status', '--json')).stdout);
    expect((await submit(...argv)).code).toBe(2);
    expect(JSON.parse((await gateway('status', '--json')).stdout)).toEqual(before);
  });

  it('with --no-wait only records, and run --once ends it', async () => {
    const recorded = await submit('fixtures/samples/07-empty.x12', '--no-wait', '--json');
    expect(recorded.code).toBe(0);
    const { submission } = JSON.parse(recorded.stdout);
    expect((await gateway('run', '--once')).code).toBe(0);
    const answers = lines((await gateway('downloads', '--submission', submission, '--json')).stdout);
    expect(answers.map((line) => JSON.parse(line))).toMatchObject([{ type: 'report', usage: 'unknown' }]);
  });
});
