import { type HostChoices, isPartnerId, partnersGroup, problemsOfChoices, userOf } from './names.js';
import { type PublicKey, readPublicKeys } from './public-keys.js';

/** Where the settings of partners' accounts stand on the host; only root writes there. */
export const SETTINGS_FOLDER = '/etc/x12gw-sftp';

/** The partner's three folders, each with who owns it: the partner's user or the gateway's. */
export const PARTNER_FOLDERS = [
  { name: 'inbox', owner: 'partner' },
  { name: 'outbox', owner: 'gateway' },
  { name: 'attachments', owner: 'partner' },
] as const;

/** One partner on the host. */
export interface HostPartner {
  readonly partner: string;
  readonly user: string;
  /** The folder the partner sees as `/`. */
  readonly chroot: string;
  readonly keys: readonly PublicKey[];
}

/** All that the files for the host are written from. */
export interface HostPlan extends HostChoices {
  /** The group of all partners' users. */
  readonly partnersGroup: string;
  /** The gateway's data directory, absolute. */
  readonly dataDirectory: string;
  /** False: authorized keys were not asked for and stay as they are on the host. */
  readonly hasKeys: boolean;
  readonly partners: readonly HostPartner[];
}

/** What the plan is made from. */
export interface HostFacts {
  readonly choices: HostChoices;
  readonly dataDirectory: string;
  readonly partnerIds: readonly string[];
  /** The text of each partner's `.pub` file by partner id; undefined: authorized keys are not asked for. */
  readonly keyTexts: ReadonlyMap<string, string> | undefined;
}

/** A plan, or what is wrong. */
export interface PlanOutcome {
  /** undefined when there is a problem. */
  readonly plan: HostPlan | undefined;
  readonly problems: readonly string[];
  /** What a person should look at, though the plan stands. */
  readonly warnings: readonly string[];
}

/** Plans the host's users, folders and keys. All problems at once; nothing may be done while there is one. */
export function planHost(facts: HostFacts): PlanOutcome {
  const { choices, dataDirectory, partnerIds, keyTexts } = facts;
  const problems = problemsOfChoices(choices);
  const warnings: string[] = [];
  if (!/^\/[^\0-\x1f\x7f]*$/.test(dataDirectory))
    problems.push('dataDirectory: not an absolute path without line ends');
  if (isUnder(choices.root, dataDirectory) || isUnder(dataDirectory, choices.root)) {
    problems.push('--root and the data directory may not lie in one another: partners would see more than their own');
  }
  for (const id of partnerIds) if (!isPartnerId(id)) problems.push('a partner in the ledger has an id that is none');
  for (const id of keyTexts?.keys() ?? []) {
    if (!partnerIds.includes(id)) problems.push(`${id}.pub: there is no partner "${id}"; see x12gw partner list`);
  }
  const partners = partnerIds.filter(isPartnerId).map((id): HostPartner => {
    const user = userOf(id, choices.userPrefix);
    const text = keyTexts?.get(id);
    const read = text === undefined ? { keys: [], problems: [] } : readPublicKeys(text);
    problems.push(...read.problems.map((problem) => `${id}.pub: ${problem}`));
    if (keyTexts !== undefined && text === undefined) warnings.push(`${id} has no key and cannot log in: no ${id}.pub`);
    return { partner: id, user, chroot: `${choices.root}/${user}`, keys: read.keys };
  });
  warnings.push(...sharedKeys(partners));
  if (new Set(partners.map(({ user }) => user)).size < partners.length) {
    problems.push('two partners would get one user; choose a shorter --user-prefix');
  }
  if (problems.length > 0) return { plan: undefined, problems, warnings };
  const plan: HostPlan = {
    ...choices,
    partnersGroup: partnersGroup(choices),
    dataDirectory,
    hasKeys: keyTexts !== undefined,
    partners,
  };
  return { plan, problems, warnings };
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** One key for two partners: whoever holds it is both. */
function sharedKeys(partners: readonly HostPartner[]): string[] {
  const holders = new Map<string, string[]>();
  for (const { partner, keys } of partners) {
    for (const { fingerprint } of keys) holders.set(fingerprint, [...(holders.get(fingerprint) ?? []), partner]);
  }
  return [...holders]
    .filter(([, ids]) => ids.length > 1)
    .map(([fingerprint, ids]) => `${ids.join(' and ')} share the key ${fingerprint}; ask each for one of its own`);
}
