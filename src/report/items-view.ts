import { bar } from "./bar.ts";
import { type Html, html } from "./html.ts";
import { nameView, shortName } from "./name-view.ts";
import { countOf, ratioText } from "./number-text.ts";
import { thumbnail } from "./picture-view.ts";
import type { RecallReport, ReportItem } from "./recall-report.ts";
import { thumbnailId } from "./thumbnail-id.ts";

/** So many are shown at once; the others unfold. */
const mostOpen = 8;

/** The nearest stored pictures: similarity, weight, and confidence where there is one. */
export function itemsView({ items }: RecallReport, id: string): Html {
  const columns = {
    pictures: items.some((item) => item.thumbnail),
    bars: items.every(({ similarity }) => similarity >= -1 && similarity <= 1),
    confidence: items.some(({ confidence }) => confidence !== null),
  };
  const rows = items.map((item, i) => itemRow(item, thumbnailId(id, i), columns));
  const rest = rows.slice(mostOpen);
  const more = html`<details class="more"><summary>${countOf(rest.length, "more picture")}</summary>
${itemTable(rest, columns)}</details>`;
  const sure = columns.confidence ? " Confidence is how sure it is that the cue comes from the picture." : "";
  return html`${itemTable(rows.slice(0, mostOpen), columns)}${rest.length > 0 ? more : ""}
<p class="remark">Similarity compares the cue with each picture on its own. Weight is the picture’s share in the answer, and no certainty.${sure}</p>`;
}

/** What the items of a report have to show. */
interface Columns {
  readonly pictures: boolean;
  readonly bars: boolean;
  readonly confidence: boolean;
}

/** Roles are written out because narrow screens show the rows as blocks, which would take them away. */
function itemTable(rows: readonly Html[], { confidence }: Columns): Html {
  const number = (title: string): Html =>
    html`<th role="columnheader" scope="col" class="number">${title}</th>`;
  return html`<table class="items" role="table"><thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col">Picture</th><th role="columnheader" scope="col">Similarity</th>${number("Weight")}${confidence ? number("Confidence") : ""}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table>`;
}

function itemRow(item: ReportItem, id: string, columns: Columns): Html {
  const { name, similarity, weight, confidence } = item;
  const empty = columns.pictures ? html`<span class="thumbnail"></span>` : "";
  const picture = item.thumbnail ? thumbnail(item.thumbnail, id, shortName(name)) : empty;
  const number = (title: string, value: number | null): Html =>
    html`<td role="cell" class="number" data-label="${title}">${ratioText(value ?? Number.NaN)}</td>`;
  return html`<tr role="row"><td role="cell" class="picture"><span class="who">${picture}${nameView(name)}</span></td>
<td role="cell" class="similarity" data-label="Similarity">${columns.bars ? bar(similarity) : ""}<span class="number">${ratioText(similarity)}</span></td>
${number("Weight", weight)}${columns.confidence ? number("Confidence", confidence) : ""}</tr>`;
}
