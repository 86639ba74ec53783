import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { readSecret } from '../../config/secret.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { publishFile } from '../../files/publish-file.js';
import { keyFacts, openpgp } from '../../payload/pgp-keys.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';

/**
 * Makes our private key where the configuration says (mode 0600), locked with its passphrase, for signing and decrypting,
 * without an end: a new one is made and handed to the partners when the payer says so. Audited. Raises GatewayError (exit
 * code 2) `pgp-not-configured`, `pgp-key-exists`, `secret-unreadable`.
 */
export function generateOwnKey(context: CommandContext): Promise<ExitCode> {
  return withInstallation(context, async ({ configuration: { pgp, payer }, ledger }) => {
    if (pgp === undefined) {
      throw refusal(
        'pgp-not-configured',
        'The configuration names no file for our key',
        'Set pgp.privateKeyFile first.',
      );
    }
    const { privateKeyFile: file, passphrase } = pgp;
    if (existsSync(file)) {
      throw refusal(
        'pgp-key-exists',
        `${file} is there already`,
        'Move it to a safe place first; it is never overwritten.',
      );
    }
    const secret = passphrase === undefined ? undefined : readSecret(passphrase).secret.reveal();
    const { generateKey } = await openpgp();
    const now = context.surroundings.clock.now();
    const { privateKey, publicKey } = await generateKey({
      type: 'rsa',
      rsaBits: 3072,
      userIDs: [{ name: payer.name }],
      date: now,
      format: 'object',
      ...(secret === undefined ? {} : { passphrase: secret }),
    });
    const content = Buffer.from(privateKey.armor());
    await ensureFolder(dirname(file));
    await publishFile(file, content, { mode: 0o600, sha256: createHash('sha256').update(content).digest('hex') });
    const facts = await keyFacts(publicKey, now);
    const { fingerprint } = facts;
    await ledger.addAudit({
      at: context.now,
      actor: context.actor,
      action: 'generate-pgp-key',
      subject: 'ours',
      details: { fingerprint },
    });
    if (context.json) context.fact({ partner: '', ...facts });
    else context.line(`ours  ${fingerprint}`);
    context.talk(
      'Hand out its public part: "x12gw pgp show > our-key.asc". Back up the private one apart from the data.',
    );
    return 0;
  });
}

function refusal(code: string, message: string, hint: string): GatewayError {
  return new GatewayError(message, { code, operation: 'make our private key', hint, exitCode: 2 });
}
