import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eachOf } from '../../../src/gateway/sftp/transfers.js';

it('what works on files side by side has ended with all it began when the ledger cannot tell whether it is over', async () => {
  const ended: string[] = [];
  let asked = 0;
  const isOver = (): boolean => {
    if (++asked === 2) throw new Error('the ledger is busy');
    return false;
  };
  const worked = eachOf(['a', 'b', 'c'], 2, isOver, async (file) => {
    await pause(20);
    ended.push(file);
  });
  await expect(worked).rejects.toThrow('the ledger is busy');
  expect(ended).toEqual(['a']);
});
