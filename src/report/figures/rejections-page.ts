import type { ReasonFigure } from '../../domain/claims/figures.js';
import { html, trusted } from '../html/markup.js';
import { REPORT_MARK } from '../html/page.js';
import { STYLE } from '../html/style.js';

/** What a page of rejections is about. */
export interface RejectionsPage {
  readonly payerName: string;
  /** ISO dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly usage: 'P' | 'T';
  /** Provider or partner the figures are narrowed to, '' for all. */
  readonly about: string;
  /** Claims decided, and those refused among them. */
  readonly decided: number;
  readonly refused: number;
  /** Most frequent first, each with its title. */
  readonly reasons: readonly (ReasonFigure & { readonly title: string; readonly mend: string })[];
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/** The bar of a reason, beside the number that says the same. */
const BARS = trusted(`
.bar { display: block; height: .7rem; min-width: 2px; background: var(--fault); border-radius: 2px; }
td.chart { width: 10rem; padding-top: .65rem; }
th.number, td.number { white-space: nowrap; padding-left: 1.2rem; }
@media print { .bar { background: #000; print-color-adjust: exact; } }
`);

/**
 * The reasons of refused claims as one HTML page that needs nothing beside itself: a table with a bar for each reason, and
 * how to mend it. Counts and codes alone: nothing on it tells of a patient. UTF-8.
 */
export function renderRejectionsPage(page: RejectionsPage): string {
  const { reasons, refused, decided } = page;
  const most = reasons[0]?.claims ?? 1;
  const rows = reasons.map(
    ({ title, mend, reason, claimStatus, claims, charge, share }) => html`<tr>
<td><strong>${title}</strong><br>${mend}</td><td><code>${claimStatus}</code><br><code>${reason}</code></td>
<td class="chart" aria-hidden="true"><span class="bar" style="width:${Math.round((claims / most) * 100)}%"></span></td>
<td class="number">${claims}</td><td class="number">${share.toFixed(1)} %</td><td class="number">${charge}</td></tr>\n`,
  );
  const table = html`<table><thead><tr><th>Reason, and how to mend it</th><th>Status</th><th></th>
<th class="number">Claims</th><th class="number">Share</th><th class="number">Charge</th></tr></thead>
<tbody>${rows}</tbody></table>`;
  const text = html`
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Rejected claims, ${page.from} to ${page.to}</title>
<style>${STYLE}${BARS}</style>
</head>
<body>
<main>
<h1>Rejected claims</h1>
<p class="lead">${page.payerName}${page.about === '' ? '' : `, ${page.about}`}: received ${page.from} to ${page.to},
${page.usage === 'T' ? 'test files' : 'production'}.</p>
<p><strong>${refused}</strong> of ${decided} claims were rejected. A claim counts once for each of its reasons.</p>
${reasons.length === 0 ? html`<p>No claim was rejected.</p>` : table}
</main>
</body>
</html>
`;
  return REPORT_MARK + text.text;
}
