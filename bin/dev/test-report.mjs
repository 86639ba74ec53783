/** Reading the JSON report of a vitest run. */
import { readFileSync } from 'node:fs';

/**
 * Counts of a run: `{ passed, failed, skipped }`. A test file that could not be loaded counts as one failed, and so does
 * a run that ended badly (`exitCode` not 0) without naming a failure, or left no report.
 */
export function readReport(file, exitCode) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const unloadable = report.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0);
  const failed = report.numFailedTests + unloadable.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
