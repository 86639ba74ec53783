import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Key } from 'openpgp';
import { ensureFolder } from '../../files/durable-folder.js';
import { replaceFile } from '../../files/replace-file.js';
import { Keyring } from '../../gateway/payload/keyring.js';
import { type KeyFacts, keyFacts, readPublicKeys } from '../../payload/pgp-keys.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { partnerOf } from '../partners/partner-of.js';

/** A key as it is printed (`schemas/cli/pgp-key.schema.json`). */
interface KeyRow extends KeyFacts {
  /** Partner id; '' for ours. */
  readonly partner: string;
}

/** Every key there is. Exit code 1 when one cannot be used, or when there is none. */
export function listKeys(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const keyring = new Keyring({ folder: data, settings: configuration.pgp });
    const rows: KeyRow[] = [];
    if (configuration.pgp !== undefined) rows.push(...(await rowsOf(context, '', async () => [await keyring.own()])));
    for (const { id } of ledger.partners()) {
      if (existsSync(data.pgpKeys(id))) rows.push(...(await rowsOf(context, id, () => keyring.ofPartner(id))));
    }
    for (const row of rows) tell(context, row);
    if (rows.length === 0) context.talk('There is no OpenPGP key: docs/payloads.md says how one is made or imported.');
    return rows.length > 0 && rows.every(({ problem }) => problem === '') ? 0 : 1;
  });
}

/** Prints a public key. Raises GatewayError `pgp-own-key-unusable`, `pgp-partner-key-unusable`, `partner-unknown`. */
export function showKey(context: CommandContext, partnerId?: string): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration, data, ledger }) => {
    const keyring = new Keyring({ folder: data, settings: configuration.pgp });
    if (partnerId !== undefined) partnerOf(ledger, partnerId);
    const keys = partnerId === undefined ? [(await keyring.own()).toPublic()] : await keyring.ofPartner(partnerId);
    for (const key of keys) {
      const row = { partner: partnerId ?? '', ...(await keyFacts(key, context.surroundings.clock.now())) };
      if (context.json) context.fact({ ...row, publicKey: key.armor() });
      else {
        context.talk(`Fingerprint ${grouped(row.fingerprint)}`);
        context.line(key.armor().trimEnd());
      }
    }
    return 0;
  });
}

/**
 * Puts a partner's public keys in place of those before, and audits it. Raises GatewayError (exit code 2)
 * `pgp-key-unreadable`, `pgp-key-private`, `pgp-key-useless` (nothing can be encrypted for any of them), `partner-unknown`;
 * then nothing has changed.
 */
export function importKey(context: CommandContext, partnerId: string, file: string): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { data, ledger } = installation;
    partnerOf(ledger, partnerId);
    const keys = await readPublicKeys(resolve(context.surroundings.workingDirectory, file));
    const now = context.surroundings.clock.now();
    const rows = await Promise.all(keys.map(async (key) => ({ partner: partnerId, ...(await keyFacts(key, now)) })));
    if (rows.every(({ problem }) => problem !== '')) throw useless(partnerId, rows[0]!.problem);
    const replaced = await fingerprintsBefore(installation, partnerId);
    await ensureFolder(data.pgp);
    await replaceFile(data.pgpKeys(partnerId), [keys.map((key) => key.armor()).join('')]);
    await ledger.addAudit({
      at: context.now,
      actor: context.actor,
      action: 'import-pgp-key',
      subject: partnerId,
      details: { fingerprints: rows.map(({ fingerprint }) => fingerprint), replaced },
    });
    for (const row of rows) {
      if (context.json) context.fact({ ...row, replaced });
      else tell(context, row);
    }
    context.talk('Compare the fingerprint with the partner by telephone before answers are encrypted for it.');
    return 0;
  });
}

async function fingerprintsBefore({ data }: Installation, partnerId: string): Promise<readonly string[]> {
  const before = await readPublicKeys(data.pgpKeys(partnerId)).catch((): readonly Key[] => []);
  return before.map((key) => key.getFingerprint().toUpperCase());
}

/** A key that cannot be read is a row with nothing but its problem. */
async function rowsOf(
  context: CommandContext,
  partner: string,
  read: () => Promise<readonly Key[]>,
): Promise<readonly KeyRow[]> {
  try {
    const now = context.surroundings.clock.now();
    return await Promise.all((await read()).map(async (key) => ({ partner, ...(await keyFacts(key, now)) })));
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return [{ partner, fingerprint: '', algorithm: '', userIds: [], created: '', expires: '', problem: error.message }];
  }
}

function tell(context: CommandContext, row: KeyRow): void {
  if (context.json) {
    context.fact(row);
    return;
  }
  const { partner, fingerprint, algorithm, userIds, expires, problem } = row;
  context.line(`${partner === '' ? 'ours' : partner}  ${grouped(fingerprint)}`);
  if (fingerprint !== '') {
    const end = expires === '' ? 'does not expire' : `expires ${expires.slice(0, 10)}`;
    context.line(`  ${algorithm}, ${end}, ${userIds.join(', ') || 'without a name'}`);
  }
  if (problem !== '') context.line(`  ${context.paint('red', 'problem')}: ${problem}`);
}

/** In fours, as people read it aloud. */
function grouped(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, '$1 ');
}

function useless(partnerId: string, problem: string): GatewayError {
  return new GatewayError(`The key for ${partnerId} was not taken: ${problem}`, {
    code: 'pgp-key-useless',
    operation: 'import a public key',
    subject: partnerId,
    hint: 'Nothing has changed. Ask the partner for a key that is not expired and may encrypt.',
    exitCode: 2,
  });
}
