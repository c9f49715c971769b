import { checkStyle } from "./check-style.ts";

/** What a page of bags needs beside the style of every page. */
export const bagsStyle: string = `${checkStyle}
.chart text.row { fill: var(--ink); font-size: 12.5px; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; } .chart .dot.main { fill: var(--accent); } .chart .dot.rest { stroke: var(--soft); } .chart .line.rest { stroke-dasharray: none; }
.levels.compared th + th, .levels.compared td + td, .levels.compared th + td { padding-left: 1.25rem; }
section > h3 { margin-top: 1.75rem; }
.bag-title { display: flex; flex-wrap: wrap; gap: .4rem .75rem; align-items: baseline; margin: 0 0 .35rem; }
.score { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .75rem; align-items: center; margin: 0 0 .6rem; font-size: .875rem; }
.deciding li { display: flex; gap: .6rem; align-items: center; padding: .3rem 0; border-top: 1px solid var(--line); font-size: .875rem; line-height: 1.35; }
.deciding li > span { min-width: 0; } .deciding .remark { display: block; font-size: .8125rem; font-variant-numeric: tabular-nums; }
.deciding img, .deciding .blank { flex: none; display: block; width: 2.5rem; height: 2.5rem; border-radius: .25rem; background: var(--track); object-fit: cover; image-rendering: pixelated; }
.bag > .remark { margin: .4rem 0 0; } .more .sheets { margin-top: .75rem; }
`;
