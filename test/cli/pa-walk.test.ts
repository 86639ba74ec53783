import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReviewLine } from './review-line.js';

let line: ReviewLine;
beforeEach(async () => {
  line = await new ReviewLine().prepare();
});
afterEach(() => line.remove());

describe('a request on its way to the decision', () => {
  it('is deferred, answered and decided, and the requester gets a clean 278 response for each news', async () => {
    const [number] = await line.submit();
    expect(line.responses()).toHaveLength(1);
    expect(line.responses()[0]).toContain(`HCR*A4**0W~REF*NT*${number}~`);

    expect(await line.documents('pa-change', 'pa', 'take', number!)).toMatchObject([
      { result: 'done', priorAuthorization: { status: 'in-review', version: 2 }, answers: [] },
    ]);
    expect(line.responses()).toHaveLength(1);

    line.now = new Date('2026-11-03T15:00:00Z');
    const want = ['--want', 'LA', '--reason', 'Results of the sleep study', '--line', '1', '--loinc', '11506-3'];
    expect(await line.documents('pa-change', 'pa', 'defer', number!, ...want)).toMatchObject([
      {
        result: 'done',
        priorAuthorization: { status: 'deferred' },
        answers: [{ type: '278', file: 'S00000001.278.2.x12' }],
      },
    ]);
    const [wanted] = (await line.row(number!)).attachments;
    expect(line.responses()[1]).toContain('HCR*A4**0U');
    expect(line.responses()[1]).toContain(`PWK*LA*EL***AC*${wanted!.controlNumber}`);

    expect(await line.run('pa', 'answer', number!)).toMatchObject({ code: 1 });
    expect(await line.upload(number!, wanted!.controlNumber)).toMatchObject({ kind: 'done' });
    expect((await line.row(number!)).status).toBe('deferred');
    line.now = new Date('2026-11-05T15:00:00Z');
    expect((await line.run('pa', 'answer', number!)).code).toBe(0);
    expect(await line.row(number!)).toMatchObject({
      status: 'additional-information-received',
      updateReceivedAt: '2026-11-05T15:00:00.000Z',
    });

    expect((await line.run('pa', 'take', number!)).code).toBe(0);
    const modify = ['--modify', '--line', '2', '--units', '2', '--reason', '10', '--message', 'Two are usual'];
    expect((await line.run('pa', 'decide', number!, ...modify)).code).toBe(0);
    expect(await line.row(number!)).toMatchObject({ status: 'in-review', paNumber: '' });
    const decided = await line.run('pa', 'decide', number!, '--approve');
    expect(decided).toMatchObject({ code: 0 });
    const row = await line.row(number!);
    expect(row).toMatchObject({ status: 'adjudicated', lines: [{ status: 'approved' }, { status: 'modified' }] });
    expect(decided.stdout).toContain(row.paNumber);

    const last = line.responses().at(-1)!;
    expect(last).toContain(`HCR*A6*${row.paNumber}`);
    expect(last).toContain(`HCR*A1*${row.paNumber}`);
    expect(last).toContain('SV1*HC:E0562**UN*2');
    // The same BHT03 and the provider's own trace in every one of them.
    for (const response of line.responses()) {
      expect(response).toContain('DEMO-0001');
      expect(response).toContain('TRN*2*DEMO-TRACE-0001*9110012345~');
    }
    const numbers = line.responses().map((response) => /ISA(?:\*[^*]*){12}\*(\d{9})/.exec(response)![1]);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(await line.run('validate', '--guide-only', ...line.downloads('278'))).toMatchObject({ code: 0 });
  });

  it('makes the notices to the provider at once, and says in the history who did what', async () => {
    const [number] = await line.submit();
    await line.run('pa', 'take', number!);
    await line.run('pa', 'decide', number!, '--deny', '--reason', '0F', '--message', 'Not needed');
    expect(line.downloads('notice').length).toBeGreaterThan(0);
    const [shown] = await line.documents('pa-show', 'pa', 'show', number!);
    const history = shown!.history as { event: string; channel: string; actor: string }[];
    expect(history.map(({ event }) => event)).toEqual(['submit', 'take', 'deny-line', 'deny-line', 'finish']);
    expect(history.slice(1).every(({ channel }) => channel === 'command')).toBe(true);
    const [letter] = await line.withLedger(async (ledger) => ledger.letters({ state: 'needs-address' }, 0, 9).rows);
    expect(letter).toMatchObject({ recipient: 'member', namesAppeal: true });
    const warnings = (await line.documents('doctor', 'doctor')).filter(({ check }) => check === 'letters');
    expect(warnings).toMatchObject([
      {
        severity: 'warning',
        problem: 'they are from MassHealth, and the payer of this installation is Demo Health Plan',
      },
      { severity: 'warning', problem: expect.stringContaining('no address for appeals') },
    ]);
  });
});
