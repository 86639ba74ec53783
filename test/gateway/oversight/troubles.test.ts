import { expect, it } from 'vitest';
import { Troubles } from '../../../src/gateway/oversight/troubles.js';
import { GatewayError } from '../../../src/support/errors.js';

const error = (code: string) => new GatewayError('in words', { code, operation: '', hint: '', exitCode: 3 });

it('trouble is told to people once it has lasted half a minute, and no more when it is over', () => {
  let now = new Date('2031-03-01T12:00:00.000Z');
  const troubles = new Troubles({ now: () => now });
  const later = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1_000);
  };
  troubles.see('files', error('disk-full'));
  expect(troubles.all()).toEqual([{ part: 'files', error: 'disk-full', since: '2031-03-01T12:00:00.000Z' }]);
  later(29);
  troubles.see('files', error('disk-full'));
  expect(troubles.matters()).toEqual([]);
  later(1);
  expect(troubles.matters()).toEqual([
    { event: 'environment-trouble', key: 'files disk-full', subject: 'disk-full', since: '2031-03-01T12:00:00.000Z' },
  ]);
  troubles.see('files', error('ledger-busy'));
  expect(troubles.matters()).toEqual([]);
  troubles.see('files', undefined);
  expect(troubles.all()).toEqual([]);
});
