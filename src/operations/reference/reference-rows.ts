import {
  isPostable,
  type PostalAddress,
  type ReferenceAuthorization,
  type ReferenceKind,
  type ReferenceMember,
  type ReferenceProvider,
  type ReferenceService,
} from '../../domain/reference.js';
import { isNpi } from '../../support/npi.js';
import type { ReferenceCells, ReferenceRules } from './reference-cells.js';

/** A row of any kind of reference file. */
export type ReferenceRow = ReferenceProvider | ReferenceMember | ReferenceService | ReferenceAuthorization;

/** How one kind is read: a row of its cells, and the key that only one row of the file may have. */
interface RowReading {
  readonly read: (cells: ReferenceCells, rules: ReferenceRules) => ReferenceRow;
  readonly keyOf: (row: never) => string;
  /** The column that a second row with the same key is told at. */
  readonly keyColumn: string;
}

const TAXONOMY = /^[0-9A-Z]{9}X$/;
const PROCEDURE = /^[0-9A-Z]{2,20}$/;
const POSTAL_CODE = /^(?:\d{5}(?:-?\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)$/;
/** Nobody alive was born before it. */
const FIRST_BIRTH_DATE = '1890-01-01';

/** How the rows of each kind are read. What is wrong with a row is in `cells.problems`; then the row is not to be used. */
export const ROW_READINGS: Readonly<Record<ReferenceKind, RowReading>> = {
  providers: { read: provider, keyOf: ({ location }: ReferenceProvider) => location, keyColumn: 'location' },
  members: { read: member, keyOf: ({ memberId }: ReferenceMember) => memberId, keyColumn: 'member_id' },
  services: { read: service, keyOf: ({ from, to }: ReferenceService) => `${from}-${to}`, keyColumn: 'from' },
  authorizations: {
    read: authorization,
    keyOf: ({ number, line }: ReferenceAuthorization) => `${line} ${number}`,
    keyColumn: 'number',
  },
};

function provider(cells: ReferenceCells, rules: ReferenceRules): ReferenceProvider {
  const location = cells.required('location');
  const npi = cells.text('npi');
  if (npi !== '' && !isNpi(npi)) {
    cells.refuse('npi', 'is no NPI: it needs ten digits of which the last is their check digit; look it up again');
  }
  return {
    location: cells.formed('location', location, rules.location, "of the payer's form for ID and service location"),
    npi,
    name: cells.required('name'),
    taxonomies: parts(cells.text('taxonomies')).map((code) =>
      cells.formed(
        'taxonomies',
        code,
        TAXONOMY,
        'a taxonomy code: nine capitals or digits and an X; | between several',
      ),
    ),
    providerType: cells.text('provider_type'),
    address: address(cells, rules),
    entitledAssignments: parts(cells.text('entitled_assignments')).map((named) => {
      const id = rules.assignments.get(named.toLowerCase());
      if (id === undefined) {
        cells.refuse('entitled_assignments', `is no assignment of the payer; there are ${assignmentList(rules)}`);
      }
      return id ?? '';
    }),
  };
}

function member(cells: ReferenceCells, rules: ReferenceRules): ReferenceMember {
  const memberId = cells.required('member_id');
  if (memberId !== '' && rules.memberId?.test(memberId) === false) {
    cells.warn('member_id', "differs from the payer's form of a member id");
  }
  cells.required('birth_date');
  const birthDate = cells.date('birth_date');
  if (birthDate > rules.today) cells.refuse('birth_date', 'lies in the future; correct the year');
  if (birthDate !== '' && birthDate < FIRST_BIRTH_DATE) cells.refuse('birth_date', 'is too long ago; correct the year');
  const eligibleFrom = cells.date('eligible_from');
  const eligibleTo = cells.date('eligible_to');
  if (eligibleTo !== '' && eligibleTo < eligibleFrom)
    cells.refuse('eligible_to', 'is before eligible_from; correct one');
  const home = address(cells, rules);
  if (!isPostable(home))
    cells.warn('address_1', 'no letter can be posted: line, city, state and postal code are needed');
  return {
    memberId,
    last: cells.required('last_name'),
    first: cells.text('first_name'),
    middle: cells.text('middle_name'),
    birthDate,
    gender: cells.formed(
      'gender',
      cells.text('gender').toUpperCase(),
      /^[FMU]$/,
      'F, M or U; leave it empty if unknown',
    ),
    address: home,
    eligibleFrom,
    eligibleTo,
    isInCaseManagement: cells.yesNo('case_management'),
    isInManagedCare: cells.yesNo('managed_care'),
  };
}

function service(cells: ReferenceCells): ReferenceService {
  const form = 'a procedure code: two to twenty capitals and digits, without a dot';
  const from = cells.formed('from', cells.required('from').toUpperCase(), PROCEDURE, form);
  const to = cells.formed('to', cells.text('to').toUpperCase(), PROCEDURE, form) || from;
  if (to.length !== from.length) cells.refuse('to', 'is not as long as from: codes of one range have the same length');
  else if (to < from) cells.refuse('to', 'comes before from; swap the two');
  cells.required('needs_authorization');
  return {
    from,
    to,
    needsAuthorization: cells.yesNo('needs_authorization'),
    isDrug: cells.yesNo('drug'),
    reviewedBy: cells.text('reviewed_by'),
  };
}

function authorization(cells: ReferenceCells, rules: ReferenceRules): ReferenceAuthorization {
  const code = 'a procedure code: two to twenty capitals and digits, without a dot; | between several';
  const location = cells.required('location');
  const memberId = cells.required('member_id');
  if (memberId !== '' && rules.memberId?.test(memberId) === false) {
    cells.warn('member_id', "differs from the payer's form of a member id");
  }
  const [from, to] = [cells.date('from'), cells.date('to')];
  if (to !== '' && to < from) cells.refuse('to', 'is before from; correct one');
  const line = cells.formed('line', cells.text('line'), /^[1-9]\d{0,3}$/, 'a line number, 1 to 9999');
  const units = 'a number above 0 with at most four decimals; leave it empty for no limit';
  return {
    number: cells.formed('number', cells.required('number'), /^[0-9A-Za-z-]{1,50}$/, 'a PA number without spaces'),
    line: line === '' ? 1 : Number(line),
    memberId,
    location: cells.formed('location', location, rules.location, "of the payer's form for ID and service location"),
    procedures: parts(cells.required('procedures').toUpperCase()).map((procedure) =>
      cells.formed('procedures', procedure, PROCEDURE, code),
    ),
    modifiers: parts(cells.text('modifiers').toUpperCase()).map((modifier) =>
      cells.formed('modifiers', modifier, /^[0-9A-Z]{2}$/, 'a modifier of two capitals or digits; | between several'),
    ),
    from,
    to,
    units: cells.formed('units', cells.text('units'), /^(?=.*[1-9])\d{1,8}(?:\.\d{1,4})?$/, units),
  };
}

function address(cells: ReferenceCells, rules: ReferenceRules): PostalAddress {
  const state = cells.text('state').toUpperCase();
  if (state !== '' && !rules.states.has(state)) {
    cells.refuse('state', 'is no state or province code; use the two letters, such as MA');
  }
  const postalCode = cells.text('postal_code').toUpperCase();
  return {
    lines: [cells.text('address_1'), cells.text('address_2')].filter(Boolean),
    city: cells.text('city'),
    state,
    postalCode: cells.formed('postal_code', postalCode, POSTAL_CODE, 'a postal code of five or nine digits (02108)'),
  };
}

function parts(cell: string): string[] {
  return cell.split(/[|;\s]+/).filter(Boolean);
}

function assignmentList({ assignments }: ReferenceRules): string {
  return [...new Set(assignments.values())].join(', ');
}
