import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { claimBatch, examined, newLedger, temporaryFolder } from './material.js';

/** A ledger with a file taken all the way, then harmed by somebody's SQL. */
async function harmed(sql: string): Promise<string[]> {
  const path = join(temporaryFolder(), 'ledger.db');
  const ledger = newLedger(path);
  const { id } = await examined(ledger);
  await ledger.applyBatch(claimBatch(ledger.pendingSets(id, 1)[0]!, 0, 2, true));
  expect(ledger.check()).toEqual([]);
  const other = openDatabase(path);
  other.pragma('foreign_keys = OFF');
  other.exec(sql);
  other.close();
  return ledger.check();
}

describe('the check of a ledger', () => {
  it.each([
    [
      'a gap in a control-number sequence',
      'DELETE FROM answer WHERE control_number = 1',
      /PAYER1 to acme: the control/,
    ],
    ['a number taken and lost', 'UPDATE control_sequence SET next = 9', /control numbers/],
    [
      'an answer without its submission',
      'UPDATE answer SET submission_id = 77',
      /answer row \d refers to a submission/,
    ],
    ['a unit that went missing', 'DELETE FROM unit WHERE unit = 0', /group 1 set 1: its units/],
    ['a claim that went missing', 'DELETE FROM claim WHERE unit = 1', /there is no claim/],
    ['test and production in one place', "UPDATE claim SET environment = 'test'", /test and production meet/],
    ['answers whose bytes went missing', 'UPDATE answer SET content = NULL', /answer 999 1: the bytes/],
    ['a gap in the interchanges', 'UPDATE interchange SET interchange_index = 4', /not numbered 0 to n/],
    ['an end that is none', "UPDATE submission SET disposition = ''", /no disposition/],
  ])('finds %s', async (_name, sql, expected) => {
    expect((await harmed(sql)).join('\n')).toMatch(expected);
  });
});
