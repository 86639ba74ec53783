import { describe, expect, it } from 'vitest';
import { AAA_BY_PROBLEM } from '../../../src/transactions/278/refusals.js';
import { reason, testUsage } from '../../support/applying.js';
import { changed } from '../../support/units.js';
import { type Answered, answer, IMAGING, tables } from './sets.js';

function textOf({ answers }: Answered): string {
  const [report, ...others] = answers.filter(({ type }) => type === 'report');
  expect(others).toEqual([]);
  expect(report).toMatchObject({ extension: 'txt', controlNumber: 0, location: { id: '110099999Z' } });
  return Buffer.from(report?.content as Uint8Array).toString('utf8');
}

describe('the report on a refused request', () => {
  it('says each reason in full, also those that the response has no room for, and how to mend it', () => {
    const text = textOf(answer(changed(IMAGING, { 'DTP*AAH': '', 'HI*ABK': '', 'SE*': 'SE*29*0001~' })));
    expect(text).toBe(
      [
        'REQUEST REPORT',
        '',
        'Payer:            NORTHLAKE HEALTH PLAN',
        'Submission:       S000000017',
        'Transaction set:  0001 (interchange 1, group 1, set 1)',
        'Received:         2025-04-02 09:00',
        'Reported:         2025-04-02 09:01',
        '',
        'Your trace:       RVN-5521',
        'Result:           REFUSED. There is no authorization for this request.',
        '',
        '   1  No diagnosis is given. (diagnosis:missing)',
        '      To mend it: Send at least one in loop 2000E, HI.',
        '      In the 278 response: AAA03 AF, AAA04 C in loop 2000E',
        '   2  Service 2: The service has no dates. (line.dates:missing)',
        '      To mend it: Send them in DTP*472 of the service, or in DTP*AAH of the event.',
        '',
        'Mend what is listed and send the request again, in a new file.',
        '',
      ].join('\n'),
    );
  });

  it('has the wording of what pass 1 found, at its service', () => {
    const found = reason({ rejectReason: { loop: '2000F', reason: 'AG', followUp: 'C' } });
    const text = textOf(answer(IMAGING, undefined, { refusalsOf: () => [found], ...testUsage }));
    expect(text).toContain('REQUEST REPORT (TEST)\n');
    expect(text).toContain(
      '   1  The total is 100.00, but its parts add up to 90.00. (some-rule)\n      To mend it: Correct the total.\n',
    );
  });

  it('is not given on a request that is taken', () => {
    expect(answer(IMAGING).answers.map(({ type }) => type)).toEqual(['278']);
  });

  it('has words for every problem that is answered with an AAA, and for nothing else', () => {
    expect(Object.keys(tables.requestProblems.problems).sort()).toEqual(Object.keys(AAA_BY_PROBLEM).sort());
  });
});
