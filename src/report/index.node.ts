export type { BandChart, BandLine, BandPanel, BandPoint } from "./band-chart.ts";
export { drawBandChart } from "./draw-band-chart.node.ts";
export { experimentPage } from "./experiment-page.node.ts";
export type {
  Claim,
  ComparedNumber,
  ExperimentReport,
  Setting,
  Verdict,
} from "./experiment-report.ts";
export { type ForecastReport, forecastPage } from "./forecast-page.node.ts";
