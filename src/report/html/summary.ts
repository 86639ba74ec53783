import type { SnipType } from '../../findings/finding.js';
import type { ReportContents, ReportedGroup, ReportedInterchange } from './contents.js';
import { html, type Markup } from './markup.js';
import { counted, shortened } from './page-text.js';
import { groupVerdict, interchangeVerdict, SNIP_NAMES, setVerdict } from './words.js';

/** Facts of the check that the file does not tell. */
export interface CheckFacts {
  /** The file as its reader knows it; '' to leave it out. */
  readonly fileName: string;
  /** When it was checked, as text with its time zone. */
  readonly checkedAt: string;
}

/** The top of the page: what came of the file, which file it was, and how much is wrong with which part of it. */
export function summaryMarkup(contents: ReportContents, facts: CheckFacts): Markup {
  const name = facts.fileName === '' ? undefined : html`<dt>File</dt><dd>${facts.fileName}</dd>`;
  return html`<header>
<h1>${headline(contents)}</h1>
<p class="lead">${explanation(contents)}</p>
<dl class="facts">${name}
<dt>Checked</dt><dd>${facts.checkedAt}</dd>
<dt>Size</dt><dd>${counted(contents.bytes, 'byte')}</dd>
<dt>SHA-256</dt><dd><code>${contents.sha256}</code></dd></dl>
</header>
${verdicts(contents)}${countsMarkup(contents)}`;
}

/** `3 faults to mend, 1 remark`: also the title of the page. */
export function headline({ counts, interchangesReceived }: ReportContents): string {
  const remarks = counts.warnings === 0 ? '' : counted(counts.warnings, 'remark');
  if (interchangesReceived === 0) return 'This file could not be read as X12';
  if (counts.rejections === 0) return remarks === '' ? 'Nothing to mend' : `Nothing to mend, ${remarks}`;
  return `${counted(counts.rejections, 'fault')} to mend${remarks === '' ? '' : `, ${remarks}`}`;
}

function explanation({ counts, interchangesReceived }: ReportContents): string {
  if (interchangesReceived === 0) {
    return 'It holds no readable interchange, that is nothing from an ISA segment to an IEA segment. What was found instead is described below.';
  }
  if (counts.rejections + counts.warnings === 0) return 'No fault was found in this file.';
  if (counts.rejections === 0) return 'Nothing is refused. The remarks below are worth a look before the next file.';
  return 'A fault (✖) refuses the part of the file it stands in; mend it and send that part again. A remark (▲) refuses nothing.';
}

function verdicts({ interchanges }: ReportContents): Markup | undefined {
  if (interchanges.length === 0) return undefined;
  return html`<section aria-labelledby="verdicts"><h2 id="verdicts">What became of each part</h2>
<table><thead><tr><th scope="col">Part</th><th scope="col">Number</th><th scope="col">Verdict</th><th scope="col" class="number">Found</th></tr></thead><tbody>
${interchanges.map(interchangeRows)}</tbody></table></section>
`;
}

function interchangeRows(interchange: ReportedInterchange): Markup {
  const { outcome, findings, groups } = interchange;
  const usage = outcome.header.usage === 'T' ? ' (test)' : outcome.header.usage === 'P' ? ' (production)' : '';
  return html`${row('Interchange', 0, `${outcome.header.controlNumber}${usage}`, interchangeVerdict(interchange), findings.length)}${groups.map(groupRows)}`;
}

function groupRows(group: ReportedGroup): Markup {
  const { outcome, findings, sets } = group;
  const shown = sets.filter((set) => set.findings.length > 0);
  const others = (outcome?.setsReceived ?? shown.length) - shown.length;
  const own =
    outcome === undefined
      ? undefined
      : row('Group', 1, `${outcome.controlNumber}, ${outcome.version}`, groupVerdict(group), findings.length);
  return html`${own}${shown.map((set) => row(`Transaction set ${set.outcome.transactionSet}`, 2, set.outcome.controlNumber, setVerdict(set), set.findings.length))}${
    others > 0
      ? html`<tr class="others"><td colspan="4" class="level2">${counted(others, 'other transaction set')} in this group</td></tr>\n`
      : undefined
  }`;
}

function row(part: string, level: number, number: string, verdict: string, findings: number): Markup {
  return html`<tr><td class="level${level}">${part}</td><td>${shortened(number)}</td><td>${verdict}</td><td class="number">${findings === 0 ? '' : findings}</td></tr>\n`;
}

function countsMarkup({ counts }: ReportContents): Markup | undefined {
  const total = counts.rejections + counts.warnings;
  if (total === 0) return undefined;
  const types = ([0, 1, 2, 3, 4, 5, 6, 7] as readonly SnipType[]).filter((type) => counts.bySnip.has(type));
  const leftOut = total + counts.unkept - counts.shown;
  return html`<section aria-labelledby="counts"><h2 id="counts">What was found</h2>
<p>${counted(counts.rejections, 'fault')} ✖, ${counted(counts.warnings, 'remark')} ▲</p>
<table><thead><tr><th scope="col">Kind of rule</th><th scope="col" class="number">Found</th></tr></thead><tbody>
${types.map((type) => html`<tr><td>${SNIP_NAMES[type]}</td><td class="number">${counts.bySnip.get(type)!.toLocaleString('en-US')}</td></tr>\n`)}</tbody></table>
${leftOut > 0 ? html`<p class="left-out"><b>${counted(leftOut, 'finding')} more ${leftOut === 1 ? 'is' : 'are'} not on this page.</b> Mend what is shown and check the file again.</p>` : undefined}</section>
`;
}
