import type { ReportContents } from './contents.js';
import { drawFindingList } from './finding-list.js';
import { html } from './markup.js';
import { counted, PageText } from './page-text.js';
import type { ReportSetting } from './setting.js';
import { STYLE } from './style.js';
import { type CheckFacts, headline, summaryMarkup } from './summary.js';
import { drawTree } from './tree.js';

/** How every page of ours begins; tells a report that may be replaced from another person's file. */
export const REPORT_MARK =
  '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="x12-gateway">';

/** Nothing may be loaded or run: the page needs nothing but itself, whatever a file managed to put into it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A file's check as one HTML page that needs nothing beside itself: a summary, the findings with how to mend them, and
 * the file as a tree with the findings in their places. Values that may identify a person are bullets unless
 * `setting.showValues`. A page is at most about 6 MB; what does not fit is counted. Reads only what it shows. UTF-8.
 */
export function renderHtmlReport(contents: ReportContents, setting: ReportSetting, facts: CheckFacts): string {
  const page = new PageText();
  page.add(html`
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>X12 check: ${headline(contents)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${summaryMarkup(contents, facts)}`);
  const { counts } = contents;
  if (counts.shown > 0) {
    page.add(html`<section aria-labelledby="findings"><h2 id="findings">What to mend</h2>\n`);
    drawFindingList(contents, setting, page);
    page.add(html`</section>\n`);
  }
  page.add(html`<section aria-labelledby="file"><h2 id="file">The file</h2>\n<p>${treeNote(contents)}</p>\n`);
  drawTree(contents, setting, page);
  page.add(html`</section>\n</main>\n<footer><p>${maskNote(setting.showValues)}</p>
<p>This page checks form and content against the rules named in it. It promises no acceptance by a payer.</p></footer>
</body>
</html>
`);
  return REPORT_MARK + page.markup.text;
}

function treeNote({ isWhole, counts }: ReportContents): string {
  if (isWhole && counts.shown === 0) return 'Parts without findings are folded: open them with a click.';
  if (isWhole) return 'Parts with findings stand open, the others are folded. Point at a value to see its name.';
  return `Only parts with findings are shown; the others are counted. ${counted(counts.shown, 'finding')} below. Point at a value to see its name.`;
}

function maskNote(showValues: boolean): string {
  return showValues
    ? 'This page shows values that identify people: keep it as you keep the file itself.'
    : 'Values that may identify a person (names, numbers, dates, addresses, diagnoses) are masked with bullets, one for each character.';
}
