export { bagsPage, bagsVerdict } from "./bags-page.ts";
export type { BagsMethod, BagsReport, ReportBag, ReportInstance } from "./bags-report.ts";
export { checkPage } from "./check-page.ts";
export type { CheckReport, ReportGroup } from "./check-report.ts";
export { classesPage, classesVerdict } from "./classes-page.ts";
export type { ClassesMethod, ClassesReport, ReportAlike, ReportMistake } from "./classes-report.ts";
export { dataUrl } from "./data-url.ts";
export { largestPage, recallPage, recallPages } from "./recall-page.ts";
export type {
  Certainty,
  RecallRates,
  RecallReport,
  RecallStep,
  ReportItem,
  ReportModel,
  ReportPicture,
} from "./recall-report.ts";
