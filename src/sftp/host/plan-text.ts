import { type HostPlan, PARTNER_FOLDERS } from './plan.js';

/** The plan for people, a line each, before anybody runs anything. */
export function planLines(plan: HostPlan): string[] {
  const { group, partnersGroup, root, dataDirectory, hasKeys, partners } = plan;
  const lines = [
    `user and group of the gateway    ${group}, owner of ${dataDirectory}`,
    `group of the partners' users     ${partnersGroup}`,
    `root folders of the partners     ${root}/USER, root:root 0755, with:`,
    ...PARTNER_FOLDERS.map(
      ({ name, owner }) =>
        `  ${name.padEnd(31)}${owner === 'partner' ? `USER:${group}` : `${group}:USER`} 2770, bound from ${dataDirectory}/partners/PARTNER/${name}`,
    ),
    '',
  ];
  for (const { partner, user, keys } of partners) {
    lines.push(`${partner}: user ${user}`);
    if (!hasKeys) lines.push('  keys as they are on the host (no --keys)');
    else if (keys.length === 0) lines.push('  no key: cannot log in');
    for (const { type, fingerprint } of keys) lines.push(`  ${type} ${fingerprint}`);
  }
  return lines;
}
