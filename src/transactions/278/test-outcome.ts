import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import { isInRanges } from '../../domain/prior-authorization/rules.js';
import type { TestingOutcome, TestingSettings } from '../prior-authorization-tables.js';

/** What a test request is answered with: the first of the payer's rules that the procedure of a line fits. */
export function testOutcome({ lines }: Pick<PriorAuthorization, 'lines'>, settings: TestingSettings): TestingOutcome {
  const rule = settings.outcomes.find(({ procedures }) => {
    return lines.some((line) => isInRanges(line.procedureCode, procedures));
  });
  return rule?.outcome ?? settings.otherwise;
}
