import { isInRanges } from '../../domain/prior-authorization/rules.js';
import type { AssignmentRule, PriorAuthorizationOverlay } from '../prior-authorization-tables.js';

/** What a request says that leads to its assignment. */
export interface AssignmentClues {
  /** UM03 of each service line (the event's where the line has none) with its procedure, in order. */
  readonly services: readonly { readonly serviceType: string; readonly procedureCode: string }[];
  /** Patient's birth date, ISO, '' when not given. */
  readonly birthDate: string;
  /** ISO date on which age counts. */
  readonly on: string;
}

/**
 * The assignment of a request: the first service line for which a rule gives one. `needsBirthDate` when a rule would
 * have, had the age been known; '' when no rule fits.
 */
export function assignmentOf(
  clues: AssignmentClues,
  overlay: Pick<PriorAuthorizationOverlay, 'assignmentRules' | 'adultFromAge'>,
): { readonly assignment: string; readonly needsBirthDate: boolean } {
  const age = ageOn(clues.birthDate, clues.on);
  let needsBirthDate = false;
  for (const service of clues.services) {
    for (const rule of overlay.assignmentRules) {
      if (!fits(rule, service)) continue;
      if (rule.age === undefined) return { assignment: rule.assignment, needsBirthDate: false };
      if (age === undefined) needsBirthDate = true;
      else if (age >= overlay.adultFromAge === (rule.age === 'adult')) {
        return { assignment: rule.assignment, needsBirthDate: false };
      }
    }
  }
  return { assignment: '', needsBirthDate };
}

function fits(rule: AssignmentRule, service: AssignmentClues['services'][number]): boolean {
  if (rule.serviceTypes !== undefined && !rule.serviceTypes.includes(service.serviceType)) return false;
  return rule.procedures === undefined || isInRanges(service.procedureCode, rule.procedures);
}

/** Whole years from a birth date to a day, both ISO; undefined when the birth date is not one. */
function ageOn(birthDate: string, on: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(birthDate)) return undefined;
  const years = Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return on.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
