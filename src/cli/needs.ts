import type { Role } from '../config/roles.js';

/** What a command asks of whoever runs it. */
export interface Need {
  /** Roles that may run it; with `anybody` no role is asked. An operator may run every command. */
  readonly roles: readonly Role[] | 'anybody';
  /** Options that the role `partner` must give: its own partner id, or set at all. */
  readonly partnerGives?: Readonly<Record<string, 'own id' | 'set'>>;
  /** Options that name what is written, which only an operator may have inside the data directory. */
  readonly writes?: readonly string[];
  /** The arguments are files, which the role `partner` must not take from inside the data directory. */
  readonly argumentsAreFiles?: boolean;
  /**
   * The argument, counted from 0, whose folder is the installation, and not the one that the configuration is found for.
   * Where the configuration is fixed, that one says who may.
   */
  readonly installationIsArgument?: number;
}

/** A name for each kind of command; every command's definition says one, and `program.ts` enforces it. */
export type NeedName = keyof typeof NEEDS;

/** Copies and tables that commands write for people. */
const WRITES = ['get', 'csv', 'html', 'services'] as const;

/**
 * Who may run what. Commands without an installation are for anybody. Whoever may look at everything may not change
 * anything by it; a partner sees its own rows alone (`partner-view.ts`).
 */
export const NEEDS = {
  /** Reads what the person may read anyway: files, shipped guides and lists. */
  anybody: { roles: 'anybody' },
  operators: { roles: ['operator'] },
  /** Makes an installation, or adds to the one in the folder named. */
  'operators, of a folder': { roles: ['operator'], installationIsArgument: 0 },
  /** Makes an installation of a backup in the folder named second, or in none. */
  'operators, of a folder to restore': { roles: ['operator'], installationIsArgument: 1 },
  /** Changes prior authorizations, or shows what only those who do so need. */
  reviewers: { roles: ['operator', 'reviewer'], writes: WRITES },
  /** Looks, and changes nothing. */
  readers: { roles: ['operator', 'reviewer', 'auditor'], writes: WRITES },
  /** Looks at who changed what. */
  auditors: { roles: ['operator', 'auditor'], writes: WRITES },
  /** Looks at what a partner may see of itself. */
  'readers and partners': {
    roles: ['operator', 'reviewer', 'auditor', 'partner'],
    writes: WRITES,
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
