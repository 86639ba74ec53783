import { acceptOutbox, OUTBOX_TROUBLES, outboxState } from '../deliver/outbox-folder.js';
import { verifyStore } from '../deliver/verify-store.js';
import { diskError } from '../files/disk-error.js';
import { removeFile } from '../files/remove-file.js';
import { openCodeLists } from '../guides/code-list-folder.js';
import { defaultSchemasRoot, schemasDigest } from '../guides/load.js';
import { SchemaFiles } from '../guides/schema-files.js';
import { oldClaims } from '../ingest/claimed-arrivals.js';
import type { DataFolder } from '../ingest/data-folder.js';
import { unownedOriginals } from '../ingest/unowned-originals.js';
import { verifyAudit } from '../operations/audit/audit-verify.js';
import { type Check, examineInstallation } from '../operations/doctor.js';
import { checkDocuments } from '../operations/document-check.js';
import { referencesLeft } from '../operations/reference/references-left.js';
import { checkOwnSchemas } from '../operations/schemas/check-schemas.js';
import { ownSchemasAt, problemLine } from '../operations/schemas/own-schemas.js';
import { checkLetterTemplates } from '../report/letters/check-templates.js';
import type { Ledger } from '../store/ledger.js';
import { systemClock } from '../support/clock.js';
import { GatewayError } from '../support/errors.js';
import { localMinute } from '../support/wall-clock.js';
import { isRunnerActive, readRunnerFacts } from './runner-lock.js';

/** What can be wrong with the outbox of one partner alone. */
const OF_ONE_OUTBOX = new Set(['disk-denied', 'disk-failed']);
const NO_FOLDER =
  'Mount what its path leads to, or take away what stands in its place, such as a file or a link that leads nowhere; then run this again.';

const STORE_PROBLEMS = {
  missing: 'is missing',
  different: 'is different',
  unknown: 'is unknown',
  removed: 'was removed under retention and is there',
} as const;

/**
 * What `doctor` finds in one installation, whose gateway may be running. With `repair` missing folders and answers are
 * made again. `auditKey`: that of the audit trail's seals; `actor`: who repairs; `timeZone`: in which people read times.
 * Raises GatewayError `disk-full` and its like when a repair fails.
 */
export function checkInstallation(
  folder: DataFolder,
  ledger: Ledger,
  options: {
    readonly repair: boolean;
    readonly auditKey?: string;
    readonly actor?: string;
    readonly timeZone: string;
  },
): Promise<Check[]> {
  return examineInstallation(
    {
      ledger,
      async auditTrail() {
        const verdict = await verifyAudit({ ledger, file: folder.auditSeals, key: options.auditKey ?? '' });
        return verdict.problems.map(({ problem }) => problem);
      },
      folders: folder.folders,
      partners: ledger.partners().map((partner) => folder.partner(partner.id)),
      publish: { inbox: folder.publish, claimed: folder.claimedPublish },
      schemasDigest: () => schemasDigest(new SchemaFiles(defaultSchemasRoot(), ownSchemasAt(folder))),
      ownSchemas: () => {
        const own = ownSchemasAt(folder);
        if (own === undefined) return undefined;
        const root = defaultSchemasRoot();
        const form = checkOwnSchemas(root, own);
        const problems = form.length > 0 ? form : checkLetterTemplates(new SchemaFiles(root, own));
        return problems.map(problemLine);
      },
      damagedCodeLists: () => openCodeLists(defaultSchemasRoot(), folder.codeLists).damaged(),
      async answers(repair) {
        const { downloads, letters, publishReports } = folder;
        const store = { ledger, downloads, letters, publishReports, inside: (path: string) => folder.inside(path) };
        const differences = await verifyStore(store, { repair });
        return differences.map(({ place, kind, path, isRepaired }) => ({
          problem: `${place === 'letters' ? 'letter ' : ''}${path} ${STORE_PROBLEMS[kind]}`,
          isRepaired,
        }));
      },
      async unownedOriginals(repair) {
        const unowned = await unownedOriginals(folder, ledger, systemClock.now());
        if (repair) for (const { path } of unowned) await removeFile(path);
        return unowned.length;
      },
      documents: (repair) => checkDocuments({ ledger, folder: folder.documents, now: systemClock.now() }, { repair }),
      outboxes: (repair) => checkOutboxes(folder, ledger, repair ? (options.actor ?? 'doctor') : undefined),
      oldClaims: () => oldClaims(folder, systemClock.now()),
      referencesLeft: (repair) => referencesLeft(ledger, folder.referenceLock, { repair }),
      async runner() {
        if (!isRunnerActive(folder.runnerLock)) return '';
        const facts = await readRunnerFacts(folder.runnerFacts);
        return facts === undefined
          ? 'another process'
          : `process ${facts.processId} on ${facts.host} since ${localMinute(new Date(facts.startedAt), options.timeZone)}`;
      },
    },
    options,
  );
}

/** Outboxes with trouble, a line each. `actor`: takes the folders that are there now for them; undefined: nothing changes. */
async function checkOutboxes(folder: DataFolder, ledger: Ledger, actor: string | undefined): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { id } of ledger.partners()) {
    const { outbox } = folder.partner(id);
    const { state } = await outboxState(outbox, ledger.outboxFolder(id));
    if (state === 'sound' || state === 'new') continue;
    const check = `outbox of ${id}`;
    if (state !== 'unreadable' && actor !== undefined) {
      const now = systemClock.now().toISOString();
      try {
        const lost = await acceptOutbox({ ledger, outbox, actor, now }, id);
        checks.push({
          check: `${check}, another folder taken, ${lost} answers delivered again`,
          problem: '',
          hint: '',
        });
      } catch (error) {
        // A link that leads nowhere, a file in its place, no right to it: that partner's alone.
        const trouble = diskError(error, 'take the outbox');
        if (!(trouble instanceof GatewayError) || !OF_ONE_OUTBOX.has(trouble.code)) throw error;
        const problem = `there is no folder that can be taken for it: ${trouble.message}`;
        checks.push({ check, problem, hint: NO_FOLDER });
      }
    } else {
      const [problem, hint] = OUTBOX_TROUBLES[state];
      checks.push({ check, problem, hint });
    }
  }
  return checks;
}
