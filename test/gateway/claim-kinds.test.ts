import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setIn } from '../handoff/claim-sets.js';
import { findingsOf } from '../support/units.js';
import { faults } from '../transactions/837/acknowledgment/acknowledging.js';
import { DENTAL, HOSPITAL_STAY, INSTITUTIONAL, TEETH } from '../transactions/837/sets-of-kinds.js';
import { interchangeOf } from './claim-files.js';
import { Installation } from './installation.js';

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': true } });
const isLine = ajv.compile(schemaOf('handoff'));
const isManifest = ajv.compile(schemaOf('handoff-manifest'));

const KINDS = [
  { kind: 'institutional', guideId: INSTITUTIONAL, version: '005010X223A2', set: HOSPITAL_STAY, charge: '4210.5' },
  { kind: 'dental', guideId: DENTAL, version: '005010X224A2', set: TEETH, charge: '340' },
] as const;

let installation: Installation;
beforeAll(async () => {
  installation = await new Installation({
    handoff: { formats: ['x12', 'ndjson'], testClaims: false, confirmWithinHours: 24 },
  }).prepare();
  for (const [at, { version, set }] of KINDS.entries()) {
    const envelope = { usage: 'P', controlNumber: 501 + at, group: 'HC', from: 'PRCLINIC01', to: 'NLHP00042' } as const;
    installation.drop(`${at}.x12`, interchangeOf({ ...envelope, version }, set.slice(0, -1)));
    await installation.runOnce();
  }
});
afterAll(() => installation.remove());

describe.each(KINDS)('a $kind file through the gateway', ({ kind, guideId, version, set, charge }) => {
  const number = kind === 'institutional' ? 'S00000001' : 'S00000002';
  const answer = (type: string): string => readFileSync(join(installation.outbox, `${number}.${type}.x12`), 'latin1');
  const claimId = set.find((one) => one.startsWith('CLM*'))!.split('*')[1]!;
  const claims = () => installation.withLedger((ledger) => ledger.claims({ kind }, 0, 10).rows);

  it('is accepted by a 999 and a 277CA that is right by its guide and rules', () => {
    expect(answer('999')).toContain(`AK2*837*0001*${version}~IK5*A~AK9*A*1*1*1~`);
    const acknowledgment = answer('277ca');
    expect(faults(acknowledgment)).toEqual([]);
    expect(acknowledgment).toContain(`~QTY*QA*1~AMT*YU*${charge}~`);
    expect(acknowledgment).toMatch(new RegExp(`~TRN\\*2\\*${claimId}~STC\\*A2:20:PR\\*\\d{8}\\*WQ\\*${charge}~`));
  });

  it('is registered with its lines under the number that the 277CA tells', async () => {
    const [claim, ...others] = await claims();
    expect(others).toEqual([]);
    expect(claim).toMatchObject({ kind, submitterClaimId: claimId, totalCharge: charge, verdict: { accepted: true } });
    expect(claim!.lines).toHaveLength(2);
    expect(answer('277ca')).toContain(`~REF*1K*${claim!.verdict.accepted ? claim!.verdict.claimNumber : 'none'}~`);
  });

  it('is handed off as X12 that follows its guide and as lines that follow the schema', async () => {
    const root = installation.folder.handoff;
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(number));
    const read = (ending: string) => readFileSync(join(root, files.find((name) => name.endsWith(ending))!), 'utf8');
    const handed = setIn(read('.x12'));
    expect(findingsOf([guideId], handed)).toEqual([]);
    expect(handed.slice(1, -1)).toEqual(set.slice(1, -1));
    const lines = read('.ndjson').trimEnd().split('\n');
    for (const line of lines) expect(isLine(JSON.parse(line)), ajv.errorsText(isLine.errors)).toBe(true);
    const [claim] = await claims();
    const claimNumber = claim!.verdict.accepted && claim!.verdict.claimNumber;
    expect(lines.flatMap((line) => JSON.parse(line).claimNumber ?? [])).toEqual([claimNumber]);
    const manifest = JSON.parse(read('.json'));
    expect(isManifest(manifest), ajv.errorsText(isManifest.errors)).toBe(true);
    expect(manifest).toMatchObject({ claims: 1, lines: 2, totalCharge: Number(charge).toFixed(2) });
  });
});
