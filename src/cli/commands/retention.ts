import { periodText, type RetentionSettings } from '../../config/retention-settings.js';
import { beginRetention, retentionLimits } from '../../gateway/rounds/retention.js';
import { type RetentionPlan, retentionPlan } from '../../operations/retention/plan.js';
import type { RetentionResult } from '../../operations/retention/retention-run.js';
import { RETENTION_KINDS } from '../../store/retention-values.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { formatTable } from '../table.js';

/** Shows what `retention run` would remove now, and what stays for which reason. Changes nothing. */
export function planRetention(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, ledger }) => {
    const settings = configuration.retention;
    if (settings === undefined) {
      context.talk('Nothing is ever removed: the configuration has no "retention" (docs/retention.md).');
      return 0;
    }
    const limits = new Map(retentionLimits(settings, context.surroundings.clock.now()));
    const rows: string[][] = [];
    const notes: string[] = [];
    for (const kind of RETENTION_KINDS) {
      const before = limits.get(kind) ?? '';
      // What nobody ever picked up is worth knowing also where it is kept.
      const lookedAt = before === '' && kind === 'outbox' ? (limits.get('downloads') ?? '') : before;
      const plan = retentionPlan(ledger, kind, lookedAt);
      const period = periodText(settings[kind]);
      if (context.json) context.fact({ ...plan, before, period });
      rows.push([kind, period, before.slice(0, 10) || '-', ...amountsOf(plan, before)]);
      notes.push(...notesOf(plan, before));
    }
    if (context.json) return 0;
    const heading = ['KIND', 'KEPT', 'OLDER THAN', 'MAY GO', 'BYTES', 'OLDEST'];
    for (const line of formatTable(heading, rows)) context.line(line);
    for (const note of notes) context.line(note);
    return 0;
  });
}

function amountsOf({ count, bytes, oldest }: RetentionPlan, before: string): string[] {
  if (before === '') return ['-', '-', '-'];
  return [String(count), String(bytes), oldest.slice(0, 10) || '-'];
}

function notesOf({ kind, count, oldest, heldBack }: RetentionPlan, before: string): string[] {
  const kept =
    before === '' && count > 0
      ? [`${kind}: ${count} never picked up since ${oldest.slice(0, 10)} and kept; ask the partner, or set a period`]
      : [];
  const stays = heldBack.map(({ reason, count: held, submissions }) => {
    const more = held > submissions.length ? ' ...' : '';
    return `${kind}: ${held} stay, ${REASONS[reason]}: ${submissions.join(', ')}${more}`;
  });
  return [...kept, ...stays];
}

const REASONS: Readonly<Record<RetentionPlan['heldBack'][number]['reason'], string>> = {
  'legal-hold': 'under a legal hold',
  'not-finished': 'not wholly processed',
  'in-quarantine': 'in quarantine, nobody has decided',
  'answer-not-delivered': 'an answer is not delivered',
  'prior-authorization-open': 'a prior authorization is not decided',
  'letter-not-made': 'a letter is not made',
  'document-unmatched': 'a document belongs to no prior authorization',
  'acknowledgment-open': 'an acknowledgment waits for a person',
  'publication-open': 'a refused publication waits for a person',
  'file-kept': 'our copies of the file, its answers or documents are kept',
  'handoff-open': 'its claims are not handed off, or nobody has confirmed that they were',
  'named-again': 'the same document came again',
  recent: 'their time runs from a later event',
};

/** Removes now what may go. Exit code 3 when a file could not be removed, or another run is under way. */
export function runRetention(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    requireSettings(configuration);
    const troubles = new Map<string, GatewayError>();
    const locked = beginRetention({
      configuration,
      folder: data,
      ledger,
      clock: context.surroundings.clock,
      actor: context.actor,
      onFailure: (_kind, error) => void troubles.set(error.code, error),
    });
    if (locked === undefined) {
      context.talk('A retention run is under way in another process. Nothing was changed.');
      return 3;
    }
    let failed = 0;
    const rows: string[][] = [];
    try {
      while (!locked.run.isDone) {
        const result = await locked.run.step();
        if (result === undefined) continue;
        failed += result.failed;
        if (context.json) context.fact(factOf(result));
        else rows.push(cellsOf(result));
      }
    } finally {
      locked.release();
    }
    if (!context.json) {
      const heading = ['KIND', 'OLDER THAN', 'REMOVED', 'BYTES', 'HELD BACK', 'FAILED'];
      for (const line of formatTable(heading, rows)) context.line(line);
    }
    for (const { message, hint } of troubles.values()) context.talk(`${message}. ${hint}`);
    return failed > 0 ? 3 : 0;
  });
}

function requireSettings({ retention, file }: Installation['configuration']): RetentionSettings {
  if (retention !== undefined) return retention;
  throw new GatewayError('The configuration gives nothing a period: nothing is ever removed', {
    code: 'retention-not-configured',
    operation: 'remove what was kept long enough',
    subject: file,
    hint: 'Put "retention" into it (docs/retention.md), then look at "x12gw retention plan".',
    exitCode: 2,
  });
}

/** As `--json` shows it (`schemas/cli/retention-run.schema.json`). */
function factOf({ id: round, kind, before, removed, bytes, oldest, newest, heldBack, failed }: RetentionResult) {
  return { round, kind, before, removed, bytes, oldest, newest, heldBack, failed };
}

function cellsOf({ kind, before, removed, bytes, heldBack, failed }: RetentionResult): string[] {
  const held = Object.values(heldBack).reduce((sum, count) => sum + count, 0);
  return [kind, before.slice(0, 10) || '-', ...[removed, bytes, held, failed].map(String)];
}
