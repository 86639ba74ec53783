import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../src/partners/profile.js';
import { Installation, numbered, pendedRequests } from '../../gateway/installation.js';
import { checked } from './asking.js';

let installation: Installation;
beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

async function open(): Promise<void> {
  await installation.withLedger(async (ledger) => {
    const { providers, allowances: _allowances, ...partner } = ledger.partner(installation.partner)!;
    const options = { ...DEFAULT_OPTIONS, inquiry: 'answer' as const };
    await ledger.putPartner({ ...partner, options, npis: providers[0]!.npis }, 'test', new Date().toISOString());
  });
}

/** An inquiry about the members of the requests, in their own envelope, by the provider that sent them. */
function inquiry(): string {
  const requests = pendedRequests();
  const pieces = requests.split('~').map((one) => one.trim());
  const first = (start: string): string => pieces.find((one) => one.startsWith(start))!;
  const members = [...new Set(pieces.filter((one) => one.startsWith('NM1*IL')))];
  const set = [
    'ST*278*0001*005010X215',
    'BHT*0007*28*ASK-1*20250404*0900',
    'HL*1**20*1',
    first('NM1*X3'),
    'HL*2*1*21*1',
    first('NM1*1P'),
    ...members.flatMap((member, at) => [`HL*${at + 3}*2*22*0`, `TRN*1*ASK-1-${at}*9PINERIDGE`, member]),
  ];
  const envelope = [first('ISA'), first('GS').replace('005010X217', '005010X215')];
  const trailer = [`SE*${set.length + 1}*0001`, first('GE').replace(/^GE\*\d+/, 'GE*1'), first('IEA')];
  return numbered(`${[...envelope, ...set, ...trailer].join('~')}~`, 900);
}

const read = (name: string): string => readFileSync(join(installation.outbox, name), 'latin1');

it('an inquiry goes through the gateway: the requests that came before are told, and nothing is changed', async () => {
  await open();
  installation.drop('requests.x12', pendedRequests());
  await installation.runOnce();
  const before = installation.outboxNames();
  const kept = await installation.withLedger((ledger) => JSON.stringify(ledger.priorAuthorizations({}, 0, 10)));
  installation.drop('inquiry.x12', inquiry());
  await installation.runOnce();
  const names = installation.outboxNames().filter((name) => !before.includes(name));
  expect(names.map((name) => name.split('.')[1])).toEqual(['278', '999', 'ta1']);
  expect(read(names[1]!)).toContain('AK9*A*1*1*1~');
  const { set } = checked(Buffer.from(read(names[0]!), 'latin1'));
  expect(set.filter((one) => one.startsWith('HCR*A4')).length).toBeGreaterThan(0);
  expect(set).toContain('TRN*2*ASK-1-0*9PINERIDGE');
  expect(await installation.withLedger((ledger) => JSON.stringify(ledger.priorAuthorizations({}, 0, 10)))).toBe(kept);
  expect(await installation.withLedger((ledger) => [ledger.reconcile(), ledger.check()])).toEqual([[], []]);
});

it('a partner it is not open to is refused by the 999, and told whom to ask', async () => {
  installation.drop('inquiry.x12', inquiry());
  await installation.runOnce();
  const names = installation.outboxNames();
  expect(names.map((name) => name.split('.')[1])).toEqual(['999', 'report', 'ta1']);
  expect(read(names[0]!)).toMatch(/AK9\*R\*1\*1\*0\*1~/);
  expect(read(names[1]!)).toContain("Ask the payer's EDI desk");
});
