import { type AlertSettings, type WebhookSettings, webhookProblem } from '../../config/alert-settings.js';
import { readSecret, type SecretSource } from '../../config/secret.js';
import type { AlertTargets } from '../../operations/alerts/alert-parts.js';
import { commandChannel } from '../../operations/alerts/command-channel.js';
import { type WebhookTarget, webhookChannel } from '../../operations/alerts/webhook-channel.js';
import { GatewayError } from '../../support/errors.js';

/** The channels that are configured; secrets are read anew for each try of the webhook. */
export function alertTargets(settings: AlertSettings): AlertTargets {
  const { command, webhook, timeoutSeconds, minimumSeverity, repeatHours, unmatchedDocumentDays } = settings;
  const timeout = timeoutSeconds * 1_000;
  return {
    channels: [
      ...(command === undefined ? [] : [commandChannel(command, timeout)]),
      ...(webhook === undefined ? [] : [webhookChannel(() => webhookTarget(webhook), timeout)]),
    ],
    minimumSeverity,
    repeatHours,
    unmatchedDocumentDays,
  };
}

/**
 * Reads the secrets of the alerts once: warnings about how they are kept. Raises GatewayError `secret-unreadable`, and
 * `webhook-not-allowed` for an address from a secret that alerts may not be sent to.
 */
export function checkAlertSecrets({ webhook }: AlertSettings): string[] {
  if (webhook === undefined) return [];
  webhookTarget(webhook);
  const sources = [webhook.url, ...Object.values(webhook.headers)];
  return sources.flatMap((source) => {
    const warning = typeof source === 'string' ? '' : readSecret(source).warning;
    return warning === '' ? [] : [warning];
  });
}

function webhookTarget({ url: place, headers }: WebhookSettings): WebhookTarget {
  const reveal = (source: SecretSource): string => readSecret(source).secret.reveal();
  const url = typeof place === 'string' ? place : reveal(place);
  const problem = webhookProblem(url);
  if (problem !== undefined) {
    throw new GatewayError(`The webhook's address ${problem}`, {
      code: 'webhook-not-allowed',
      operation: 'send an alert',
      hint: 'Correct the secret that alerts.webhook.urlFrom names.',
      exitCode: 2,
    });
  }
  return { url, headers: Object.fromEntries(Object.entries(headers).map(([name, from]) => [name, reveal(from)])) };
}
