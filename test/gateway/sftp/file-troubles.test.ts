import { describe, expect, it } from 'vitest';
import { FileTroubles } from '../../../src/gateway/sftp/file-troubles.js';
import { SftpError, type SftpFault } from '../../../src/sftp/trouble.js';
import { GatewayError } from '../../../src/support/errors.js';

const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';
const REFUSED = 'sftp-remote-refused';
const error = (fault: SftpFault) => new SftpError(fault, 'test');

/** Troubles with a clock that the test sets. */
function troublesAt() {
  const clock = { now: 0 };
  return { clock, troubles: new FileTroubles(() => clock.now) };
}

describe('a file with trouble of its own', () => {
  it('rests a second, then ever longer, a quarter of an hour at most', () => {
    const { clock, troubles } = troublesAt();
    const rests: number[] = [];
    for (let tries = 0; tries < 14; tries++) {
      troubles.failed('a', 'sftp-remote-denied', AT);
      const begun = clock.now;
      while (troubles.isResting('a')) clock.now += 500;
      rests.push((clock.now - begun) / 1_000);
    }
    expect(rests.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
    expect(rests.at(-1)).toBe(900);
    expect(troubles.isResting('b')).toBe(false);
  });

  it('is news once, and again with another trouble', () => {
    const { troubles } = troublesAt();
    expect(troubles.failed('a', REFUSED, AT)).toBe(true);
    expect(troubles.failed('a', REFUSED, LATER)).toBe(false);
    expect(troubles.all()).toEqual([{ error: REFUSED, files: 1, since: AT }]);
    expect(troubles.failed('a', 'sftp-file-too-large', LATER)).toBe(true);
    expect(troubles.failed('b', 'sftp-file-too-large', AT)).toBe(true);
    expect(troubles.all()).toEqual([{ error: 'sftp-file-too-large', files: 2, since: AT }]);
    troubles.succeeded('a');
    troubles.keepOnly(new Set());
    expect(troubles.all()).toEqual([]);
    expect(troubles.failed('a', REFUSED, AT)).toBe(true);
  });

  it('is tried at once when somebody says so', () => {
    const { troubles } = troublesAt();
    troubles.failed('a', REFUSED, AT);
    troubles.tryNow();
    expect(troubles.isResting('a')).toBe(false);
  });
});

describe('files that fail one after another', () => {
  it('are the server’s trouble from the third on, until one works', () => {
    const { troubles } = troublesAt();
    for (const key of ['a', 'a', 'a', 'b']) troubles.failed(key, REFUSED, AT);
    expect(troubles.isServerTrouble).toBe(false);
    troubles.failed('c', 'sftp-upload-short', AT);
    expect(troubles.isServerTrouble).toBe(true);
    troubles.succeeded('d');
    expect(troubles.isServerTrouble).toBe(false);
    // What failed while others worked has its own trouble, and is known for it.
    for (const key of ['a', 'b', 'c']) troubles.failed(key, REFUSED, AT);
    expect(troubles.isServerTrouble).toBe(false);
    for (const key of ['e', 'f', 'g']) troubles.failed(key, REFUSED, AT);
    expect(troubles.isServerTrouble).toBe(true);
  });

  it('do not wait for long while it is the server’s trouble, and no longer once one works', () => {
    const { clock, troubles } = troublesAt();
    for (let tries = 0; tries < 20; tries++) {
      for (const key of ['a', 'b', 'c']) troubles.failed(key, REFUSED, AT);
    }
    clock.now += 30_001;
    expect(['a', 'b', 'c'].map((key) => troubles.isResting(key))).toEqual([false, false, false]);
    for (const key of ['a', 'b', 'c']) troubles.failed(key, REFUSED, AT);
    troubles.succeeded('d');
    expect(['a', 'b', 'c'].map((key) => troubles.isResting(key))).toEqual([false, false, false]);
  });

  it('are not the server’s trouble when each is told of by itself', () => {
    const { troubles } = troublesAt();
    for (const key of ['a', 'b', 'c', 'd']) troubles.failed(key, 'sftp-remote-denied', AT);
    for (const key of ['e', 'f', 'g', 'h']) troubles.failed(key, REFUSED, AT, false);
    expect(troubles.isServerTrouble).toBe(false);
  });
});

describe('a file whose transfer breaks the connection', () => {
  it('lets the others go first, and has trouble of its own when it does so again and again', () => {
    const { clock, troubles } = troublesAt();
    const lost = error('sftp-connection-lost');
    for (const seconds of [2, 4, 8]) {
      expect(troubles.isOwn('a', lost, AT)).toBe(false);
      clock.now += seconds * 1_000 - 1;
      expect(troubles.isResting('a')).toBe(true);
      clock.now += 1;
      expect(troubles.isResting('a')).toBe(false);
    }
    // As long as the line may be the cause, nobody is told of the file.
    expect(troubles.all()).toEqual([]);
    expect(troubles.isOwn('a', lost, AT)).toBe(true);
  });

  it('does not wait longer for a server that is not there, nor for trouble of ours', () => {
    const { troubles } = troublesAt();
    for (const fault of ['sftp-unreachable', 'sftp-resting', 'sftp-ended', 'sftp-login-refused'] as const) {
      expect(troubles.isOwn('a', error(fault), AT)).toBe(false);
    }
    const ours = new GatewayError('x', { code: 'disk-full', operation: 'x', hint: 'x', exitCode: 3 });
    expect(troubles.isOwn('a', ours, AT)).toBe(false);
    expect(troubles.isResting('a')).toBe(false);
  });
});

describe('the memory of files with trouble', () => {
  it('has an end: what is beyond it shares one rest', () => {
    const { troubles } = troublesAt();
    let news = 0;
    for (let file = 0; file < 10_100; file++) {
      if (troubles.failed(`file ${file}`, 'sftp-remote-denied', AT)) news++;
    }
    expect(news).toBe(10_001);
    expect(troubles.failed('file 10099', 'sftp-remote-denied', AT)).toBe(false);
    expect(troubles.all()[0]!.files).toBeLessThanOrEqual(10_001);
    expect(troubles.isResting('file 10099')).toBe(true);
    expect(troubles.isResting('file 7')).toBe(true);
  });
});
