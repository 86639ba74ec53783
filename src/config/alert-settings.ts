import { resolve } from 'node:path';
import type { SecretSource } from './secret.js';

/** An endpoint that alerts are posted to. */
export interface WebhookSettings {
  /** https, or http to this machine; or where to read one that is a secret. */
  readonly url: string | SecretSource;
  /** Values of headers that are sent along, by name. */
  readonly headers: Readonly<Record<string, SecretSource>>;
}

/** Whom to tell when a person is needed, and how often. */
export interface AlertSettings {
  /** Program (absolute, or a name to look for in PATH) and its arguments. */
  readonly command?: readonly [program: string, ...words: string[]];
  readonly webhook?: WebhookSettings;
  /** The least severe alerts that are sent. */
  readonly minimumSeverity: 'warning' | 'critical';
  /** What still holds is told again after so long. */
  readonly repeatHours: number;
  /** For each try of the command or the endpoint. */
  readonly timeoutSeconds: number;
  /** Age at which an unmatched document is told. */
  readonly unmatchedDocumentDays: number;
}

/** As the file says it, defaults filled in. */
export interface RawAlertSettings extends Omit<AlertSettings, 'webhook'> {
  readonly webhook?: Pick<WebhookSettings, 'headers'> & { readonly url?: string; readonly urlFrom?: SecretSource };
}

/** One thing wrong, as `ConfigurationProblem`. */
type Problem = { readonly path: readonly string[]; readonly message: string };

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why alerts may not be sent to an address; undefined when they may: https to anywhere, http to this machine only, and no
 * password in it. Never repeats the address.
 */
export function webhookProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is no URL such as https://alerts.example.org/hook';
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return 'holds a name or password: put them into a header, from a file';
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) return undefined;
  return 'must be https; plain http is for an address of this machine only';
}

/** What a schema cannot say of alerts; secrets are not looked at, since other commands run without access to them. */
export function checkAlerts({ command, webhook }: RawAlertSettings): Problem[] {
  const problems: Problem[] = [];
  const add = (path: readonly string[], message: string): void => void problems.push({ path, message });
  if (command === undefined && webhook === undefined) add(['alerts'], 'needs a command, a webhook or both');
  if (command?.[0] === '') add(['alerts', 'command'], 'begins with the program to run');
  if (webhook !== undefined) {
    const { url, urlFrom } = webhook;
    if ((url === undefined) === (urlFrom === undefined)) add(['alerts', 'webhook'], 'needs either url or urlFrom');
    const problem = url === undefined ? undefined : webhookProblem(url);
    if (problem !== undefined) add(['alerts', 'webhook', 'url'], problem);
  }
  return problems;
}

/** The settings with absolute paths. `folder`: where the configuration file lies. */
export function completeAlerts({ command, webhook, ...rest }: RawAlertSettings, folder: string): AlertSettings {
  const absolute = (source: SecretSource): SecretSource =>
    'file' in source ? { file: resolve(folder, source.file) } : source;
  const withPath = ([program, ...words]: readonly [string, ...string[]]): [string, ...string[]] => [
    program.includes('/') ? resolve(folder, program) : program,
    ...words,
  ];
  return {
    ...rest,
    ...(command === undefined ? {} : { command: withPath(command) }),
    ...(webhook === undefined
      ? {}
      : {
          webhook: {
            url: webhook.url ?? absolute(webhook.urlFrom!),
            headers: Object.fromEntries(
              Object.entries(webhook.headers).map(([name, source]) => [name, absolute(source)]),
            ),
          },
        }),
  };
}
