import { type Delimiters, OUTBOUND_DELIMITERS } from '../x12/delimiters.js';
import { InterchangeWriter } from '../x12/writer.js';
import { type InstanceOptions, instanceOf } from './instance.js';
import type { InstanceSchemas } from './instance-values.js';
import type { GuideFile } from './types.js';

/**
 * A whole interchange with `sets` instances of the guide (default 1, seeds counting up), piece by piece: one piece is one
 * segment with its terminator, no line breaks. Test data: ISA15 is T, sender and receiver are invented.
 */
export function* exampleInterchange(
  guide: GuideFile,
  schemas: InstanceSchemas,
  options: InstanceOptions & { readonly sets?: number; readonly delimiters?: Delimiters },
): Generator<string> {
  const { sets = 1, seed = 0, delimiters = OUTBOUND_DELIMITERS } = options;
  const writer = new InterchangeWriter(
    {
      senderQualifier: 'ZZ',
      senderId: 'EXAMPLESENDER',
      receiverQualifier: 'ZZ',
      receiverId: 'EXAMPLEPAYER',
      date: '261102',
      time: '1430',
      controlNumber: 1,
      acknowledgmentRequested: false,
      usageIndicator: 'T',
    },
    delimiters,
  );
  yield writer.begin();
  yield writer.beginGroup({
    functionalIdentifier: guide.functionalGroup,
    applicationSender: 'EXAMPLESENDER',
    applicationReceiver: 'EXAMPLEPAYER',
    date: '20261102',
    time: '1430',
    controlNumber: 1,
    version: guide.guide,
  });
  for (let set = 0; set < sets; set++) {
    yield writer.beginSet(guide.transactionSet, { withReference: usesReference(guide) });
    for (const { id, elements } of instanceOf(guide, schemas, { ...options, seed: seed + set })) {
      yield writer.segment(id, ...elements);
    }
    yield writer.endSet();
  }
  yield writer.endGroup();
  yield writer.end();
}

/** False for a guide that does not use ST03 (the 835). */
function usesReference(guide: GuideFile): boolean {
  const header = guide.children[0];
  return header !== undefined && 'segment' in header && (header.elements[2]?.usage ?? 'N') !== 'N';
}
