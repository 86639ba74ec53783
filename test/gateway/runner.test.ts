import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseInput, Installation, numbered, until } from './installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

describe('the runner', () => {
  it('is one for each data directory; a second names the first and ends with code 3', async () => {
    const running = await installation.start();
    await expect(installation.start()).rejects.toMatchObject({
      code: 'runner-already-running',
      exitCode: 3,
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    });
    await running.stop();
    await (await installation.start()).stop();
  });

  it('ends what is under way when it is stopped, and goes on with the rest at the next start', async () => {
    for (let at = 1; at <= 40; at++) installation.drop(`${at}.x12`, numbered(caseInput('278-clean'), at));
    let verdicts = 0;
    const running = await installation.start({
      observe: (step) => {
        if (step === 'verdict') verdicts++;
      },
    });
    await until(() => verdicts > 0);
    await running.stop();
    await installation.withLedger((ledger) => {
      for (const submission of ledger.unfinished()) expect(submission.attempts).toBe(0);
    });
    await installation.runOnce();
    await installation.withLedger((ledger) => {
      for (let id = 1; id <= 40; id++)
        expect(ledger.submission({ id })).toMatchObject({ disposition: 'accepted', attempts: 1 });
    });
  });

  it('notices a partner that is added while it runs', async () => {
    const running = await installation.start();
    const { partner, folder } = installation;
    const now = new Date().toISOString();
    await installation.withLedger(async (ledger) => {
      const { providers: _providers, allowances: _allowances, ...profile } = ledger.partner(partner)!;
      const location = { id: 'RTCLINIC02', providerId: 'RTCLINIC', serviceLocation: '02' };
      const draft = { ...profile, id: 'ridgetop', interchangeId: location.id, applicationIds: [location.id], location };
      await ledger.putPartner({ ...draft, npis: [] }, 'test', now);
    });
    const { existsSync, writeFileSync } = await import('node:fs');
    await until(() => existsSync(folder.partner('ridgetop').inbox));
    writeFileSync(`${folder.partner('ridgetop').inbox}/empty.x12`, '');
    await until(() => existsSync(`${folder.partner('ridgetop').outbox}/S00000001.report.txt`));
    await running.stop();
  });
});
