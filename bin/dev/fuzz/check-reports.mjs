import { expectThat } from './failure.mjs';

/** Stands for what identifies a person; only where the guide protects the element (`plant`). */
export const CANARY = 'ZQCANARY';

/** The page about a judged file, and its findings as text. */
export function reportsOf(library, record, bytes, options, showValues = false) {
  const { schemas } = library;
  const collector = new library.ReportCollector(bytes.length);
  const read = (offset, length) => bytes.subarray(offset, offset + length);
  for (const interchange of record.interchanges) {
    collector.sets(record.sets.filter((set) => set.interchange === interchange.index));
    collector.interchange(interchange);
  }
  const contents = collector.contents(record.file);
  const setting = { schemas, read, options, showValues };
  const page = library.renderHtmlReport(contents, setting, {
    fileName: 'input.x12',
    checkedAt: '2026-11-22 12:00 UTC',
  });
  const text = record.sets
    .flatMap(({ findings, guideId, interchange }) => {
      const { delimiters } = record.interchanges[interchange].header;
      const protection = guideId === '' ? {} : { protection: library.protectionOf(schemas.guide(guideId)) };
      const source = { label: 'input', read, delimiters, ...protection };
      return findings
        .slice(0, 50)
        .map((finding) => library.findingText(finding, schemas.findings, source, { showValues, color: false }));
    })
    .join('\n');
  return { page, text };
}

/** The page needs nothing but itself, runs nothing, is whole, and shows no protected value. */
export function checkReports(library, record, bytes, options, isPlanted) {
  const { page, text } = reportsOf(library, record, bytes, options);
  expectThat(page.endsWith('</html>\n'), 'page', 'it is not whole');
  expectThat(
    !/<(script|img|iframe|object|embed|link|base|form|svg)\b/i.test(page),
    'page',
    'an element that loads or runs something',
  );
  const tags = page.match(/<[a-z][^>]*>/gi).join('');
  const bare = tags.replace(/"[^"]*"/g, '""');
  expectThat(!/\s(on\w+|src|srcset|action)\s*=/i.test(bare), 'page', 'an attribute that loads or runs something');
  expectThat(!/\shref="(?!#)/i.test(tags) && !/url\(/i.test(bare), 'page', 'it refers to something outside');
  expectThat(!/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/.test(page + text), 'page', 'a control character comes through');
  if (isPlanted) {
    expectThat(!page.includes(CANARY), 'masking', 'a protected value stands on the page');
    expectThat(!text.includes(CANARY), 'masking', 'a protected value stands in the text');
  }
}
