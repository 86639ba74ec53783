import type { HandoffRow } from '../store/handoff-values.js';

/** Where handed-off claims came from, as header line and manifest say it; counts are 1-based, as people and reports count. */
export function submissionFacts(handoff: HandoffRow): object {
  return {
    handoff: handoff.number,
    environment: handoff.environment,
    submission: handoff.submissionNumber,
    partner: handoff.partnerId,
    receivedAt: handoff.receivedAt,
    originalSha256: handoff.originalSha256,
    guide: handoff.guideId,
    interchange: {
      index: handoff.interchange + 1,
      controlNumber: handoff.interchangeControlNumber,
      senderQualifier: handoff.senderQualifier,
      senderId: handoff.senderId,
      receiverQualifier: handoff.receiverQualifier,
      receiverId: handoff.receiverId,
    },
    group: {
      index: handoff.group + 1,
      controlNumber: handoff.groupControlNumber,
      applicationSender: handoff.applicationSender,
      applicationReceiver: handoff.applicationReceiver,
      version: handoff.groupVersion,
    },
    set: { index: handoff.set + 1, controlNumber: handoff.setControlNumber },
  };
}

/** Bytes of a manifest: the same whenever it is written again. `schemas/handoff-manifest.schema.json`. */
export function manifestOf(handoff: HandoffRow): Uint8Array {
  const { claims, lines, totalCharge, files } = handoff;
  const facts = { version: 1, ...submissionFacts(handoff), claims, lines, totalCharge, files };
  return Buffer.from(`${JSON.stringify(facts, undefined, 2)}\n`, 'utf8');
}

/** `S00000012-1-1-1`: submission, interchange, group, set. The files of a hand-off differ in the extension alone. */
export function handoffBaseName({ submissionNumber, interchange, group, set }: HandoffRow): string {
  return `${submissionNumber}-${interchange + 1}-${group + 1}-${set + 1}`;
}
