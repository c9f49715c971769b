/** What a page of a check needs beside the style of every page. */
export const checkStyle: string = `
.badge.holds { color: var(--recalled); } .badge.partly { color: var(--blend); } .badge.fails { color: var(--unknown); }
.chart.wide { max-width: 38rem; }
.curves { display: grid; gap: 1.5rem 3.5rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
.chart .line.second, .swatch .line.second { stroke: var(--recalled); stroke-dasharray: 7 4; stroke-width: 2; }
.chart .line.rest, .swatch .line.rest { stroke: var(--soft); stroke-dasharray: 2 4; stroke-width: 2; }
.swatch { width: 1.75rem; height: .5rem; margin-right: .5rem; } .swatch .line { fill: none; stroke: var(--accent); stroke-width: 2.25; stroke-linecap: round; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .5rem 0; color: var(--soft); font-size: .875rem; } .legend li { display: flex; align-items: center; }
.column { fill: var(--accent); } .column.failing { fill: var(--unknown); }
.chart .threshold { stroke: var(--ink); stroke-width: 1.25; stroke-dasharray: 4 3; }
.levels { font-size: .875rem; } .levels.compared { width: auto; margin-top: 1.25rem; } .levels td, .levels tbody th { padding: .3rem 0; } .levels tbody th { color: var(--ink); font-size: inherit; font-weight: 400; white-space: nowrap; }
.sheets { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: 1.25rem; }
.sheets > li { padding: .9rem 1rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); min-width: 0; }
.sheets > li.large { grid-column: 1 / -1; }
.sheet { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: .6rem; } .sheet li { flex: 0 0 auto; width: 6rem; min-width: 0; font-size: .75rem; line-height: 1.3; }
.sheet.words li { width: auto; font-size: .875rem; }
.sheet img, .sheet .blank { display: block; width: 6rem; height: 6rem; margin-bottom: .3rem; border-radius: .375rem; background: var(--track); object-fit: cover; }
.sheet .name { display: -webkit-box; overflow: hidden; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
.advised { margin: 0 0 1rem; font-size: 1.125rem; } .advised b { font-weight: 600; }
.reasons { list-style: disc; padding-left: 1.2rem; max-width: 46rem; } .reasons li { margin-bottom: .4rem; overflow-wrap: anywhere; }
.figures dt { color: var(--ink); } .figures dd > span { display: block; color: var(--soft); font-size: .875rem; }
@media (min-width: 64rem) { .curves { grid-template-columns: minmax(0, 38rem) minmax(0, 1fr); } }
@media (max-width: 40rem) { .sheet li { width: 5.25rem; } .sheet img, .sheet .blank { width: 5.25rem; height: 5.25rem; } .levels th + th, .levels th + td, .levels td + td { padding-left: .5rem; } }
@media print { .sheets > li { break-inside: avoid; } }
`;
