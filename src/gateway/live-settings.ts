import type { GatewayConfiguration } from '../config/configuration.js';

/**
 * Settings that a running gateway takes on, by name; `metrics`, `alerts`, `retention` and `roles` (which the next command
 * reads for itself) as a whole. All others need a restart.
 */
const LIVE = [
  'log.level',
  'intake.quietSeconds',
  'intake.cutOffSeconds',
  'intake.scanSeconds',
  'metrics',
  'alerts',
  'retention',
  'roles',
];

/** What a changed configuration file comes to while the gateway runs. */
export interface LiveChange {
  /** The running configuration with what may change changed. */
  readonly configuration: GatewayConfiguration;
  /** Settings that changed, by name. */
  readonly changed: readonly string[];
  /** Settings that differ in the file and stay as they are until the gateway starts again. */
  readonly needRestart: readonly string[];
}

/** Takes on of `next` what a running gateway can. */
export function withLiveSettings(current: GatewayConfiguration, next: GatewayConfiguration): LiveChange {
  const differing = differences(current, next);
  const { quietSeconds, cutOffSeconds, scanSeconds } = next.intake;
  const { metrics: _metrics, alerts: _alerts, retention: _retention, roles: _roles, ...staying } = current;
  return {
    configuration: {
      ...staying,
      log: next.log,
      intake: { ...current.intake, quietSeconds, cutOffSeconds, scanSeconds },
      ...(next.metrics === undefined ? {} : { metrics: next.metrics }),
      ...(next.alerts === undefined ? {} : { alerts: next.alerts }),
      ...(next.retention === undefined ? {} : { retention: next.retention }),
      ...(next.roles === undefined ? {} : { roles: next.roles }),
    },
    changed: differing.filter((name) => LIVE.includes(name)),
    needRestart: differing.filter((name) => !LIVE.includes(name)),
  };
}

/** Names of the settings in which two configurations differ, two levels deep. */
function differences(one: GatewayConfiguration, other: GatewayConfiguration): string[] {
  const [left, right] = [one, other].map((configuration) => new Map(settingsOf(configuration)));
  const names = new Set([...left!.keys(), ...right!.keys()]);
  return [...names].filter((name) => JSON.stringify(left!.get(name)) !== JSON.stringify(right!.get(name))).sort();
}

function settingsOf(configuration: GatewayConfiguration): [string, unknown][] {
  return Object.entries(configuration).flatMap(([name, value]): [string, unknown][] => {
    const isGroup = typeof value === 'object' && value !== null && !LIVE.includes(name);
    return isGroup ? Object.entries(value).map(([inner, setting]) => [`${name}.${inner}`, setting]) : [[name, value]];
  });
}
