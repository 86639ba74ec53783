/** What a person at the command line may do (docs/roles.md). */
export type Role = 'operator' | 'reviewer' | 'auditor' | 'partner';

/** A role as it was given to a user. `partner`: the partner id that the role `partner` is for, '' with the others. */
export interface Grant {
  readonly role: Role;
  readonly partner: string;
}

/** Who has which role: operating system user name (`#UID` for one without a name) to role. */
export interface RoleSettings {
  readonly users: Readonly<Record<string, Grant>>;
}

/** As the file says it. */
export interface RawRoleSettings {
  readonly users: Readonly<Record<string, Exclude<Role, 'partner'> | { readonly partner: string }>>;
}

/** The roles that a checked file says. */
export function completeRoles({ users }: RawRoleSettings): RoleSettings {
  const grants = Object.entries(users).map(([user, role]): [string, Grant] => [
    user,
    typeof role === 'string' ? { role, partner: '' } : { role: 'partner', partner: role.partner },
  ]);
  return { users: Object.fromEntries(grants) };
}

/** A user's role; undefined for one without. */
export function grantOf({ users }: RoleSettings, user: string): Grant | undefined {
  return Object.hasOwn(users, user) ? users[user] : undefined;
}
