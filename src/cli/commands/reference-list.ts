import type { ReferenceKind } from '../../domain/reference.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { formatTable } from '../table.js';

const KINDS: readonly ReferenceKind[] = ['providers', 'members', 'services', 'authorizations'];

/** Lists each kind of reference file with its edition, loaded or not. */
export function listReferences(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const loaded = ledger.references();
    const facts = KINDS.map((kind) => {
      const { edition = 0, rows = 0, loadedAt = '', actor = '' } = loaded.find((one) => one.kind === kind) ?? {};
      return { kind, isLoaded: edition !== 0, edition, rows, loadedAt, actor };
    });
    if (context.json) {
      for (const fact of facts) context.fact(fact);
      return 0;
    }
    const cells = facts.map(({ kind, isLoaded, edition, rows, loadedAt, actor }) =>
      isLoaded
        ? [kind, String(edition), String(rows), localTime(loadedAt, configuration.payer.timeZone), actor]
        : [kind, '-', '-', 'never loaded', ''],
    );
    for (const line of formatTable(['KIND', 'EDITION', 'ROWS', 'LOADED', 'BY'], cells)) context.line(line);
    return 0;
  });
}
