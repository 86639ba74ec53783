import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { transactionHandlers } from '../../src/gateway/handlers.js';
import { unitRefusals } from '../../src/gateway/passes/unit-refusals.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { is999Due } from '../../src/respond/acknowledgment-999.js';
import { isTa1Due } from '../../src/respond/ta1.js';
import { UnitReader } from '../../src/validate/unit-reader.js';
import type { Unit } from '../../src/validate/unit-tree.js';
import { contextFor, examineAll, fixturePartner, PAYER, SCHEMAS } from '../examination/examination-support.js';
import { applySet, MemoryTransaction } from '../support/applying.js';

const CASES = fileURLToPath(new URL('../../fixtures/cases', import.meta.url));
const ANSWERS: Readonly<Record<string, string>> = {
  'expected.277ca.x12': '277ca',
  'expected.claims.txt': 'claims',
  'expected.278.x12': '278',
};

const answered = readdirSync(CASES).flatMap((slug) =>
  Object.entries(ANSWERS)
    .filter(([name]) => existsSync(`${CASES}/${slug}/${name}`))
    .map(([name, type]): [string, string, string] => [slug, name, type]),
);

/** The answers of one type that pass 2 makes of a case, one after another. */
async function answersOf(slug: string, type: string): Promise<string> {
  const read = (name: string) => JSON.parse(readFileSync(`${CASES}/${slug}/${name}`, 'utf8'));
  const { received, answered: now, firstControlNumber } = read('case.json');
  const profile = fixturePartner(existsSync(`${CASES}/${slug}/options.json`) ? read('options.json') : {});
  const input = readFileSync(`${CASES}/${slug}/input.x12`);
  const { interchanges, sets } = await examineAll([input], contextFor(profile));
  const handlers = transactionHandlers(SCHEMAS, 'neutral');
  const transaction = new MemoryTransaction();
  transaction.numbers.set('control ', firstControlNumber - 1);
  for (const outcome of interchanges) {
    if (isTa1Due(outcome, profile.options)) transaction.nextControlNumber();
    if (is999Due(outcome)) transaction.nextControlNumber();
  }
  let text = '';
  for (const set of sets.filter(({ status }) => status !== 'R')) {
    const { header, groups } = interchanges[set.interchange]!;
    const { applicationSender, applicationReceiver } = groups[set.group]!;
    const units: Unit[] = [];
    const guide = compiledGuide(SCHEMAS, set.guideId);
    const reader = new UnitReader(guide, header.delimiters, set.byteStart, (unit) => units.push(unit));
    reader.push(input.subarray(set.byteStart, set.byteEnd));
    reader.end();
    const handler = handlers.find(({ guideIds }) => guideIds.includes(set.guideId))!;
    const context = {
      ...set,
      ...header,
      submissionNumber: 'S00000001',
      usage: 'T',
      environment: 'test',
      applicationSender,
      applicationReceiver,
      profile,
      payer: PAYER,
      receivedAt: new Date(received),
      now: new Date(now),
      documentAt: () => undefined,
      refusalsOf: unitRefusals(set, () => ({ findings: set.findings, total: set.findingsTotal }), SCHEMAS.findings),
    } as const;
    const { answers } = applySet(handler, units, { ...context, controlNumber: set.controlNumber }, transaction);
    for (const answer of answers) {
      if (answer.type === type && answer.content instanceof Uint8Array) text += Buffer.from(answer.content).toString();
    }
  }
  return text;
}

describe('what pass 2 answers', () => {
  it.each(answered)('%s: %s, byte for byte', async (slug, name, type) => {
    expect(await answersOf(slug, type)).toBe(
      readFileSync(`${CASES}/${slug}/${name}`, 'utf8').trimEnd() + (type === 'claims' ? '\n' : ''),
    );
  });
});
