import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, UnitRefusal } from '../../src/findings/finding.js';
import { transactionHandlers } from '../../src/gateway/handlers.js';
import { type PassTwoParts, passTwo } from '../../src/gateway/passes/pass-two.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { DocumentStore } from '../../src/ingest/document-store.js';
import type { Ledger } from '../../src/store/ledger.js';
import type { SubmissionRow } from '../../src/store/rows.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import { fixturePartner, PAYER, SCHEMAS } from '../examination/examination-support.js';
import {
  ATTEMPT,
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

/** An examined file in a ledger: the sets of a golden case or of a text, refused as told, waiting for pass 2. */
export class Examined {
  readonly ledger: Ledger = newLedger();
  readonly folder = temporaryFolder();
  submission!: SubmissionRow;

  async of(
    slug: string,
    facts: {
      guideId: string;
      handler: string;
      refusals: readonly UnitRefusal[];
      findings?: readonly Finding[];
      /** Instead of the case's. */
      input?: string;
    },
  ): Promise<this> {
    const input = facts.input ?? caseInput(slug);
    mkdirSync(join(this.folder, 'spool'));
    mkdirSync(join(this.folder, 'originals'));
    writeFileSync(join(this.folder, ORIGINAL), input, 'latin1');
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

  apply(changes: Partial<PassTwoParts> = {}): Promise<void> {
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
        inside: (path) => join(this.folder, path),
        spool: join(this.folder, 'spool'),
        dataDirectory: this.folder,
        documents: new DocumentStore(new DataFolder(this.folder), { maximumBytes: 0, mediaTypes: [] }),
        ...changes,
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
