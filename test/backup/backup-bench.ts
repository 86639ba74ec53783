import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BackupParts, type MadeBackup, makeBackup } from '../../src/backup/make-backup.js';
import { type RestoreParts, restoreSet } from '../../src/backup/restore-set.js';
import { paNumberSkip } from '../../src/domain/numbers.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { Installation } from '../gateway/installation.js';

/** An installation with a target for its backups, both in its temporary folder. */
export class BackupBench extends Installation {
  readonly target = join(this.root, 'target');

  override async prepare(): Promise<this> {
    await super.prepare();
    mkdirSync(this.target);
    writeFileSync(this.configuration.file, 'dataDirectory: data\n');
    return this;
  }

  /** Takes in a file without looking at it: its copy and its receipt. */
  async receive(): Promise<void> {
    const originalPath = 'originals/2026-11-02/20261102T143000000-0123456789ab.received';
    const content = 'ISA*and so on';
    mkdirSync(join(this.folder.originals, '2026-11-02'));
    writeFileSync(join(this.folder.root, originalPath), content, { mode: 0o440 });
    await this.withLedger((ledger) =>
      ledger.recordReceipt({
        arrivalId: '20261102T143000000-0123456789ab',
        channel: 'inbox',
        partnerId: this.partner,
        sha256: createHash('sha256').update(content).digest('hex'),
        bytes: content.length,
        originalPath,
        senderFileName: 'invented.x12',
        receivedAt: '2026-11-02T14:30:00.000Z',
        actor: '',
      }),
    );
  }

  /** Makes a backup with a ledger of its own open, as the command does. */
  async backup(changes: Partial<BackupParts> = {}): Promise<MadeBackup> {
    return this.withLedger((ledger) => makeBackup({ ...this.parts(), ledger, ...changes }));
  }

  parts(): Omit<BackupParts, 'ledger'> {
    return {
      folder: this.folder,
      configurationFile: this.configuration.file,
      ledgerKey: {},
      target: this.target,
      recipients: [],
      verify: true,
      clock: { now: () => new Date() },
      onStep: () => undefined,
      onFile: () => undefined,
    };
  }

  /** Restores a set into a folder beside the installation. */
  restore(set: string, name = 'restored', changes: Partial<RestoreParts> = {}) {
    return restoreSet({
      set,
      directory: join(this.root, name),
      opener: undefined,
      ledgerKey: () => ({}),
      force: false,
      skip: { numbers: 1_000, paNumbers: paNumberSkip(1_000), actor: 'tester' },
      clock: { now: () => new Date() },
      onFile: () => undefined,
      ...changes,
    });
  }

  /** Names of the sets in the target, whole or not, sorted. */
  sets(): string[] {
    return readdirSync(this.target).sort();
  }
}

/** All files below a folder with their content, by path. */
export function contentOf(root: string): Map<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(root.length + 1), readFileSync(path, 'latin1')]));
}

/** What an installation has told its partners: every answer's name, digest and bytes, every PA by its number. */
export function toldBy(ledgerFile: string) {
  const ledger = openLedger(ledgerFile);
  try {
    const submissions = ledger.submissions({}, 0, 1_000).rows;
    const answers = submissions.flatMap(({ id }) =>
      ledger.answersOf(id).map((answer) => {
        const { submissionNumber, type, ordinal, controlNumber, sha256 } = answer;
        const bytes = Buffer.from(ledger.answerBytes(answer.id)!).toString('latin1');
        return { name: `${submissionNumber}.${type}.${ordinal}`, controlNumber, sha256, bytes };
      }),
    );
    const authorizations = ledger.priorAuthorizations({}, 0, 1_000).rows;
    return {
      submissions: submissions.map(({ number, disposition }) => ({ number, disposition })),
      answers,
      authorizations,
      problems: ledger.check(),
      owed: ledger.reconcile(),
    };
  } finally {
    ledger.close();
  }
}
