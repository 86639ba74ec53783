import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Gateway, openGateway } from '../../../src/gateway/gateway.js';
import { Work } from '../../../src/gateway/rounds/work.js';
import type { SubmissionRow } from '../../../src/store/rows.js';
import { GatewayError } from '../../../src/support/errors.js';
import { receipt } from '../../store/material.js';
import { Installation } from '../installation.js';

let installation: Installation;
let gateway: Gateway;
let submission: SubmissionRow;

beforeEach(async () => {
  installation = await new Installation().prepare();
  gateway = await openGateway(installation.configuration, installation.options());
  submission = await gateway.ledger.recordReceipt(receipt({ partnerId: installation.partner }));
});
afterEach(async () => {
  await gateway.close();
  await installation.remove();
});

const trouble = (code: string) => new GatewayError('refused', { code, operation: 'test', hint: '', exitCode: 3 });
const state = () => gateway.ledger.submission({ id: submission.id })!;

/** The work of a gateway process whose examination ends with this error. */
function workThat(error: unknown, changes: Partial<Gateway> = {}): Work {
  const examine = () => Promise.reject(error);
  return new Work({ ...gateway, stages: { ...gateway.stages, examine }, ...changes }, () => undefined);
}

describe('an attempt that only rested on a full disk', () => {
  it('does not count against the file, however often the gateway is stopped meanwhile', async () => {
    for (let starts = 1; starts <= 4; starts++) {
      const work = workThat(trouble('disk-full'));
      const { suspects, others } = await work.recover();
      expect([suspects, others.map((row) => row.id)]).toEqual([[], [submission.id]]);
      expect(await work.run(others[0]!, true)).toMatchObject({ laterMilliseconds: expect.any(Number) });
    }
    expect(state()).toMatchObject({ state: 'received', attempts: 4, failures: 0 });
    const events = gateway.ledger.trace(submission.number).map((event) => event.what);
    expect(events.filter((what) => what === 'attempt rested')).toHaveLength(4);
  });
});

describe('an attempt that was under way when the process died', () => {
  const die = () => gateway.stages.begin(state(), true);

  it('counts, and makes the file a suspect that runs alone', async () => {
    await die();
    const work = workThat(trouble('disk-full'));
    const { suspects } = await work.recover();
    expect(suspects.map((row) => row.id)).toEqual([submission.id]);
    await work.run(suspects[0]!, true);
    expect(state()).toMatchObject({ failures: 1, attempts: 2 });
  });

  it('ends in quarantine when it was the third', async () => {
    for (let deaths = 1; deaths <= 3; deaths++) {
      await die();
      const work = workThat(trouble('disk-full'));
      const { suspects } = await work.recover();
      if (deaths === 3) expect(await work.run(suspects[0]!, true)).toBe('done');
      else await gateway.attempts.failed(suspects[0]!, deaths, 'died');
    }
    expect(state()).toMatchObject({ state: 'quarantined', failures: 3 });
  });

  it('is counted later when the ledger is full: neither the start nor the file fails for that', async () => {
    await die();
    let isFull = true;
    const attempts: Pick<Gateway['attempts'], 'failed' | 'begin' | 'rested'> = {
      begin: (...rest) => gateway.attempts.begin(...rest),
      rested: (...rest) => gateway.attempts.rested(...rest),
      failed: (...rest) => (isFull ? Promise.reject(trouble('ledger-full')) : gateway.attempts.failed(...rest)),
    };
    const work = workThat(trouble('disk-full'), { attempts: attempts as Gateway['attempts'] });
    const { suspects } = await work.recover();
    expect(await work.run(suspects[0]!, true)).toMatchObject({ laterMilliseconds: expect.any(Number) });
    expect(state()).toMatchObject({ failures: 0, attempts: 1 });
    isFull = false;
    await work.run(suspects[0]!, true);
    expect(state()).toMatchObject({ failures: 1, attempts: 2 });
  });
});
