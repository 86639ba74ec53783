import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { startGateway } from '../../src/gateway/runner.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { type Enveloped, interchangeOf } from '../gateway/claim-files.js';
import { KeptLog, SOURCE_WORKER } from '../gateway/installation.js';
import { segmentsOfText } from '../support/units.js';
import { CommandLine } from './command-line.js';

const INTERMEDIARY = { from: '110099999Z', to: 'DMA7384' } as const;
let line: CommandLine;
let folder: DataFolder;
let files = 0;
let controlNumber = 800;

beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
  appendFileSync(join(line.folder, 'gateway', 'gateway.yaml'), '\nhandoff:\n  formats: [x12, ndjson]\n');
  folder = new DataFolder(join(line.folder, 'gateway'));
});
afterEach(() => line.remove());

/** As "x12gw run --once", with workers that run the sources. */
async function runOnce(): Promise<void> {
  const configuration = loadConfiguration(join(line.folder, 'gateway', 'gateway.yaml'));
  const intake = { ...configuration.intake, quietSeconds: 0.1, scanSeconds: 0.1 };
  const options = { logger: new KeptLog(), worker: SOURCE_WORKER, once: true };
  await (await startGateway({ ...configuration, workers: 1, intake }, options)).finished;
}

/** A batch of two claims; the second charges what its lines come to, or something else. */
function claims(usage: 'P' | 'T', secondCharge: string): string {
  const subscriber = (level: number, name: string, claim: string) => `
    HL*${level}*1*22*0~SBR*P*18*******MC~${name}~N3*7 MAPLE CT~N4*BOSTON*MA*021080001~DMG*D8*19710415*F~
    NM1*PR*2*DEMO HEALTH PLAN*****PI*DMA7384~${claim}~HI*ABK:M1711~`;
  const body = segmentsOfText(`
    ST*837*0001*005010X222A1~BHT*0019*00*CWB1122*20261122*0900*CH~NM1*41*2*CLAIMSWAY BILLING*****46*110099999Z~
    PER*IC*BILLING DESK*TE*5555550142~NM1*40*2*DEMO HEALTH PLAN*****46*DMA7384~
    HL*1**20*1~NM1*85*2*PINERIDGE CLINIC*****XX*1887004129~N3*14 ORCHARD WAY~N4*BOSTON*MA*021080001~
    REF*EI*990000142~
    ${subscriber(2, 'NM1*IL*1*OAKES*MARTA****MI*100070020106', 'CLM*CW-1*100***11:B:1*Y*A*Y*Y')}
    LX*1~SV1*HC:99213*100*UN*1***1~DTP*472*D8*20261028~
    ${subscriber(3, 'NM1*IL*1*FENWICK*DORIAN****MI*100070035504', `CLM*CW-2*${secondCharge}***11:B:1*Y*A*Y*Y`)}
    LX*1~SV1*HC:20610*200.5*UN*1***1~DTP*472*D8*20261029~
    LX*2~SV1*HC:J3301*50*UN*1***1~DTP*472*D8*20261029`);
  return enveloped({ usage, group: 'HC', version: '005010X222A1' }, body);
}

/** Where does the claim stand that the intermediary calls CW-2? */
function inquiry(usage: 'P' | 'T'): string {
  const body = segmentsOfText(`
    ST*276*0001*005010X212~BHT*0010*13*CWQ1122*20261122*0900~HL*1**20*1~NM1*PR*2*DEMO HEALTH PLAN*****PI*DMA7384~
    HL*2*1*21*1~NM1*41*2*CLAIMSWAY BILLING*****46*110099999Z~HL*3*2*19*1~
    NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129~HL*4*3*22*0~DMG*D8*19710415*F~
    NM1*IL*1*FENWICK*DORIAN****MI*100070035504~TRN*1*WHERE-IS-CW-2~REF*EJ*CW-2~DTP*472*D8*20261029`);
  return enveloped({ usage, group: 'HR', version: '005010X212' }, body);
}

const enveloped = (what: Pick<Enveloped, 'usage' | 'group' | 'version'>, body: readonly string[]): string =>
  interchangeOf({ ...INTERMEDIARY, ...what, controlNumber: ++controlNumber }, body);

/** The intermediary sends a file and picks up all that lies in its outbox afterwards: by type. */
async function exchange(content: string): Promise<Record<string, string>> {
  const { inbox, outbox } = folder.partner('claimsway');
  writeFileSync(join(inbox, `${++files}.x12`), content, 'latin1');
  await runOnce();
  const names = readdirSync(outbox);
  const answers = names.map((name) => [name.split('.')[1]!, readFileSync(join(outbox, name), 'latin1')] as const);
  for (const name of names) rmSync(join(outbox, name));
  return Object.fromEntries(answers);
}

/** The segments of an answer that begin so. */
const told = (answer: string | undefined, ...starts: string[]): string[] =>
  (answer ?? '').split('~').filter((segment) => starts.some((start) => segment.startsWith(start)));

async function typed(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await line.run(...argv);
  expect({ argv, code, stderr: code === 0 ? '' : stderr }).toEqual({ argv, code: 0, stderr: '' });
  return stdout;
}

it('a billing intermediary comes from its first test batch to the answer where a claim stands', async () => {
  const add = ['--name', 'Claimsway Billing', '--kind', 'billing-intermediary', '--interchange-id', '110099999Z'];
  await typed('partner', 'add', 'claimsway', ...add);
  await typed('partner', 'link', 'claimsway', '110054321B', '--npi', '1887004129');
  for (const transaction of ['837', '276']) {
    await typed('partner', 'allow', 'claimsway', '--transaction', transaction, '--usage', 'T', '--state', 'testing');
  }

  // A test batch of two claims, one of them wrong: the 999 takes the set, the 277CA says of each claim what would be.
  const first = await exchange(claims('T', '251'));
  expect(told(first['999'], 'AK9')).toEqual(['AK9*A*1*1*1']);
  expect(told(first['277ca'], 'TRN*2*CW-', 'STC*A2', 'STC*A7', 'REF*1K')).toEqual([
    'TRN*2*CW-1',
    expect.stringMatching(/^STC\*A2:20:PR\*\d{8}\*WQ\*100$/),
    'REF*1K*C9000000001',
    'TRN*2*CW-2',
    expect.stringMatching(/^STC\*A7:178\*\d{8}\*U\*251$/),
  ]);
  expect(first.claims).toContain('CW-2');

  expect((await line.run('partner', 'approve', 'claimsway', '--transaction', '837')).code).toBe(1);

  // Mended and sent again: both would be taken. Once the 999 was picked up, that is the evidence.
  const second = await exchange(claims('T', '250.5'));
  expect(told(second['277ca'], 'REF*1K')).toEqual(['REF*1K*C9000000002', 'REF*1K*C9000000003']);
  const asked = await exchange(inquiry('T'));
  expect(told(asked['277'], 'TRN*2', 'STC', 'REF*1K')).toEqual([
    'TRN*2*WHERE-IS-CW-2',
    expect.stringMatching(/^STC\*A2:20\*\d{8}\*\*250\.5$/),
    'REF*1K*C9000000003',
    // The one that was refused, under the same id.
    'TRN*2*WHERE-IS-CW-2',
    expect.stringMatching(/^STC\*A7:178\*\d{8}\*\*251$/),
  ]);
  await typed('partner', 'approve', 'claimsway', '--transaction', '837');

  // Production: what was tested goes to the claim system, the test claims never do.
  const production = await exchange(claims('P', '250.5'));
  expect(told(production['277ca'], 'REF*1K')).toEqual(['REF*1K*C1000000001', 'REF*1K*C1000000002']);
  const [handoff, ...more] = await line.documents('handoff-list', 'handoff', 'list', '--state', 'written');
  expect(more).toEqual([]);
  expect(handoff).toMatchObject({ handoff: 'H1000000001', submission: 'S00000004', claims: 2, totalCharge: '350.50' });
  const handedOff = readdirSync(folder.handoff, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('S0'),
  );
  expect(handedOff.map((name) => name.split('/').at(-1)).sort()).toEqual(
    ['json', 'ndjson', 'x12'].map((ending) => `S00000004-1-1-1.${ending}`),
  );
  const lines = readFileSync(join(folder.handoff, handedOff.find((name) => name.endsWith('.ndjson'))!), 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  const taken = lines.filter(({ kind }) => kind === 'claim');
  expect(taken.map(({ claimNumber }) => claimNumber)).toEqual(['C1000000001', 'C1000000002']);

  // The claim system takes the files away and, having paid, says so through publish/.
  for (const name of handedOff) rmSync(join(folder.handoff, name));
  const statuses = [
    'claim_number,category,status,effective_on,paid_amount,finalized_on,paid_on,payment_number,payer_number',
    `${taken[1].claimNumber},F1,65,2026-12-01,180.25,2026-11-30,2026-12-01,EFT-5512,PCN-774401`,
  ];
  writeFileSync(join(folder.publish, 'adjudicated.csv'), `${statuses.join('\n')}\n`);
  files++;
  await runOnce();
  expect(await line.documents('handoff-list', 'handoff', 'list', '--state', 'confirmed')).toMatchObject([
    { handoff: 'H1000000001', state: 'confirmed' },
  ]);
  const published = await line.documents('publish-list', 'publish', 'list', '--submission', 'S00000005');
  expect(published).toMatchObject([{ type: 'claim-status', outcome: 'filed', interchange: 0 }]);

  // The intermediary asks in production and is told what became of the claim.
  await typed('partner', 'approve', 'claimsway', '--transaction', '276');
  const { 277: answer } = await exchange(inquiry('P'));
  expect(told(answer, 'TRN*2', 'STC', 'REF')).toEqual([
    'TRN*2*WHERE-IS-CW-2',
    'STC*F1:65*20261201**250.5*180.25*20261130**20261201*EFT-5512',
    'REF*1K*PCN-774401',
    'REF*EJ*CW-2',
  ]);
  const shown = await typed('claims', 'show', 'C1000000002');
  expect(shown).toMatch(/status {5}F1:65 from 2026-12-01, paid 180\.25 2026-12-01 ••• {2}\(file [0-9a-f]{16}, /);
  const [fact] = await line.documents('claims-show', 'claims', 'show', 'C1000000002', '--show-values');
  expect(fact!.told).toMatchObject([{ status: 'F1:65', paymentNumber: 'EFT-5512', paidAmount: '180.25' }]);
}, 90_000);
