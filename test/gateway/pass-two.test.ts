import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding, UnitRefusal } from '../../src/findings/finding.js';
import { transactionHandlers } from '../../src/gateway/handlers.js';
import { passTwo } from '../../src/gateway/pass-two.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { DocumentStore } from '../../src/ingest/document-store.js';
import type { Ledger } from '../../src/store/ledger.js';
import type { SubmissionRow } from '../../src/store/rows.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import { fixturePartner, PAYER, SCHEMAS } from '../examination/examination-support.js';
import {
  ATTEMPT,
  claim,
  FOLDER_DATE,
  group,
  header,
  NOW,
  newLedger,
  outcome,
  receipt,
  setRow,
  temporaryFolder,
  verdict,
} from '../store/material.js';
import { caseInput } from './installation.js';

const ORIGINAL = 'originals/received';

/** An examined file in a ledger: the sets of a golden case, refused as told, waiting for pass 2. */
class Examined {
  readonly ledger: Ledger = newLedger();
  readonly #folder = temporaryFolder();
  submission!: SubmissionRow;

  async of(
    slug: string,
    facts: { guideId: string; handler: string; refusals: readonly UnitRefusal[]; findings?: readonly Finding[] },
  ): Promise<this> {
    const input = caseInput(slug);
    mkdirSync(join(this.#folder, 'originals'));
    writeFileSync(join(this.#folder, ORIGINAL), input, 'latin1');
    const { providers, allowances: _allowances, ...partner } = fixturePartner();
    await this.ledger.putPartner({ ...partner, npis: providers[0]!.npis }, 'test', NOW);
    const { id } = await this.ledger.recordReceipt(receipt({ partnerId: partner.id, originalPath: ORIGINAL }));
    await this.ledger.beginAttempt(id, ATTEMPT);
    const { guideId, handler, refusals, findings = [] } = facts;
    const sets = [...input.matchAll(/ST\*.*?~SE\*[^~]*~/gs)].map((match, index) => {
      const range = { byteStart: match.index, byteEnd: match.index + match[0].length };
      const told = index === 0 ? { refusals, findings, findingsTotal: findings.length } : {};
      return setRow({ index, controlNumber: `000${index + 1}`, guideId, units: 3, ...range, ...told });
    });
    await this.ledger.putSets(id, 1, sets);
    const judged = outcome({
      header: header({ usage: 'T', delimiters: OUTBOUND_DELIMITERS }),
      groups: [group({ handler })],
    });
    await this.ledger.commitVerdict(verdict(id, { outcome: judged }));
    const end = { submissionId: id, attempt: 1, disposition: 'accepted', findings: [], answers: [] } as const;
    this.submission = await this.ledger.completeExamination({ ...end, now: NOW, folderDate: FOLDER_DATE });
    return this;
  }

  apply(): Promise<void> {
    const handlers = transactionHandlers(SCHEMAS, 'neutral');
    return passTwo(
      {
        ledger: this.ledger,
        guide: (guideId) => compiledGuide(SCHEMAS, guideId),
        handlers: new Map(handlers.map((handler) => [handler.name, handler])),
        catalogue: SCHEMAS.findings,
        payer: PAYER,
        clock: { now: () => new Date(NOW) },
        observe: () => undefined,
        inside: (path) => join(this.#folder, path),
        spool: join(this.#folder, 'spool'),
        dataDirectory: this.#folder,
        documents: new DocumentStore(new DataFolder(this.#folder), { maximumBytes: 0, mediaTypes: [] }),
      },
      this.submission,
    );
  }

  /** The answers of one type that pass 2 made, as text. */
  answers(type: string): string[] {
    return this.ledger
      .answersOf(this.submission.id)
      .filter((answer) => answer.type === type)
      .map((answer) => Buffer.from(this.ledger.answerBytes(answer.id)!).toString('utf8'));
  }
}

describe('applying an accepted set with refused units', () => {
  it('refuses the claim in the claim report, in the words of its finding, and registers the others', async () => {
    const byteOffset = caseInput('837p-three-claims').indexOf('CLM*PRC-C-9002');
    const finding = SCHEMAS.findings.make('element-too-long', {
      place: { byteOffset, byteLength: 20, segmentPosition: 30, segmentId: 'CLM', loopPath: '2300', element: 2 },
      parameters: { element: 'CLM02', name: 'Total charge', length: 12, minimum: 1, maximum: 10 },
      carrier: 'application',
    });
    const examined = await new Examined().of('837p-three-claims', {
      guideId: '005010X222A1-837P',
      handler: '837',
      refusals: [{ code: 'element-too-long', from: 1, to: 2 }],
      findings: [finding],
    });
    await examined.apply();
    const { ledger, submission } = examined;
    expect(ledger.refusedUnits(submission.id)).toBe(1);
    const claims = ledger.claims({ submissionId: submission.id }, 0, 10).rows;
    expect(claims.map(({ verdict: { accepted } }) => accepted)).toEqual([true, false, true]);
    expect(claims[2]!.verdict).toEqual({ accepted: true, claimNumber: 'C9000000002' });
    const [report] = examined.answers('claims');
    expect(report).toContain('PRC-C-9002');
    expect(report).toMatch(/250\.5 {2}REJECTED A7:178\n {8}CLM02 \(Total charge\) has 12 characters/);
    expect(report).toContain('Accepted: 2 claims, total charge 175.00\nRejected: 1 claim, total charge 250.50\n');
    expect(ledger.submission({ id: submission.id })).toMatchObject({ state: 'applied', disposition: 'accepted' });
    expect(ledger.reconcile().filter(({ kind }) => kind.includes('set'))).toEqual([]);
  });

  it('refuses the patient event with an AAA, and the set beside it is answered for itself', async () => {
    const examined = await new Examined().of('278-clean', {
      guideId: '005010X217-278-request',
      handler: '278',
      refusals: [{ code: 'element-too-long', from: 0, to: 1 }],
    });
    await examined.apply();
    const [first, second] = examined.answers('278');
    expect(first).toContain('AAA*N**33*C~');
    expect(first).toMatch(/MSG\*[A-Z ]+/);
    expect(first).not.toContain('{');
    expect(second).not.toContain(/MSG\*[^~]*/.exec(first!)![0]);
  });

  it('takes up after its cursor with the same units refused', async () => {
    const facts = {
      guideId: '005010X222A1-837P',
      handler: '837',
      refusals: [{ code: 'element-too-long', from: 2, to: 3 }],
    };
    const examined = await new Examined().of('837p-three-claims', facts);
    // An earlier process applied the first claim, with its first number, and died.
    const [set] = examined.ledger.pendingSets(examined.submission.id, 1);
    await examined.ledger.applyBatch({
      set: set!,
      sequence: { ourId: PAYER.id, partnerId: set!.partnerId },
      now: NOW,
      folderDate: FOLDER_DATE,
      firstUnit: 0,
      isLast: false,
      build: (transaction) => {
        const claimNumber = `C900000000${transaction.nextNumber('claim', 'test')}`;
        return {
          results: [
            { kind: 'claim', unit: 0, claim: claim({ environment: 'test' }), verdict: { accepted: true, claimNumber } },
          ],
          answers: [],
        };
      },
    });
    await examined.apply();
    const claims = examined.ledger.claims({ submissionId: examined.submission.id }, 0, 10).rows;
    expect(claims.map(({ verdict: { accepted } }) => accepted)).toEqual([true, true, false]);
  });
});
