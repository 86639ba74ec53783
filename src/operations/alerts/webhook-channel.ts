import { GatewayError, systemErrorCode } from '../../support/errors.js';
import { type AlertChannel, AlertFailure } from './channel.js';

/** Where alerts are posted to, with headers whose values are secrets. */
export interface WebhookTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Posts each alert as JSON. `target` is asked for each try, so that a secret may be rotated; what it raises fails the try.
 * A status from 200 to 299 means taken; redirects are not followed, since they would take the secrets elsewhere. Nothing
 * of the answer is read.
 */
export function webhookChannel(target: () => WebhookTarget, timeoutMilliseconds: number): AlertChannel {
  return {
    name: 'webhook',
    async send(alert, signal) {
      const timeout = AbortSignal.timeout(timeoutMilliseconds);
      let response: Response;
      try {
        const { url, headers } = target();
        response = await fetch(url, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'x12-gateway' },
          body: JSON.stringify(alert),
          redirect: 'manual',
          signal: AbortSignal.any([signal, timeout]),
        });
      } catch (error) {
        if (signal.aborted) throw new AlertFailure('stopped');
        throw new AlertFailure(timeout.aborted ? 'timeout' : reasonOf(error));
      }
      await response.body?.cancel().catch(() => undefined);
      if (!response.ok) throw new AlertFailure(`http-${response.status}`);
    },
  };
}

/** The message of a failed request may hold the address or a header's value, so that only its code is kept. */
function reasonOf(error: unknown): string {
  if (error instanceof GatewayError) return error.code;
  const cause = error instanceof Error ? error.cause : undefined;
  return systemErrorCode(cause) || systemErrorCode(error) || 'not-sent';
}
