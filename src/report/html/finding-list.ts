import type { NumberedFinding } from '../finding-id.js';
import { LineCounter } from '../line-counter.js';
import { ruleLine } from '../rule-line.js';
import { findingWords, whereabouts } from '../text.js';
import { acknowledgmentPlace, type FindingEnclosure } from './acknowledgment-place.js';
import type { ReportContents } from './contents.js';
import { html, type Markup } from './markup.js';
import { type PageText, shortened } from './page-text.js';
import { severitySign } from './segment-markup.js';
import type { ReportSetting } from './setting.js';

/** The findings one after another: what is wrong, how to mend it, where it stands and which acknowledgment says it. */
export function drawFindingList(contents: ReportContents, setting: ReportSetting, page: PageText): void {
  const lines = new LineCounter(setting.read);
  const draw = (heading: string, findings: readonly NumberedFinding[], enclosure: FindingEnclosure): void => {
    if (findings.length === 0) return;
    page.add(html`<h3>${heading}</h3>\n`);
    for (const numbered of findings) page.add(card(numbered, enclosure, lines, setting));
  };
  draw('The file as a whole', contents.findings, {});
  for (const interchange of contents.interchanges) {
    const where = `interchange ${shortened(interchange.outcome.header.controlNumber)}`;
    draw(`The envelope of ${where}`, interchange.findings, { interchange });
    for (const group of interchange.groups) {
      const number = group.outcome === undefined ? '' : `group ${shortened(group.outcome.controlNumber)}, `;
      draw(`The envelope of ${number}${where}`, group.findings, { interchange, group });
      for (const set of group.sets) {
        const { controlNumber } = set.outcome;
        draw(`Transaction set ${shortened(controlNumber)} of ${number}${where}`, set.findings, {
          interchange,
          group,
          set,
        });
      }
    }
  }
}

function card(
  { id, finding }: NumberedFinding,
  enclosure: FindingEnclosure,
  lines: LineCounter,
  setting: ReportSetting,
): Markup {
  const words = findingWords(finding, setting.schemas.findings);
  const answer = acknowledgmentPlace(finding, enclosure, setting.options);
  const line = lines.lineAt(finding.place.byteOffset);
  const place = [
    whereabouts(finding, enclosure.set?.outcome.transactionSet),
    `line ${line}, byte ${finding.place.byteOffset}`,
  ]
    .filter(Boolean)
    .join('; ');
  const severity = finding.severity === 'reject' ? 'Fault' : 'Remark';
  return html`<article class="finding ${finding.severity}" id="${id}">
<h4><span class="sign">${severitySign(finding)}</span> ${words.title} <span class="id">${severity} ${id}</span></h4>
<p>${words.message}</p>
<p class="mend"><b>To mend it:</b> ${words.mend}</p>
<dl><dt>Place</dt><dd><a href="#at-${id}">${place}</a></dd>
${answer === '' ? undefined : html`<dt>Answer</dt><dd><code>${answer}</code></dd>\n`}<dt>Rule</dt><dd>${finding.code}; ${ruleLine({ snip: finding.snip, source: words.source })}</dd></dl>
</article>
`;
}
