import type { PartnerProfile } from '../../partners/profile.js';
import type { Ledger } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';

/** The partner with this id. Raises GatewayError `partner-unknown` (exit code 2). */
export function partnerOf(ledger: Pick<Ledger, 'partner'>, id: string): PartnerProfile {
  const partner = ledger.partner(id);
  if (partner !== undefined) return partner;
  throw new GatewayError(`There is no partner ${id}`, {
    code: 'partner-unknown',
    operation: 'find a partner',
    subject: id,
    hint: '"x12gw partner list" shows the partners, "x12gw partner add" registers one.',
    exitCode: 2,
  });
}
