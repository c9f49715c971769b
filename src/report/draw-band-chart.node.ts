import type { BandChart } from "./band-chart.ts";
import { bandChartView } from "./band-chart-view.node.ts";
import { render } from "./html.ts";

/**
 * A chart as markup for a page of one's own: a figure with legend, SVG (class `plot`), caption and the values folded up,
 * in the page's own colours.
 * @param id begins the ids in it; one per chart of a page
 */
export function drawBandChart(chart: BandChart, id: string): string {
  return render(bandChartView(chart, id));
}
