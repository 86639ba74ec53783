import { OUTBOX_TROUBLES, outboxState } from '../../deliver/outbox-folder.js';
import type { Hold } from '../../partners/profile.js';
import type { Ledger } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { localTime } from '../local-time.js';
import { formatTable } from '../table.js';
import { ageText, type WaitingFiles, type WatchedFolders, waitingFiles } from '../waiting-files.js';

/** What waits to be taken in, counts of what the ledger holds, and the submissions that are not finished. */
export function status(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { configuration, ledger } = installation;
    const { timeZone } = configuration.payer;
    const counts = ledger.counts();
    const now = context.surroundings.clock.now();
    const waiting = await waitingOf(installation, now);
    const publish = published(installation, now);
    const unfinished = unfinishedOf(ledger);
    if (context.json) {
      context.fact({ counts, waiting, publish, unfinished });
      return 0;
    }
    const table = (heading: readonly string[], rows: string[][]) => {
      for (const line of formatTable(heading, rows)) context.line(line);
    };
    const counted = Object.entries(counts).map(([what, count]) => [what, String(count)]);
    if (counted.length > 0) table(['WHAT', 'COUNT'], counted);
    const files = [...waiting, { partner: 'publish/', ...publish }].filter(({ inbox, claimed }) => inbox + claimed > 0);
    if (files.length > 0) {
      context.line('');
      const rows = files.map((one) => [
        one.partner,
        String(one.inbox),
        String(one.claimed),
        ageText(one.oldestSeconds),
      ]);
      table(['PARTNER', 'IN INBOX', 'CLAIMED', 'OLDEST FOR'], rows);
    }
    const held = waiting.flatMap(({ partner, hold }) =>
      hold === undefined ? [] : [[partner, localTime(hold.since, timeZone), hold.reason]],
    );
    if (held.length > 0) {
      context.line('');
      table(['HELD PARTNER', 'SINCE', 'REASON'], held);
    }
    const troubled = waiting.flatMap(({ partner, outbox }) =>
      outbox === undefined ? [] : [[partner, OUTBOX_TROUBLES[outbox][0]]],
    );
    if (troubled.length > 0) {
      context.line('');
      table(['PARTNER', 'OUTBOX'], troubled);
      context.talk(context.asCalled('Next: x12gw doctor'));
    }
    if (unfinished.length > 0) {
      context.line('');
      const rows = unfinished.map((row) => [
        row.submission,
        row.state,
        row.partner === '' ? 'publish/' : row.partner,
        localTime(row.receivedAt, timeZone),
      ]);
      table(['SUBMISSION', 'STATE', 'PARTNER', 'RECEIVED'], rows);
    }
    if (files.length + unfinished.length === 0) context.talk('\nNo file waits, and every received file is finished.');
    return 0;
  });
}

/** A partner's files that wait, the hold that keeps them waiting, and the trouble that keeps its answers. */
interface Waiting extends WaitingFiles {
  readonly partner: string;
  readonly hold?: Hold;
  /** What is wrong with its outbox. */
  readonly outbox?: keyof typeof OUTBOX_TROUBLES;
}

/** What other systems of the payer put there. */
function published({ data }: Installation, now: Date): WaitingFiles {
  return waitingIn({ inbox: data.publish, claimed: data.claimedPublish }, 'publish/', now);
}

function waitingOf({ ledger, data }: Installation, now: Date): Promise<Waiting[]> {
  return Promise.all(
    ledger.partners().map(async ({ id, hold }) => {
      const folders = data.partner(id);
      const { state } = await outboxState(folders.outbox, ledger.outboxFolder(id));
      return {
        partner: id,
        ...waitingIn(folders, id, now),
        ...(hold === undefined ? {} : { hold }),
        ...(state === 'sound' || state === 'new' ? {} : { outbox: state }),
      };
    }),
  );
}

function waitingIn(folders: WatchedFolders, whose: string, now: Date): WaitingFiles {
  try {
    return waitingFiles(folders, now);
  } catch (cause) {
    throw new GatewayError(`The folders of ${whose} cannot be read (${systemErrorCode(cause)})`, {
      code: 'partner-folder-unreadable',
      operation: 'count the files that wait',
      subject: whose,
      hint: 'Run this as the user that runs the gateway; "x12gw doctor" checks the folders.',
      exitCode: 3,
      cause,
    });
  }
}

function unfinishedOf(ledger: Ledger) {
  return ledger.unfinished().map(({ number, state, partnerId, receivedAt, attempts }: SubmissionRow) => ({
    submission: number,
    state,
    partner: partnerId,
    receivedAt,
    attempts,
  }));
}
