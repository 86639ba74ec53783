import { verifyStore } from '../deliver/verify-store.js';
import { removeFile } from '../files/remove-file.js';
import { openCodeLists } from '../guides/code-list-folder.js';
import { defaultSchemasRoot, schemasDigest } from '../guides/load.js';
import { SchemaFiles } from '../guides/schema-files.js';
import type { DataFolder } from '../ingest/data-folder.js';
import { unownedOriginals } from '../ingest/unowned-originals.js';
import { checkOwnSchemas } from '../operations/check-schemas.js';
import { type Check, examineInstallation } from '../operations/doctor.js';
import { ownSchemasAt, problemLine } from '../operations/own-schemas.js';
import type { Ledger } from '../store/ledger.js';
import { systemClock } from '../support/clock.js';
import { isRunnerActive, readRunnerFacts } from './runner-lock.js';

/**
 * What `doctor` finds in one installation, whose gateway may be running. With `repair` missing folders and answers are
 * made again. Raises GatewayError `disk-full` and its like when a repair fails.
 */
export function checkInstallation(
  folder: DataFolder,
  ledger: Ledger,
  options: { readonly repair: boolean },
): Promise<Check[]> {
  return examineInstallation(
    {
      ledger,
      folders: folder.folders,
      partners: ledger.partners().map((partner) => folder.partner(partner.id)),
      schemasDigest: () => schemasDigest(new SchemaFiles(defaultSchemasRoot(), ownSchemasAt(folder))),
      ownSchemas: () => {
        const own = ownSchemasAt(folder);
        return own === undefined ? undefined : checkOwnSchemas(defaultSchemasRoot(), own).map(problemLine);
      },
      damagedCodeLists: () => openCodeLists(defaultSchemasRoot(), folder.codeLists).damaged(),
      async answers(repair) {
        const store = { ledger, downloads: folder.downloads, inside: (path: string) => folder.inside(path) };
        const differences = await verifyStore(store, { repair });
        return differences.map(({ kind, path, isRepaired }) => ({ problem: `${path} is ${kind}`, isRepaired }));
      },
      async unownedOriginals(repair) {
        const unowned = await unownedOriginals(folder, ledger, systemClock.now());
        if (repair) for (const { path } of unowned) await removeFile(path);
        return unowned.length;
      },
      async runner() {
        if (!isRunnerActive(folder.runnerLock)) return '';
        const facts = await readRunnerFacts(folder.runnerFacts);
        return facts === undefined
          ? 'another process'
          : `process ${facts.processId} on ${facts.host} since ${facts.startedAt}`;
      },
    },
    options,
  );
}
