import { describe, expect, it } from 'vitest';
import type { ClaimVerdict } from '../../src/domain/claims/model.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { applied, arrival, change, LETTER, nextFile, serviceLine, submitted } from './life-material.js';
import {
  claim,
  daysLater,
  draft,
  examined,
  FOLDER_DATE,
  finding,
  group,
  NOW,
  newLedger,
  outcome,
  priorAuthorization,
  received,
  SEQUENCE,
  setRow,
  temporaryFolder,
} from './material.js';

const LATER = daysLater(2_600);
const BEFORE = daysLater(2_300);

/** Stands wherever a sender's own words or something of a person is kept. */
const CANARY = 'CANARY77';
const WRONG = { ...finding('element-too-long'), value: CANARY, businessUnit: { name: 'CLM01', value: CANARY } };

const hindrance = (ledger: Ledger, id = 1): string =>
  ledger.retentionCandidates('ledger', BEFORE, undefined, 100).rows.find((row) => row.id === id)!.hindrance || 'may go';

async function deliverAll(ledger: Ledger): Promise<void> {
  for (const { id } of ledger.answersInState('stored', 0, 100)) {
    await ledger.moveAnswer(id, 'written', NOW);
    await ledger.moveAnswer(id, 'delivered', NOW);
  }
}

/** Everything of a kind goes, whatever its files. */
async function sweep(ledger: Ledger, kind: Parameters<Ledger['beginRetention']>[0]): Promise<number> {
  const round = await ledger.beginRetention(kind, BEFORE, 'gateway', LATER);
  const { removals } = await ledger.markForRemoval(round, undefined, 100, LATER);
  for (const { id } of kind === 'ledger' ? removals : []) {
    let after: Parameters<Ledger['removeContent']>[1];
    do after = await ledger.removeContent(id, after, LATER);
    while (after !== undefined);
  }
  await ledger.confirmRemovals(round.id, removals);
  await ledger.endRetention(round.id, { heldBack: {}, failed: 0 }, LATER);
  return removals.length;
}

const withoutFiles = async (ledger: Ledger): Promise<void> => {
  for (const kind of ['downloads', 'outbox', 'originals', 'documents'] as const) await sweep(ledger, kind);
};

function rowsWithCanary(path: string): string[] {
  const database = openDatabase(path, { readonly: true });
  const tables = database.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  const found = tables.flatMap((table) => {
    const rows = database.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all();
    const texts = rows.map((row) =>
      Object.values(row)
        .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
        .join('|'),
    );
    return texts.some((text) => text.includes(CANARY)) ? [table as string] : [];
  });
  database.close();
  return found.sort();
}

/** A file of a refused set and two claims, one of them refused. */
async function claimFile(ledger: Ledger): Promise<void> {
  const { id } = await examined(ledger, {
    sets: [
      setRow({ units: 2 }),
      setRow({
        index: 1,
        status: 'R',
        findings: [WRONG],
        findingsTotal: 1,
        acknowledgment: { text: `AK2*837*0002~IK4*1*1*7*${CANARY}~IK5*R~`, segments: 3 },
      }),
    ],
    outcome: outcome({ findings: [WRONG], groups: [group({ findings: [WRONG] })] }),
  });
  const refused: ClaimVerdict = {
    accepted: false,
    category: 'A7',
    status: '21',
    entity: '',
    reason: 'x',
    message: CANARY,
  };
  const remarks = [{ reason: 'odd', message: CANARY }];
  const authorizationUses = [{ authorizationNumber: 'P7', authorizationLine: 1, line: 1, units: '2' }];
  await ledger.applyBatch({
    set: ledger.pendingSets(id, 1)[0]!,
    sequence: SEQUENCE,
    now: NOW,
    folderDate: FOLDER_DATE,
    firstUnit: 0,
    isLast: true,
    build: () => ({
      results: [refused, { accepted: true, claimNumber: 'C1', remarks, authorizationUses } as const].map(
        (verdict, unit) => ({
          kind: 'claim',
          unit,
          claim: claim({ submitterClaimId: CANARY, memberId: CANARY, payerClaimControlNumber: CANARY }),
          verdict,
        }),
      ),
      answers: [draft({ type: 'report', content: Buffer.from(CANARY) })],
    }),
  });
  await ledger.completeApplication(id, NOW);
  await deliverAll(ledger);
}

/** A request with everything a request has, decided; its letter is made. */
async function requestFile(ledger: Ledger): Promise<void> {
  const whole = priorAuthorization();
  const request = {
    ...whole.request,
    submitterTransactionId: CANARY,
    member: { ...whole.request.member, memberId: CANARY },
    traces: [{ number: CANARY, originator: CANARY, originatorDivision: '' }],
    clinicalRationale: CANARY,
  };
  const lines = [serviceLine({ message: CANARY })];
  const entry = { controlNumber: 'CN1', externalReference: CANARY, description: CANARY, state: 'received' } as never;
  await submitted(ledger, [{ ...whole, request, lines, attachments: [entry] }], { letters: [LETTER] });
  const documents = [arrival({ reference: CANARY })];
  await ledger.changePriorAuthorization(
    change('1000000001', { with: { documents }, to: () => ({ status: 'adjudicated', decidedAt: NOW }) }),
  );
  const [letter] = ledger.letters({}, 0, 1).rows;
  const content = Buffer.from(CANARY);
  await ledger.storeLetter(letter!.id, { answers: [draft({ type: 'notice', content })] }, NOW, FOLDER_DATE);
  await deliverAll(ledger);
}

describe('the content of a file of claims', () => {
  it('goes from every row that holds it, and codes, numbers and counts stay', async () => {
    const path = `${temporaryFolder()}/ledger.db`;
    const ledger = newLedger(path);
    await claimFile(ledger);
    expect(rowsWithCanary(path)).toEqual(['answer', 'claim', 'functional_group', 'interchange', 'transaction_set']);
    expect(hindrance(ledger)).toBe('handoff-open');
    const [handoff] = ledger.handoffs({}, 0, 1).rows;
    await ledger.handoffWritten(handoff!.id, NOW);
    expect(hindrance(ledger)).toBe('handoff-open');
    await ledger.confirmHandoff(handoff!.id, 'ann', NOW);
    expect(hindrance(ledger)).toBe('file-kept');
    await withoutFiles(ledger);
    expect(await sweep(ledger, 'ledger')).toBe(1);
    expect(rowsWithCanary(path)).toEqual([]);
    expect(ledger.check()).toEqual([]);
    expect(ledger.findings(1, 9).map((row) => row.finding.code)).toEqual(Array(3).fill('element-too-long'));
    const [first, second] = ledger.claims({ submissionId: 1 }, 0, 9).rows;
    expect(first).toMatchObject({
      contentRemovedAt: LATER,
      totalCharge: '100.50',
      verdict: { reason: 'x', status: '21' },
    });
    expect(second!.verdict).toMatchObject({ claimNumber: 'C1', remarks: [{ reason: 'odd' }] });
    expect(ledger.claims({ memberId: CANARY }, 0, 9).rows).toEqual([]);
    expect(ledger.handoff('H1000000001')).toMatchObject({ state: 'confirmed' });
    expect(ledger.trace('C1').map(({ what }) => what)).toContain('content removed under retention');
    expect([...ledger.namedFiles('spool')]).toEqual([]);
    await expect(ledger.repeatHandoff(handoff!.id, 'ann', LATER)).rejects.toMatchObject({ code: 'original-removed' });
    await expect(ledger.redeliverAnswers([1], 'ann', LATER)).rejects.toMatchObject({ code: 'content-removed' });
    const database = openDatabase(path, { readonly: true });
    expect(database.prepare('SELECT authorization_number, units FROM claim_authorization').all()).toEqual([
      { authorization_number: 'P7', units: '2' },
    ]);
    database.close();
  });
});

describe('the content of a file of requests', () => {
  it('goes from request, letter, document and names; numbers, lines and history stay', async () => {
    const path = `${temporaryFolder()}/ledger.db`;
    const ledger = newLedger(path);
    await requestFile(ledger);
    const held = rowsWithCanary(path);
    expect(held).toEqual(expect.arrayContaining(['answer', 'document', 'letter', 'prior_authorization_name']));
    const { history } = ledger.priorAuthorization('1000000001')!;
    await withoutFiles(ledger);
    expect(await sweep(ledger, 'ledger')).toBe(1);
    expect(rowsWithCanary(path)).toEqual([]);
    expect(ledger.check()).toEqual([]);
    const after = ledger.priorAuthorization('1000000001')!;
    expect(after.history).toEqual(history);
    expect(after.row).toMatchObject({ contentRemovedAt: LATER, decidedAt: NOW, lines: [{ procedureCode: '97110' }] });
    expect(ledger.trace(CANARY)).toEqual([]);
    await expect(ledger.changePriorAuthorization(change('1000000001'))).rejects.toMatchObject({
      code: 'content-removed',
    });
  });

  it('stays while a later file’s change of it, or the days it authorizes, reach into the period', async () => {
    const ledger = newLedger();
    await requestFile(ledger);
    await withoutFiles(ledger);
    expect(hindrance(ledger)).toBe('may go');
    const row = ledger.priorAuthorization('1000000001')!.row;
    const { submissionId: _submission, partnerId: _partner, ...whole } = row;
    const expiresOn = daysLater(2_400).slice(0, 10);
    const update = { ...whole, version: whole.version + 1, expiresOn };
    await applied(ledger, [
      { kind: 'prior-authorization', unit: 0, isNew: false, history: [], priorAuthorization: update },
    ]);
    await deliverAll(ledger);
    await withoutFiles(ledger);
    expect([hindrance(ledger, 1), hindrance(ledger, 2)]).toEqual(Array(2).fill('prior-authorization-open'));
  });
});

it('files that are not at their end, or set aside without a decision, keep their content', async () => {
  const ledger = newLedger();
  await nextFile(ledger);
  const { id } = await received(ledger);
  await ledger.quarantine(id, 'died', [], NOW, FOLDER_DATE);
  expect([hindrance(ledger, 1), hindrance(ledger, 2)]).toEqual(['not-finished', 'in-quarantine']);
});
