import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReferenceKind } from '../../../src/domain/reference.js';
import type { ReferenceRules } from '../../../src/operations/reference/reference-cells.js';
import { importReference, type ReferenceImportRequest } from '../../../src/operations/reference/reference-import.js';
import type { Ledger } from '../../../src/store/ledger.js';
import { newLedger, temporaryFolder } from '../../store/material.js';

/** Invented reference files and what they are imported with. */

export const RULES: ReferenceRules = {
  location: /^[0-9]{9}[A-Z]$/u,
  memberId: /^[0-9A-Za-z]{12}$/,
  states: new Set(['MA', 'NH', 'RI']),
  assignments: new Map([
    ['oxygen', 'oxygen'],
    ['ox', 'oxygen'],
    ['home-health', 'home-health'],
  ]),
  today: '2031-03-01',
};

export const HEADERS: Readonly<Record<ReferenceKind, string>> = {
  providers: 'location,npi,name,taxonomies,provider_type,address_1,city,state,postal_code,entitled_assignments',
  members:
    'member_id,last_name,first_name,birth_date,gender,address_1,city,state,postal_code,eligible_from,eligible_to,case_management',
  authorizations: 'number,line,member_id,location,procedures,modifiers,from,to,units',
  services: 'from,to,needs_authorization,drug,reviewed_by',
};

export const ROWS: Readonly<Record<ReferenceKind, string>> = {
  providers: '110012345A,1234567893,Harbor Clinic,207Q00000X|363L00000X,01,1 Pier Rd,Boston,MA,02108,OX|home-health',
  members: '100000000001,Doe,Ann,1990-02-28,F,2 Elm St,Salem,MA,01970,2030-01-01,,yes',
  authorizations: 'PA26-000123,1,100000000001,110012345A,T1019|T1020,U1,2031-01-01,2031-06-30,120.5',
  services: 'E0424,E0447,yes,no,',
};

/** A ledger with a folder beside it in which files lie. */
export class ReferenceBench {
  readonly folder = temporaryFolder();
  readonly ledger: Ledger = newLedger(join(this.folder, 'ledger.db'));

  /** Writes a file and imports it. */
  import(kind: ReferenceKind, content: string | Uint8Array, change: Partial<ReferenceImportRequest> = {}) {
    const file = join(this.folder, 'file.csv');
    writeFileSync(file, content);
    return this.importFile(kind, file, change);
  }

  importFile(kind: ReferenceKind, file: string, change: Partial<ReferenceImportRequest> = {}) {
    return importReference(
      { ledger: this.ledger, lockFile: join(this.folder, 'reference-import.db'), rules: RULES },
      {
        kind,
        file,
        isDryRun: false,
        allowSmaller: false,
        actor: 'tester',
        now: '2031-03-01T12:00:00.000Z',
        ...change,
      },
    );
  }

  /** Imports the standard header of a kind with these rows. */
  rows(kind: ReferenceKind, ...rows: readonly string[]) {
    return this.import(kind, `${[HEADERS[kind], ...rows].join('\n')}\n`);
  }
}
