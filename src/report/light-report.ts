import type { RecallReport, ReportPicture } from "./recall-report.ts";
import { shownSteps } from "./shown-steps.ts";

/**
 * The reports with pictures of at most `budget` bytes together: first every report's cue, read-out and original,
 * then the steps that are shown and the thumbnails. Those that find no room, and those that aren't shown, lose
 * their URL.
 */
export function lightReports(reports: readonly RecallReport[], budget: number): RecallReport[] {
  let left = budget;
  const fitted = (picture: ReportPicture): ReportPicture => {
    if (picture.url.length > left) return { ...picture, url: "" };
    left -= picture.url.length;
    return picture;
  };
  const outlined = reports.map((report) => ({
    ...report,
    cue: fitted(report.cue),
    settled: fitted(report.settled),
    ...(report.start && { start: fitted(report.start) }),
    ...(report.original && { original: fitted(report.original) }),
  }));
  return outlined.map((report) => {
    const shown = new Set(shownSteps(report.steps.length).slice(0, -1));
    return {
      ...report,
      steps: report.steps.map((step, i) => {
        const { picture } = step;
        return { ...step, picture: shown.has(i) ? fitted(picture) : { ...picture, url: "" } };
      }),
      items: report.items.map((item) =>
        item.thumbnail ? { ...item, thumbnail: fitted(item.thumbnail) } : item,
      ),
    };
  });
}
