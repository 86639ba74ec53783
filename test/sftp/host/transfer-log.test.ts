import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TransferLog } from '../../../src/sftp/host/transfer-log.js';

const now = new Date('2026-11-22T14:00:00Z');
const partnerOf = new Map([
  ['x12-northside', 'northside'],
  ['x12-pineridge', 'pineridge'],
]);

const at = (process: number, message: string, time = '2026-11-22T08:51:31+00:00') =>
  `${time} edi-host internal-sftp[${process}]: ${message}`;
const opened = (user: string) => `session opened for local user ${user} from [127.0.0.1]`;
const closed = (name: string, bytes: number) => `close "${name}" bytes read ${bytes} written 0`;

function read(...lines: string[]) {
  const log = new TransferLog({ partnerOf, now });
  return lines.map((line) => log.read(line)).filter((one) => one !== undefined);
}

describe('the transfer log of sshd', () => {
  it('gives each file read from an outbox with its reader, size and time', () => {
    const lines = [
      at(41, opened('x12-northside')),
      at(42, opened('x12-pineridge')),
      at(41, 'opendir "/outbox"'),
      at(41, 'open "/outbox/S1.999.x12" flags READ mode 0666'),
      at(42, closed('/outbox/S2.277ca.x12', 77)),
      at(41, closed('/outbox/S1.999.x12', 612), '2026-11-22T08:51:32.123456+0200'),
    ];
    expect(read(...lines)).toEqual([
      { partner: 'pineridge', name: 'S2.277ca.x12', bytes: 77, at: '2026-11-22T08:51:31.000Z' },
      { partner: 'northside', name: 'S1.999.x12', bytes: 612, at: '2026-11-22T06:51:32.123Z' },
    ]);
  });

  it.each([
    ['an upload', 'close "/outbox/S1.999.x12" bytes read 0 written 612'],
    ['a forced close', 'forced close "/outbox/S1.999.x12" bytes read 612 written 0'],
    ['a file elsewhere', 'close "/inbox/S1.999.x12" bytes read 612 written 0'],
    ['a name that quotes a line', 'open "/inbox/close "/outbox/S1.999.x12" bytes read 612 written 0" flags READ'],
  ])('passes over %s', (_what, message) => {
    expect(read(at(41, opened('x12-northside')), at(41, message))).toEqual([]);
  });

  it('takes no line for a session that stands in the text of another one', () => {
    const forged = (message: string) =>
      `2026-11-22T08:51:31+00:00 edi-host sshd[7]: Received disconnect from 192.0.2.9 port 4242:11: internal-sftp[99]: ${message}`;
    expect(read(forged(opened('x12-northside')), forged(closed('outbox/S1.999.x12', 612)))).toEqual([]);
  });

  it('knows nobody before a session begins, after it ends, and when the process id went to another user', () => {
    const fetch = at(41, closed('/outbox/S1.999.x12', 612));
    const end = at(41, 'session closed for local user x12-northside from [127.0.0.1]');
    expect(read(fetch)).toEqual([]);
    expect(read(at(41, opened('x12-northside')), end, fetch)).toEqual([]);
    expect(read(at(41, opened('x12-northside')), at(41, opened('operator')), fetch)).toEqual([]);
    expect(read(at(41, opened('x12-northside')), at(41, opened('x12-pineridge')), fetch)).toMatchObject([
      { partner: 'pineridge' },
    ]);
  });

  it('finds the year that the old form of syslog leaves out', () => {
    const times = ['Nov 22 08:51:31', 'Dec  1 23:59:59'].map((time) => at(1, closed('/outbox/S1.999.x12', 1), time));
    const dates = read(at(1, opened('x12-northside')), ...times).map((one) => new Date(one.at));
    expect(dates).toEqual([new Date(2026, 10, 22, 8, 51, 31), new Date(2025, 11, 1, 23, 59, 59)]);
  });

  it('never throws and invents nothing, whatever the log holds', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (lines) => read(...lines).length === 0));
  });
});
