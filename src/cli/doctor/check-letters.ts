import type { GatewayConfiguration } from '../../config/configuration.js';
import { priorAuthorizationTables } from '../../gateway/handlers.js';
import type { Ledger } from '../../store/ledger.js';
import { schemasUnder } from '../schemas.js';
import type { Result } from './result.js';

/**
 * Letters and notices under another payer's name, as the shipped overlay has one, and letters that tell of the right to
 * appeal and not where to: only the payer knows. Nothing before the first letter exists.
 */
export async function checkLetters(
  configuration: GatewayConfiguration,
  ledger: Pick<Ledger, 'letters'>,
): Promise<Result[]> {
  if (ledger.letters({}, 0, 1).rows.length === 0) return [];
  const { overlay, payer } = configuration;
  const tables = await schemasUnder(configuration).then(
    (schemas) => priorAuthorizationTables(schemas, overlay),
    // Schemas that cannot be read are another check's affair.
    () => undefined,
  );
  if (tables === undefined) return [];
  const { payerName = '', appealAddress } = tables.overlay.letters.values;
  const place = `in a copy of payers/${overlay}/prior-authorization.json in the schemas folder of the data directory`;
  const warning = (problem: string, hint: string): Result => ({ check: 'letters', severity: 'warning', problem, hint });
  return [
    ...(payerName === '' || payerName.toLowerCase() === payer.name.toLowerCase()
      ? []
      : [
          warning(
            `they are from ${payerName}, and the payer of this installation is ${payer.name}`,
            `Put your own letters.values (payerName, unitName, payerPhone) ${place}, or set "overlay" to one of your own.`,
          ),
        ]),
    ...(appealAddress === ''
      ? [
          warning(
            'they say that a decision can be appealed, and name no address for appeals',
            `Fill in letters.values.appealAddress ${place}.`,
          ),
        ]
      : []),
  ];
}
