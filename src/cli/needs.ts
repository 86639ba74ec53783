import type { Role } from '../config/roles.js';

/** What a command asks of whoever runs it. */
export interface Need {
  /** Roles that may run it; with `anybody` no role is asked. An operator may run every command. */
  readonly roles: readonly Role[] | 'anybody';
  /** Options that the role `partner` must give: its own partner id, or set at all. */
  readonly partnerGives?: Readonly<Record<string, 'own id' | 'set'>>;
  /** Options that name folders which the role `partner` must not have inside the data directory. */
  readonly partnerFolders?: readonly string[];
  /** The arguments are files, which the role `partner` must not take from inside the data directory. */
  readonly argumentsAreFiles?: boolean;
  /** The installation is the folder that the first argument names, not the one that the configuration is found for. */
  readonly installationIsArgument?: boolean;
}

/** A name for each kind of command; every command's definition says one, and `program.ts` enforces it. */
export type NeedName = keyof typeof NEEDS;

/**
 * Who may run what. Commands without an installation are for anybody. Whoever may look at everything may not change
 * anything by it; a partner sees its own rows alone (`partner-view.ts`).
 */
export const NEEDS = {
  /** Reads what the person may read anyway: files, shipped guides and lists. */
  anybody: { roles: 'anybody' },
  operators: { roles: ['operator'] },
  /** Makes an installation, or adds to the one in the folder named. */
  'operators, of a folder': { roles: ['operator'], installationIsArgument: true },
  /** Changes prior authorizations, or shows what only those who do so need. */
  reviewers: { roles: ['operator', 'reviewer'] },
  /** Looks, and changes nothing. */
  readers: { roles: ['operator', 'reviewer', 'auditor'] },
  /** Looks at who changed what. */
  auditors: { roles: ['operator', 'auditor'] },
  /** Looks at what a partner may see of itself. */
  'readers and partners': {
    roles: ['operator', 'reviewer', 'auditor', 'partner'],
    partnerFolders: ['get'],
  },
  /** Hands files in. */
  senders: { roles: ['operator', 'partner'], partnerGives: { partner: 'own id' }, argumentsAreFiles: true },
  /** Does for a provider what it does itself otherwise. */
  'reviewers and partners': { roles: ['operator', 'reviewer', 'partner'] },
  /** Voids: a partner as the provider alone. */
  'reviewers, and partners as the provider': {
    roles: ['operator', 'reviewer', 'partner'],
    partnerGives: { asProvider: 'set' },
  },
} as const satisfies Readonly<Record<string, Need>>;
