import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Step, steps } from '../../src/gateway/pipeline.js';
import { caseInput, Installation, numbered, pendedRequests, SOURCE_WORKER } from './installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
  installation.drop('request.x12', pendedRequests());
  installation.drop('claims.x12', numbered(caseInput('837p-three-claims'), 71));
  // Two documents that belong to nobody, so that it does not matter whether the requests were quicker.
  const { attachments } = installation.folder.partner(installation.partner);
  mkdirSync(attachments, { recursive: true });
  for (const name of ['one', 'other']) writeFileSync(join(attachments, `${name}.txt`), `The ${name} document`);
});
afterEach(() => installation.remove());

/** Runs the gateway as a process of its own that dies at a step; true when it did. */
function dieAt(step: Step, count: number): boolean {
  const file = join(installation.root, 'configuration.json');
  writeFileSync(file, JSON.stringify(installation.configuration));
  const program = join(import.meta.dirname, 'dying-gateway.ts');
  const parameters = [...SOURCE_WORKER.execArgv, program, file, step, String(count)];
  const { signal, status, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

describe('a gateway killed right after', () => {
  // A second time only where it differs: what comes after a verdict, a batch or a delivery is not what came before.
  const AGAIN: readonly Step[] = ['verdict', 'applied', 'delivered'];
  it.each([...steps.map((step) => [step, 1] as const), ...AGAIN.map((step) => [step, 2] as const)])(
    '"%s", time %i, loses nothing and does nothing twice when it is started again',
    async (step, count) => {
      expect(dieAt(step, count)).toBe(true);
      await installation.runOnce();

      const { attachments, claimed, claimedAttachments } = installation.folder.partner(installation.partner);
      expect(readdirSync(installation.inbox)).toEqual([]);
      expect(readdirSync(attachments)).toEqual([]);
      await installation.withLedger((ledger) => {
        const rows = [1, 2, 3, 4].map((id) => ledger.submission({ id })!);
        expect(rows.every(({ state }) => state === 'applied')).toBe(true);
        const dispositions = rows.map(({ channel, disposition }) => `${channel} ${disposition}`).sort();
        const kept = 'attachments partially-accepted';
        expect(dispositions).toEqual([kept, kept, 'inbox accepted', 'inbox accepted']);
        expect(ledger.submission({ id: 5 })).toBeUndefined();
        expect(ledger.documents({ state: 'unmatched' }, 0, 100).rows).toHaveLength(2);
        expect(ledger.claims({}, 0, 100).rows).toHaveLength(3);
        const answers = rows.flatMap((row) => ledger.answersOf(row.id));
        const numbers = answers.map((answer) => answer.controlNumber).filter((number) => number > 0);
        expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
        expect(answers.filter((answer) => answer.type === '278')).toHaveLength(2);
        expect(ledger.priorAuthorizations({}, 0, 100).rows).toHaveLength(2);
        expect(installation.outboxNames()).toHaveLength(answers.length);
        expect(ledger.reconcile().map(({ kind }) => kind)).toEqual(['document-unmatched', 'document-unmatched']);
        expect(ledger.check()).toEqual([]);
      });
      const left = [claimed, claimedAttachments].flatMap((folder) =>
        readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
      );
      expect(left).toEqual([]);
      const acknowledgments = installation.outboxNames().filter((name) => name.endsWith('.999.x12'));
      expect(acknowledgments).toHaveLength(2);
      for (const name of acknowledgments) {
        expect(readFileSync(join(installation.outbox, name), 'latin1')).toMatch(/AK9\*A/);
      }
    },
  );
});
