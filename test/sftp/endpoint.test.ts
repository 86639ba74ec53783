import { Ajv } from 'ajv';
import { describe, expect, it, vi } from 'vitest';
import { checkEndpoint, deliveryOf } from '../../src/sftp/endpoint.js';

const PIN = `SHA256:${'k'.repeat(43)}`;
const LEAST = { host: 'sftp.example.org', user: 'payer', hostKeys: [PIN], key: { file: 'key' }, inbox: 'out' };

function problemsOf(raw: unknown): string[] {
  const checked = checkEndpoint(raw);
  return 'problems' in checked ? checked.problems.map(({ path, message }) => `${path.join('.')}: ${message}`) : [];
}

describe('an SFTP endpoint', () => {
  it('sends answers to the server when it names a folder for them, unless it says otherwise', () => {
    const deliveries = [{}, { outbox: 'in' }, { outbox: 'in', deliver: 'both' }, { outbox: 'in', deliver: 'outbox' }];
    const given = deliveries.map((settings) => checkEndpoint({ ...LEAST, ...settings }));
    expect(given.map((one) => ('endpoint' in one ? deliveryOf(one.endpoint) : one.problems))).toEqual([
      'outbox',
      'sftp',
      'both',
      'outbox',
    ]);
    expect(checkEndpoint({ ...LEAST, deliver: 'sftp' })).toEqual({
      problems: [{ path: ['outbox'], message: 'is missing' }],
    });
  });

  it('needs host, user, a pinned key, a credential and a folder, and takes defaults for the rest', () => {
    expect(checkEndpoint(LEAST)).toEqual({
      endpoint: {
        ...LEAST,
        port: 22,
        afterDownload: 'delete',
        rename: 'posix-rename',
        verification: 'size-before-rename',
        connectTimeoutSeconds: 20,
        keepaliveSeconds: 15,
        stallSeconds: 60,
        leastBytesPerSecond: 1_000,
        largestFileBytes: 4_000_000_000,
        parallelTransfers: 4,
        quietSeconds: 30,
        pollSeconds: 60,
        mostFiles: 5000,
      },
    });
  });

  it('is checked by a schema that is compiled once, however often its file is looked at', () => {
    const compile = vi.spyOn(Ajv.prototype, 'compile');
    for (let look = 0; look < 50; look++) expect(problemsOf(LEAST)).toEqual([]);
    expect(problemsOf({ ...LEAST, user: undefined })).toEqual(['user: is missing']);
    expect(compile.mock.calls.length).toBeLessThanOrEqual(1);
    compile.mockRestore();
  });

  it('leaves what it was given as it was', () => {
    const given = structuredClone(LEAST);
    checkEndpoint(given);
    expect(given).toEqual(LEAST);
  });

  it('is refused without a pinned host key, with none, with three, and with an MD5 fingerprint', () => {
    const { hostKeys: _, ...unpinned } = LEAST;
    expect(problemsOf(unpinned)).toEqual(['hostKeys: is missing']);
    expect(problemsOf({ ...LEAST, hostKeys: [] })).toHaveLength(1);
    const three = ['a', 'b', 'c'].map((letter) => `SHA256:${letter.repeat(43)}`);
    expect(problemsOf({ ...LEAST, hostKeys: three })).toHaveLength(1);
    expect(problemsOf({ ...LEAST, hostKeys: three.slice(0, 2) })).toEqual([]);
    expect(problemsOf({ ...LEAST, hostKeys: ['MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48'] })).toEqual([
      'hostKeys.0: does not have the form that this setting must have',
    ]);
  });

  it('tells all problems at once, and quotes no value', () => {
    const problems = problemsOf({ ...LEAST, port: 0, password: 'CANARY', rename: 'CANARY', colour: 'CANARY' });
    expect(problems.join('\n')).toContain('password: must be { file: PATH } or { environment: NAME }');
    expect(problems.join('\n')).toContain('rename: must be one of posix-rename, rename, direct');
    expect(problems.join('\n')).toContain('colour: is not a setting');
    expect(problems.join('\n')).toContain('port');
    expect(problems.join('\n')).not.toContain('CANARY');
  });

  it('never fetches what the gateway put or archived itself', () => {
    const archived = { ...LEAST, afterDownload: 'archive', inbox: '/in', archive: '/in/' };
    expect(problemsOf(archived)).toEqual(['archive: is the inbox: what is archived there would be fetched again']);
    expect(problemsOf({ ...LEAST, inbox: 'files', outbox: 'files/' })).toEqual([
      'outbox: is the inbox: our own answers would be fetched',
    ]);
  });

  it('needs a folder to archive into, only when files are fetched', () => {
    expect(problemsOf({ ...LEAST, afterDownload: 'archive' })).toEqual(['archive: is missing']);
    const { inbox: _, ...outboxOnly } = LEAST;
    expect(problemsOf({ ...outboxOnly, outbox: 'in', afterDownload: 'archive' })).toEqual([]);
    expect(problemsOf(outboxOnly)).not.toEqual([]);
  });

  it.each(['..', '../out', 'out/..', '/a/../b', ''])('refuses the folder %j', (inbox) => {
    expect(problemsOf({ ...LEAST, inbox })).not.toEqual([]);
  });

  it.each(['/', '.', 'out', '/out', 'a..b', '/with space/x'])('takes the folder %j', (inbox) => {
    expect(problemsOf({ ...LEAST, inbox })).toEqual([]);
  });

  it.each([undefined, null, 'text', 5, []])('is not %j', (raw) => {
    expect(problemsOf(raw)).not.toEqual([]);
  });
});
