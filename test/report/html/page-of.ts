import type { FileOutcome } from '../../../src/envelope/outcome.js';
import { examine } from '../../../src/examination/examine.js';
import { DEFAULT_POLICY, type FindingPolicy } from '../../../src/findings/policy.js';
import { compiledGuide } from '../../../src/guides/compiled-guides.js';
import { DEFAULT_OPTIONS } from '../../../src/partners/profile.js';
import { ReportCollector } from '../../../src/report/html/collector.js';
import type { ReportContents } from '../../../src/report/html/contents.js';
import { renderHtmlReport } from '../../../src/report/html/page.js';
import { SetValidator } from '../../../src/validate/set-validator.js';
import { schemas } from '../../support/units.js';

const SYNTAX_ONLY: FindingPolicy = {
  ...DEFAULT_POLICY,
  snip: { ...DEFAULT_POLICY.snip, 3: 'off', 4: 'off', 5: 'off', 6: 'off', 7: 'off' },
};

/**
 * The page about a file, as `validate --guide-only --html` makes it, and what it was made of. `asBig`: as if
 * it were a large file, whose clean parts are not shown. Checks SNIP types 1 and 2, or what `policy` says.
 */
export async function pageOf(
  content: string | Uint8Array,
  { showValues = false, fileName = 'batch.x12', asBig = false, policy = SYNTAX_ONLY } = {},
): Promise<{ readonly page: string; readonly contents: ReportContents; readonly outcome: FileOutcome }> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const collector = new ReportCollector(asBig ? Number.MAX_SAFE_INTEGER : bytes.length);
  const context = {
    payer: {
      name: '',
      qualifier: 'ZZ',
      id: '',
      aliases: [],
      applicationIds: [],
      timeZone: 'UTC',
      providerLocationPattern: '^$',
      senderIdRule: 'any' as const,
    },
    profile: undefined,
    catalogue: schemas.findings,
    guideIndex: schemas.guideIndex,
    handlers: [],
    validatorFactory: () =>
      new SetValidator(
        {
          compiled: (guideId) => compiledGuide(schemas, guideId),
          findings: schemas.findings,
          segmentDirectory: schemas.segmentDirectory,
        },
        { policy },
      ),
  };
  const outcome = await examine([bytes], context, {
    sets: (rows) => collector.sets(rows),
    interchange: (interchange) => collector.interchange(interchange),
  });
  const contents = collector.contents(outcome);
  const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  const page = renderHtmlReport(
    contents,
    { schemas, read, options: DEFAULT_OPTIONS, showValues },
    { fileName, checkedAt: '2026-11-22 14:05 UTC' },
  );
  return { page, contents, outcome };
}
