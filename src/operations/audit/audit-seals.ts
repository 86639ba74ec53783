import { dirname } from 'node:path';
import { appendLines, cutLinesBehind, wholeLines } from '../../files/append-lines.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { sealSignature } from '../../store/audit-digest.js';
import type { AuditLedger, AuditSeal } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';

/** What seals are made with. */
export interface Sealing {
  readonly ledger: Pick<AuditLedger, 'auditEnd' | 'auditSeals' | 'sealAudit' | 'whileNobodyCommits'>;
  /** The file outside the ledger that seals are added to, absolute. */
  readonly file: string;
  /** ISO instant. */
  readonly now: string;
  /** The key of signatures, '' for none. */
  readonly key: string;
}

/** Seals read at a time: there is one a day, or one for a hundred lines. */
const PAGE = 1_000;

/**
 * Seals the lines of the audit trail that have no seal yet, in the ledger first and then in the file outside it; seals that
 * a crash kept from the file are added too. Gives the new seal, undefined when there was nothing to seal. Raises GatewayError
 * `audit-chain-broken`, `audit-seals-unreadable` (3), and those of ledger and disk; what was committed is written next time.
 */
export async function sealAuditTrail({ ledger, file, now, key }: Sealing): Promise<AuditSeal | undefined> {
  const sealed = await ledger.sealAudit(now, (seal) => (key === '' ? '' : sealSignature(key, seal)));
  await writeDownSeals(ledger, file);
  return sealed;
}

/** Adds the seals to the file that it does not have yet, in their order whoever else does so at the same moment. */
async function writeDownSeals(ledger: Sealing['ledger'], file: string): Promise<void> {
  if (ledger.auditEnd().lastSeal === undefined) return;
  await ensureFolder(dirname(file));
  await ledger.whileNobodyCommits(() =>
    appendLines(file, (last) => {
      const lines: string[] = [];
      let after = last === '' ? 0 : numberOf(last, file);
      for (let page = ledger.auditSeals(after, PAGE); page.length > 0; page = ledger.auditSeals(after, PAGE)) {
        lines.push(...page.map((seal) => JSON.stringify(seal)));
        after = page.at(-1)!.seal;
      }
      return lines;
    }),
  );
}

function numberOf(line: string, file: string): number {
  const seal = parseSeal(line);
  if (seal !== undefined) return seal.seal;
  throw new GatewayError('The last line of the file of seals is none of ours', {
    code: 'audit-seals-unreadable',
    operation: 'write down seals',
    subject: file,
    hint: 'Run "x12gw audit verify": it says what differs. Keep a copy of the file as it is.',
    exitCode: 3,
  });
}

/**
 * Cuts a file of seals off behind the last seal that the ledger has. For a restored one alone: it was copied after the
 * ledger, and what a seal made in between covers is not in that ledger. A file that holds anything else than seals is left as it is, for
 * `audit verify` to tell. Raises GatewayErrors of the disk.
 */
export async function cutSealsToLedger(ledger: Pick<AuditLedger, 'auditEnd'>, file: string): Promise<void> {
  const last = ledger.auditEnd().lastSeal?.seal ?? 0;
  let bytes = 0;
  let isYounger = false;
  for await (const line of wholeLines(file)) {
    const seal = parseSeal(line);
    if (seal === undefined) return;
    if (seal.seal <= last) bytes += Buffer.byteLength(line) + 1;
    else isYounger = true;
  }
  if (isYounger) cutLinesBehind(file, bytes);
}

/** A line of the file as a seal; undefined for anything else. */
export function parseSeal(line: string): AuditSeal | undefined {
  try {
    const { seal, rows, digest, at, signature } = JSON.parse(line);
    const isSeal =
      Number.isInteger(seal) &&
      Number.isInteger(rows) &&
      [digest, at, signature].every((text) => typeof text === 'string');
    return isSeal && seal > 0 ? { seal, rows, digest, at, signature } : undefined;
  } catch {
    return undefined;
  }
}
