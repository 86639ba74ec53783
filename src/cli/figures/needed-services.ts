import type { ReferenceService } from '../../domain/reference.js';
import type { Ledger } from '../../store/ledger.js';

/** Rows asked for at a time. */
const PAGE_SIZE = 500;

/** What the services file says about how much needs a prior authorization. */
export interface NeededServices {
  readonly edition: number;
  /** ISO instant. */
  readonly loadedAt: string;
  /** Codes and ranges of the file that need one, drugs left out. */
  readonly needed: number;
}

/** How many services need a prior authorization, and which file says so; null when none is loaded. */
export function neededServices(ledger: Pick<Ledger, 'references' | 'services'>): NeededServices | null {
  const loaded = ledger.references().find(({ kind }) => kind === 'services');
  if (loaded === undefined) return null;
  let needed = 0;
  for (const _ of servicesInNeed(ledger)) needed++;
  return { edition: loaded.edition, loadedAt: loaded.loadedAt, needed };
}

/** The rows of the services file that need a prior authorization and are no drugs, by code. */
export function* servicesInNeed(ledger: Pick<Ledger, 'services'>): Generator<ReferenceService> {
  let after: ReferenceService | undefined;
  do {
    const page: readonly ReferenceService[] = ledger.services(after, PAGE_SIZE);
    yield* page.filter(({ needsAuthorization, isDrug }) => needsAuthorization && !isDrug);
    after = page.at(-1);
  } while (after !== undefined);
}

/** Whether a procedure is a drug by the services file; each code is looked up once. False while none is loaded. */
export function drugTest({ reference }: Pick<Ledger, 'reference'>): (procedureCode: string) => boolean {
  const known = new Map<string, boolean>();
  return (procedureCode) => {
    let isDrug = known.get(procedureCode);
    if (isDrug === undefined) {
      isDrug = reference.service(procedureCode)?.isDrug === true;
      known.set(procedureCode, isDrug);
    }
    return isDrug;
  };
}
