import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { arrival, change, LETTER, paWith, serviceLine, submitted } from './life-material.js';
import { claimBatch, draft, examined, FOLDER_DATE, NOW, newLedger, temporaryFolder } from './material.js';

/** A ledger with a file taken all the way, then harmed by somebody's SQL. */
async function harmed(sql: string): Promise<string[]> {
  const path = join(temporaryFolder(), 'ledger.db');
  const ledger = newLedger(path);
  const { id } = await examined(ledger);
  await ledger.applyBatch(claimBatch(ledger.pendingSets(id, 1)[0]!, 0, 2, true));
  const attachment = {
    controlNumber: 'CN1000000001',
    reportType: '77',
    transmission: 'EL',
    externalReference: '',
    description: '',
    lineNumber: 0,
    state: 'announced' as const,
    at: NOW,
    answers: '',
  };
  const pa = paWith({ lines: [serviceLine(), serviceLine({ number: 2 })], attachments: [attachment] });
  await submitted(ledger, [pa], { letters: [LETTER] });
  await ledger.changePriorAuthorization(change(pa.trackingNumber, { with: { documents: [arrival()] } }));
  const notice = draft({ type: 'notice', target: 'store' });
  await ledger.storeLetter(1, { answers: [notice] }, NOW, FOLDER_DATE);
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
      'UPDATE answer SET submission_id = 77 WHERE id = 1',
      /answer row \d refers to a submission/,
    ],
    ['a unit that went missing', 'DELETE FROM unit WHERE unit = 0', /group 1 set 1: its units/],
    ['a claim that went missing', 'DELETE FROM claim WHERE unit = 1', /there is no claim/],
    ['test and production in one place', "UPDATE claim SET environment = 'test'", /test and production meet/],
    ['answers whose bytes went missing', 'UPDATE answer SET content = NULL', /answer 999 1: the bytes/],
    ['a gap in the interchanges', 'UPDATE interchange SET interchange_index = 4', /not numbered 0 to n/],
    [
      'a status that is not the body’s',
      "UPDATE prior_authorization SET status = 'void'",
      /1000000001: .* as in its body/,
    ],
    [
      'lines that went missing',
      'DELETE FROM prior_authorization_line WHERE position = 1',
      /1000000001: the lines kept/,
    ],
    [
      'a control number nobody finds',
      "DELETE FROM prior_authorization_name WHERE kind = 'attachment'",
      /control number/,
    ],
    ['a letter of nothing', 'UPDATE letter SET prior_authorization_id = 77', /letter 1: .* belongs to no prior/],
    ['a letter whose file went missing', 'UPDATE answer SET letter_id = 0', /letter 1: .* has no file/],
    ['a document of nothing', "UPDATE document SET tracking_number = '1999999999'", /document 1: .* not there/],
    [
      'a test document of a production PA',
      "UPDATE document SET environment = 'test'",
      /document 1: test and production/,
    ],
    [
      'an answer without an outbox that waits for one',
      "UPDATE answer SET state = 'written'",
      /notice 1: the answer waits/,
    ],
    ['an end that is none', "UPDATE submission SET disposition = ''", /no disposition/],
  ])('finds %s', async (_name, sql, expected) => {
    expect((await harmed(sql)).join('\n')).toMatch(expected);
  });
});
