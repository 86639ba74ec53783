import type { PriorAuthorization, PriorAuthorizationRequest } from '../../domain/prior-authorization/model.js';
import type { ReceivedRequest } from './received-request.js';

/**
 * The PA that REF*BB or REF*NT names, in this environment. One of another provider or another member counts as not
 * found, so that a guessed or mistyped number neither shows nor changes anything. Where it was left open which location
 * asks, it must be the same NPI of the same submitter.
 */
export function findEarlier({
  reading,
  context,
  transaction,
}: Pick<ReceivedRequest, 'reading' | 'context' | 'transaction'>): PriorAuthorization | undefined {
  const { request } = reading;
  const { previousPaNumber: paNumber, previousTrackingNumber: trackingNumber } = request;
  const found =
    (paNumber === '' ? undefined : transaction.findPriorAuthorization(context.environment, { paNumber })) ??
    (trackingNumber === '' ? undefined : transaction.findPriorAuthorization(context.environment, { trackingNumber }));
  const isSame =
    found !== undefined &&
    found.request.member.memberId === request.member.memberId &&
    isSameProvider(found.request, request);
  return isSame ? found : undefined;
}

function isSameProvider(earlier: PriorAuthorizationRequest, request: PriorAuthorizationRequest): boolean {
  const { location, npi } = request.requestingProvider;
  if (earlier.requestingProvider.location !== location) return false;
  return location !== '' || (earlier.requestingProvider.npi === npi && earlier.submitter === request.submitter);
}

/** True once it was decided, or in test answered as if it had been. */
export function isDecided({ status, lines }: PriorAuthorization): boolean {
  return status === 'adjudicated' || (status === 'testing' && lines.every((line) => line.decision !== undefined));
}

/** True when a service was approved or modified. */
export function isCertified({ lines }: PriorAuthorization): boolean {
  return lines.some(({ decision }) => decision?.outcome === 'approved' || decision?.outcome === 'modified');
}

/** True when a request asks for the same services as the PA, in the same order. */
export function isSameLines(request: PriorAuthorizationRequest, earlier: PriorAuthorization): boolean {
  const asked = (line: PriorAuthorizationRequest['lines'][number]): string =>
    [
      line.procedureCode,
      line.modifiers.join(),
      line.requestedFrom,
      line.requestedTo,
      line.requestedUnits,
      line.deliveryPattern,
    ].join('*');
  return (
    request.lines.length === earlier.lines.length &&
    request.lines.every((line, at) => {
      const other = earlier.lines[at];
      return other !== undefined && asked(line) === asked(other);
    })
  );
}
