import type { UnitResult } from '../../domain/application.js';
import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import type { Unit } from '../../validate/unit-tree.js';
import { matchDocument } from '../document-match.js';
import { documentReport, documentSentence, type ReportedAttachment } from '../document-report.js';
import type { SetContext, TransactionHandler } from '../handler.js';
import type { PriorAuthorizationOverlay } from '../prior-authorization-tables.js';
import { headOfSet } from '../report-head.js';
import { reviewSettings } from '../review-settings.js';
import { takeDocuments } from '../take-documents.js';
import { binaryRanges, readAttachment } from './attachment.js';

/** Attachments in one commit, each with documents that are on disk already; the report speaks of one commit's. */
const BATCH_SIZE = 200;

/**
 * Additional information for a services review (275, 005010X211): every attachment (LX) goes by itself to the PA that it
 * was asked or announced for, and a report to the submitter says what became of each: received, not matched, refused.
 */
export function documentHandler(overlay: PriorAuthorizationOverlay): TransactionHandler {
  return {
    name: '275',
    guideIds: ['005010X211-275'],
    batchSize: BATCH_SIZE,
    binaryOf: binaryRanges,
    apply(units, context, transaction) {
      const changed = new Map<string, PriorAuthorization>();
      const facts = {
        at: context.now,
        actor: context.profile.id,
        channel: '275' as const,
        settings: reviewSettings(overlay.review, context.payer.timeZone),
      };
      const applied = units.map((unit) => {
        const refusals = context.refusalsOf(unit);
        if (refusals.length > 0) {
          const codes = [...new Set(refusals.map(({ code }) => code))].join(' ');
          return refused(
            unit,
            codes,
            refusals.map(({ message, mend }) => `${message} ${mend}`),
          );
        }
        const stored = binaryRanges(unit).flatMap(({ byteStart }) => context.documentAt(byteStart) ?? []);
        if (stored.length === 0) return refused(unit, 'no-document', [documentSentence('no-document')]);
        const { controlNumber, numbers, memberId } = readAttachment(unit);
        const query = {
          environment: context.environment,
          controlNumbers: controlNumber === '' ? [] : [controlNumber],
          numbers: [controlNumber, ...numbers].filter((number) => number !== ''),
          memberId,
        };
        const match = matchDocument(query, context.profile, transaction, changed);
        const bundle = { stored, reference: controlNumber, reportType: overlay.attachments.defaultReportType };
        const { documents, change } = takeDocuments(bundle, match, facts, transaction);
        const result: UnitResult =
          change === undefined
            ? { kind: 'refused', unit: unit.index, reason: documents[0]?.reason ?? 'no-document', documents }
            : {
                kind: 'prior-authorization',
                unit: unit.index,
                priorAuthorization: change.priorAuthorization,
                isNew: false,
                history: change.history,
                letters: change.letters,
                documents,
              };
        if (change !== undefined) changed.set(change.priorAuthorization.trackingNumber, change.priorAuthorization);
        return { result, reported: { number: unit.index + 1, documents, refusals: [] } };
      });
      const report = reportOf(
        applied.map(({ reported }) => reported),
        context,
      );
      return { results: applied.map(({ result }) => result), answers: applied.length === 0 ? [] : [report] };
    },
  };
}

interface AppliedAttachment {
  readonly result: UnitResult;
  readonly reported: ReportedAttachment;
}

function refused(unit: Unit, reason: string, refusals: readonly string[]): AppliedAttachment {
  return {
    result: { kind: 'refused', unit: unit.index, reason },
    reported: { number: unit.index + 1, documents: [], refusals },
  };
}

function reportOf(attachments: readonly ReportedAttachment[], context: SetContext) {
  const text = documentReport(headOfSet(context), attachments);
  return {
    type: 'report' as const,
    extension: 'txt' as const,
    location: context.profile.location,
    usage: context.usage,
    interchange: context.interchange,
    controlNumber: 0,
    content: Buffer.from(text, 'utf8'),
  };
}
