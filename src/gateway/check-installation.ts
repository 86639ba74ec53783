import { verifyStore } from '../deliver/verify-store.js';
import { removeFile } from '../files/remove-file.js';
import { defaultSchemasRoot, loadSchemas } from '../guides/load.js';
import type { DataFolder } from '../ingest/data-folder.js';
import { unownedOriginals } from '../ingest/unowned-originals.js';
import { type Check, examineInstallation } from '../operations/doctor.js';
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
      schemasDigest: () => loadSchemas(defaultSchemasRoot()).digest,
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
