import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '../../src/store/ledger.js';
import {
  ATTEMPT,
  claim,
  completed,
  FOLDER_DATE,
  group,
  header,
  NOW,
  outcome,
  receipt,
  SEQUENCE,
  setRow,
  verdict,
} from '../store/material.js';
import { PROFESSIONAL, professionalSet, ReceivedSet } from './claim-sets.js';

/**
 * Takes in a file of two claims and applies it; the second claim is refused unless told otherwise. `root`: the data
 * directory. Gives the path of the kept file below it.
 */
export async function applyClaims(
  ledger: Ledger,
  root: string,
  change: { readonly usage?: 'P' | 'T'; readonly accepted?: readonly boolean[] } = {},
): Promise<string> {
  const { usage = 'P', accepted = [true, false] } = change;
  const { file, handoff, claims } = new ReceivedSet(professionalSet([[{ own: 2, patients: [] }]]), () => true);
  const originalPath = `originals/${ledger.submissions({}, 0, 100).rows.length}`;
  writeFileSync(join(root, originalPath), file);
  const { id } = await ledger.recordReceipt(receipt({ originalPath }));
  await ledger.beginAttempt(id, ATTEMPT);
  const { byteStart, byteEnd } = handoff;
  await ledger.putSets(id, 1, [setRow({ guideId: PROFESSIONAL, byteStart, byteEnd, controlNumber: '0042', units: 2 })]);
  const judged = outcome({
    sha256: String(id).repeat(64).slice(0, 64),
    header: header({ usage, controlNumber: String(id).padStart(9, '0') }),
    groups: [group({ version: '005010X222A1' })],
  });
  await ledger.commitVerdict(verdict(id, { outcome: judged }));
  await completed(ledger, id);
  const [set] = ledger.pendingSets(id, 1);
  const environment = usage === 'P' ? 'production' : 'test';
  await ledger.applyBatch({
    set: set!,
    sequence: SEQUENCE,
    now: NOW,
    folderDate: FOLDER_DATE,
    firstUnit: 0,
    isLast: true,
    build: (transaction) => ({
      results: claims.map(({ unit, verdict: _verdict, submitterClaimId, totalCharge, ...places }) => ({
        kind: 'claim',
        unit,
        claim: claim({
          environment,
          submitterClaimId,
          totalCharge,
          byteStart: places.byteStart,
          byteEnd: places.byteEnd,
        }),
        verdict: accepted[unit]!
          ? {
              accepted: true,
              claimNumber: `C${usage === 'P' ? 1 : 9}${String(transaction.nextNumber('claim', environment)).padStart(9, '0')}`,
            }
          : { accepted: false, category: 'A7', status: '21', entity: '', reason: 'test' },
      })),
      answers: [],
    }),
  });
  await ledger.completeApplication(id, NOW);
  return originalPath;
}
