import { type Markup, trusted } from './markup.js';

/** The page's only style sheet. Shapes and signs carry the meaning; color comes on top. */
export const STYLE: Markup = trusted(`
:root { color-scheme: light dark; --ink: #1d2530; --soft: #56616f; --paper: #ffffff; --band: #f4f6f8; --rule: #d5dae0;
  --link: #1a56a8; --fault: #a3131f; --fault-band: #fdf0f0; --remark: #7a4b00; --remark-band: #fdf6e7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ed; --soft: #a3adb9; --paper: #14181d; --band: #1d232a;
  --rule: #39424d; --link: #8ab8f5; --fault: #ff9a9a; --fault-band: #35191b; --remark: #f0c674; --remark-band: #2f2613; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 .25rem; font-size: 1.9rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.3rem; font-weight: 600; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1rem; font-weight: 600; color: var(--soft); }
h4 { margin: 0; font-size: 1.05rem; font-weight: 600; }
p { margin: .35rem 0; }
a { color: var(--link); }
code { white-space: pre-wrap; font: .9em/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.lead { max-width: 46rem; color: var(--soft); font-size: 1.05rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; margin: 1.25rem 0 0; }
.facts dt, article dt { color: var(--soft); }
.facts dd, article dd { margin: 0; }
table { border-collapse: collapse; }
th, td { overflow-wrap: break-word; padding: .35rem 1.5rem .35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { color: var(--soft); font-weight: 500; font-size: .9rem; }
.number { padding-right: 0; text-align: right; font-variant-numeric: tabular-nums; }
.level1 { padding-left: 1.25rem; } .level2 { padding-left: 2.5rem; }
.others td { color: var(--soft); }
.left-out { margin-top: 1rem; padding: .6rem .9rem; border: 1px solid var(--remark); border-radius: 4px; background: var(--remark-band); }
article { margin: .75rem 0; padding: .8rem 1rem .9rem; border: 1px solid var(--rule); border-left: 5px solid var(--fault);
  border-radius: 4px; break-inside: avoid; }
article.warn { border-left-style: double; border-left-color: var(--remark); }
article:target, li .note:target { outline: 3px solid var(--link); outline-offset: 2px; }
.sign { color: var(--fault); } .warn .sign { color: var(--remark); }
.id { float: right; margin-left: 1rem; color: var(--soft); font-weight: 400; font-size: .9rem; }
.mend { margin: .5rem 0; }
article dl { display: grid; grid-template-columns: 4rem 1fr; gap: .1rem .75rem; margin: .6rem 0 0; font-size: .9rem; }
ol { margin: 0; padding: 0; list-style: none; }
ol ol { margin-left: .45rem; padding-left: 1rem; border-left: 1px solid var(--rule); }
summary { padding: .2rem 0; cursor: pointer; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.part > details > summary { padding: .35rem .6rem; background: var(--band); border-radius: 4px; }
.part { margin: .4rem 0; }
.verdict, .size, .name, .position, .remark, .hidden { color: var(--soft); font-size: .85rem; }
.verdict { float: right; margin-left: 1rem; }
.hidden { padding: .15rem 0; font-style: italic; }
.line { padding: .05rem .4rem .05rem 3.4rem; text-indent: -3rem; }
.line > * { text-indent: 0; }
.position { display: inline-block; min-width: 2.4rem; margin-right: .6rem; text-align: right; font-variant-numeric: tabular-nums; }
.name { margin-left: .75rem; }
.remark { font-weight: 600; color: var(--fault); }
code i { margin: 0 .08em; color: var(--soft); font-style: normal; }
code em { color: var(--soft); font-family: system-ui, sans-serif; font-size: .9em; }
.segment.reject, .segment.warn { margin: .3rem 0; border-radius: 4px; background: var(--fault-band); break-inside: avoid; }
.segment.warn { background: var(--remark-band); }
.segment.gap code { padding: .05rem .5rem; border: 1px dashed currentColor; border-radius: 3px; }
mark { padding: .1em .2em; border-radius: 2px; background: none; color: inherit; font-weight: 700;
  border-bottom: 3px solid var(--fault); }
mark.warn { border-bottom: 3px double var(--remark); }
.note { margin: 0; padding: .1rem .6rem .35rem 3.4rem; font-size: .92rem; }
.note a { font-weight: 600; color: var(--fault); } .note.warn a { color: var(--remark); }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: .9rem; }
@media (max-width: 40rem) { body { padding: 1rem .75rem 3rem; } th, td { padding-right: .5rem; overflow-wrap: anywhere; }
  .facts { grid-template-columns: 1fr; } .level1 { padding-left: .4rem; } .level2 { padding-left: .8rem; } ol ol { margin-left: 0; padding-left: .5rem; }
  .verdict, .id { float: none; display: block; margin-left: 0; } .note { padding-left: .6rem; } }
@page { margin: 15mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --band: #f4f6f8; --rule: #bbb; --link: #000;
    --fault: #000; --fault-band: #fff; --remark: #000; --remark-band: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, h3, h4, summary { break-after: avoid; }
  article, .segment, tr { break-inside: avoid; }
  .segment.reject, .segment.warn { border: 1px solid #888; }
  a { text-decoration: none; }
}
`);
