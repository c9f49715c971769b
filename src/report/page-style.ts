/** The style of every page: light and dark, from a phone to a desk, and on paper. */
export const pageStyle: string = `
:root { --paper: #faf7f1; --card: #fffefb; --ink: #221d18; --soft: #6a6158; --line: #e5ddd1; --track: #ece5da;
  --accent: #a5551b; --wash: #a5551b1a; --recalled: #2c7248; --blend: #8a5d00; --unknown: #96404f; }
@media screen and (prefers-color-scheme: dark) { :root { --paper: #161412; --card: #1e1b18; --ink: #ece5db;
  --soft: #a79d91; --line: #37312a; --track: #322c26; --accent: #e59a5c; --wash: #e59a5c1f; --recalled: #7ec79a;
  --blend: #e0b454; --unknown: #e58f9e; } }
* { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main, footer { max-width: 70rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
main { padding-top: clamp(1.5rem, 5vw, 4rem); }
footer { padding-block: 2rem 3rem; color: var(--soft); font-size: .8125rem; }
h1, article > header h2 { margin: 0; font: 500 clamp(1.6rem, 1.1rem + 2.3vw, 2.75rem)/1.18 ui-serif, "Iowan Old Style", Palatino, "Palatino Linotype", Georgia, serif; letter-spacing: -.012em; text-wrap: balance; overflow-wrap: anywhere; }
article > header h2 { font-size: clamp(1.4rem, 1.1rem + 1.4vw, 2rem); }
section > h2, section > h3 { margin: 0 0 1rem; font-size: 1rem; font-weight: 600; }
p { margin: 0 0 .75rem; max-width: 44rem; overflow-wrap: anywhere; }
figure, ol, ul, dl, dd { margin: 0; padding: 0; }
ol, ul { list-style: none; }
section { margin-top: clamp(2rem, 5vw, 3.25rem); min-width: 0; }
figcaption, .remark { color: var(--soft); font-size: .875rem; line-height: 1.5; overflow-wrap: anywhere; }
.name { overflow-wrap: anywhere; }
.folder, .others, .label { color: var(--soft); }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.asked { display: flex; flex-wrap: wrap; gap: .4rem .75rem; align-items: center; margin-bottom: 1rem; max-width: none; color: var(--soft); font-size: .875rem; }
.sure { max-width: 52rem; margin: .9rem 0 0; text-wrap: pretty; color: var(--soft); font-size: 1.0625rem; }
.badge { flex: none; display: inline-block; padding: .1rem .6rem .1rem .55rem; border: 1px solid; border-radius: 1rem; font-size: .8125rem; font-weight: 600; white-space: nowrap; color: var(--soft); }
.badge.recalled { color: var(--recalled); } .badge.blend { color: var(--blend); } .badge.unknown { color: var(--unknown); }

.strip { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(8.25rem, 42%), 1fr)); gap: 1.5rem 2rem; margin-top: clamp(1.75rem, 4vw, 2.75rem); }
.strip li { position: relative; min-width: 0; }
.frame { position: relative; display: flex; align-items: center; justify-content: center; border-radius: .5rem; background: var(--track); }
.frame img { display: block; max-height: 100%; border-radius: inherit; outline: 1px solid var(--line); outline-offset: -1px; }
.frame::after { content: "→"; position: absolute; left: 100%; width: 2rem; color: var(--soft); font-size: 1.125rem; text-align: center; }
.settled .frame::after { content: "·"; font-weight: 700; } li:last-child > figure > .frame::after { content: none; }
.tiny { image-rendering: pixelated; }
.frame.gap { background: none; border: 1px dashed var(--line); color: var(--soft); font-size: 1.5rem; }
.frame.missing { padding: .5rem; color: var(--soft); font-size: .75rem; text-align: center; }
.strip figcaption { margin-top: .5rem; font-size: .8125rem; }
.strip .name { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
.strip b { display: block; color: var(--ink); font-weight: 600; }
.size { white-space: nowrap; }

.energy { display: grid; gap: .75rem 3.5rem; grid-template-columns: minmax(0, 1fr); align-items: center; }
.energy figcaption { max-width: 26rem; }
.chart { display: block; width: 100%; max-width: 27rem; height: auto; }
.chart text { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .line { fill: none; stroke: var(--accent); stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round; }
.chart .dot { fill: var(--card); stroke: var(--accent); stroke-width: 2.25; }

.bar, .gauge { display: block; width: 100%; overflow: visible; }
.track { fill: var(--track); } .fill { fill: var(--accent); }
.mark { stroke: var(--ink); stroke-width: 2.5; stroke-linecap: round; }
.fill.rest { fill: var(--soft); opacity: .55; }
.weights { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 1.75rem 3rem; margin-bottom: 1.25rem; }
.weights .gap { align-self: center; color: var(--soft); font-size: .875rem; }
.step { margin: 0 0 .35rem; font-size: .875rem; font-weight: 600; } .step .label { font-weight: 400; }
.shares li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; padding: .3rem 0; font-size: .875rem; line-height: 1.3; }
.shares .thumbnail { grid-row: 1 / 3; margin-right: .75rem; } .shares .blank { background: none; } .shares .title { grid-column: 2 / 4; } .shares .bar { grid-column: 2; }
.shares .number { min-width: 4.25rem; text-align: right; }
.who { display: flex; align-items: center; gap: .6rem; min-width: 0; }
.who .name { min-width: 0; }
.thumbnail { flex: none; display: block; width: 3.25rem; height: 3.25rem; border-radius: .375rem; background: var(--track); overflow: hidden; }
.thumbnail.small { width: 2.25rem; height: 2.25rem; border-radius: .25rem; }

table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th { padding: 0 0 .4rem; color: var(--soft); font-size: .8125rem; font-weight: 500; text-align: left; vertical-align: bottom; }
td, tbody th { padding: .5rem 0; border-top: 1px solid var(--line); }
th + th, td + td, th + td { padding-left: 1.5rem; }
th.number, td.number { text-align: right; } th.number { white-space: normal; }
.items { margin-bottom: .75rem; }
.items td.picture { width: 100%; }
.items td.similarity { min-width: 22rem; }
.similarity .bar { display: inline-block; width: calc(100% - 4rem); vertical-align: middle; }
.similarity .number { display: inline-block; width: 4rem; text-align: right; }
summary { cursor: pointer; width: fit-content; color: var(--accent); font-size: .9375rem; font-weight: 600; }
.more { margin: .25rem 0 1rem; } .more table { margin-top: .75rem; }

.certainty { display: grid; gap: 2rem 3.5rem; grid-template-columns: minmax(0, 1fr); }
.confidence { margin: 0; color: var(--soft); } .confidence .value { color: var(--ink); font-size: 1.75rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.gauge { max-width: 26rem; margin: .25rem 0 .5rem; }
.note { width: fit-content; margin-top: 1rem; padding: .75rem 1rem; border-left: 3px solid var(--blend); background: var(--wash); border-radius: 0 .375rem .375rem 0; }
caption { padding-bottom: .5rem; text-align: left; font-weight: 600; font-size: .875rem; }
.damages { font-size: .875rem; } .damages tbody th { min-width: 8rem; color: var(--ink); font-size: inherit; font-weight: 400; }
.method { margin-top: clamp(2rem, 5vw, 3.25rem); padding-top: 1.25rem; border-top: 1px solid var(--line); }
.formula { margin: 1rem 0; font: 1.25rem/1.4 ui-serif, "Cambria Math", Cambria, Georgia, serif; }
dl { display: grid; grid-template-columns: minmax(0, 12rem) minmax(0, 1fr); gap: .4rem 1rem; font-size: .9375rem; }
dt { color: var(--soft); } dt, dd { overflow-wrap: anywhere; }

.overview { margin-bottom: 2rem; } .counts { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin-top: 1rem; }
.contents li { display: grid; grid-template-columns: minmax(0, 14rem) 11rem minmax(0, 1fr); gap: .25rem 1rem; align-items: baseline; padding: .5rem 0; border-top: 1px solid var(--line); font-size: .9375rem; }
.contents a { color: var(--accent); } .contents .folder { color: inherit; }
.contents .badge { justify-self: start; } .contents .answer { color: var(--soft); overflow-wrap: anywhere; }
nav + article, article + article { margin-top: clamp(3rem, 8vw, 5.5rem); padding-top: clamp(2rem, 5vw, 3rem); border-top: 3px double var(--line); }

.experiment > header .remark { max-width: 52rem; margin-top: .75rem; }
.claims li { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .25rem 1rem; padding: .9rem 0; border-top: 1px solid var(--line); }
.claims .badge { justify-self: start; align-self: start; margin-top: .15rem; } .claims p { max-width: 52rem; margin: 0; }
.plotted { margin-bottom: 2.75rem; } .plotted h3 { margin: 0 0 .5rem; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
.plotted figcaption { max-width: 52rem; margin: .5rem 0 .75rem; }
.plot { display: block; width: 100%; min-width: 36rem; max-width: 60rem; height: auto; color: var(--soft); --plot-background: var(--paper); font: 11.5px system-ui, sans-serif; overflow: visible; }
.plot text { white-space: pre; font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; overflow-wrap: anywhere; gap: .2rem 1.25rem; margin-bottom: .5rem; font-size: .8125rem; } .legend svg { vertical-align: middle; }
.wide { overflow-x: auto; } .values { font-size: .8125rem; width: auto; } .values caption { padding-top: 1rem; }
.values td, .values tbody th, .numbers td, .numbers tbody th { padding-block: .3rem; color: var(--ink); font-size: .875rem; font-weight: 400; }
.values th + th, .values td + td, .values th + td, .values td + th { padding-left: 1.1rem; } .spread { color: var(--soft); }
code { font: .875em ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }

@media (min-width: 56rem) { .energy { grid-template-columns: minmax(0, 27rem) minmax(0, 1fr); }
  .strip { grid-template-columns: repeat(var(--cells), minmax(0, 1fr)); }
  .certainty { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: start; } }
@media (max-width: 56rem) { .strip { column-gap: 1rem; } .frame::after { width: 1rem; font-size: .875rem; }
  .items td.similarity { min-width: 14rem; } }
@media (max-width: 40rem) {
  .items, .items tbody { display: block; } .items thead { position: absolute; clip-path: inset(50%); }
  .items tr { display: grid; grid-template-columns: 1fr 1fr; gap: .25rem 1rem; padding: .75rem 0; border-top: 1px solid var(--line); }
  .items td { padding: 0; border: 0; font-size: .875rem; text-align: left; }
  .items td.picture, .items td.similarity { grid-column: 1 / -1; width: auto; min-width: 0; }
  .items td.similarity { display: flex; align-items: center; gap: .6rem; }
  .items td.number::before, .items td.similarity::before { content: attr(data-label); flex: none; color: var(--soft); margin-right: .5rem; }
  .similarity .bar { flex: 1; width: auto; min-width: 0; } .similarity .number { width: auto; }
  .contents li { grid-template-columns: minmax(0, 1fr) auto; } .contents .answer { grid-column: 1 / -1; }
  .claims li { grid-template-columns: minmax(0, 1fr); }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; }
  th + th, td + td, th + td { padding-left: .75rem; } .items td + td { padding-left: 0; } }
@media print { :root { --paper: #fff; --card: #fff; } body { font-size: 10.5pt; } main, footer { max-width: none; padding-inline: 0; }
  .strip { grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 1rem; }
  figure, tr, .shares li, .certainty > * { break-inside: avoid; } h2, h3 { break-after: avoid; }
  article + article { break-before: page; border-top: 0; padding-top: 0; } summary { color: inherit; }
  .frame, .thumbnail { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
