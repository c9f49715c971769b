import { type Html, html } from "./html.ts";
import type { ReportPicture } from "./recall-report.ts";

/** About how wide a picture of the strip is shown, in CSS pixels. */
const shownWidth = 200;

/**
 * A picture in a frame of the proportions `frame` (width / height); fine pixels are kept sharp. A picture without a
 * URL was left out to keep the page small.
 */
export function framedPicture(picture: ReportPicture, alt: string, frame: number): Html {
  const style = `aspect-ratio:${decimal(frame)}`;
  if (picture.url === "") {
    return html`<div class="frame missing" style="${style}">left out: the page would be too large</div>`;
  }
  const proportions = proportionsOf(picture);
  const width = Math.min(100, (100 * proportions) / frame);
  const tiny = picture.width <= shownWidth / 2;
  return html`<div class="frame" style="${style}"><img class="${tiny ? "tiny" : "fine"}" src="${picture.url}" alt="${alt}" style="width:${decimal(width)}%;aspect-ratio:${decimal(proportions)}"></div>`;
}

/** The proportions of a frame that suits all the pictures: as wide as the narrowest, within reason. */
export function frameOf(pictures: readonly ReportPicture[]): number {
  return Math.min(1.6, Math.max(0.7, Math.min(...pictures.map(proportionsOf))));
}

/** A square thumbnail that {@link thumbnailAgain} can show once more without repeating its bytes. */
export function thumbnail({ url }: ReportPicture, id: string, alt: string): Html {
  if (url === "") return html`<span class="thumbnail"></span>`;
  return html`<svg class="thumbnail" viewBox="0 0 64 64" role="img" aria-label="${alt}"><image id="${id}" href="${url}" width="64" height="64" preserveAspectRatio="xMidYMid slice"/></svg>`;
}

/** The thumbnail that stands elsewhere on the page as `id`; ornament, beside its name. */
export function thumbnailAgain({ url }: ReportPicture, id: string): Html {
  if (url === "") return html`<span class="thumbnail small"></span>`;
  return html`<svg class="thumbnail small" viewBox="0 0 64 64" aria-hidden="true" focusable="false"><use href="#${id}"/></svg>`;
}

/** @throws RangeError for a picture that the page would have to fetch, or one without a size. */
export function requirePicture(what: string, { url, width, height }: ReportPicture): void {
  if (url !== "" && !url.startsWith("data:image/")) {
    throw new RangeError(
      `recallPage: ${what} must be a data:image/… URL, got "${url.slice(0, 40)}"; dataUrl makes one of a file's bytes`,
    );
  }
  if (!(width > 0 && height > 0 && Number.isFinite(width / height))) {
    throw new RangeError(`recallPage: ${what} must have a width and a height, got ${width} × ${height}`);
  }
}

function proportionsOf({ width, height }: ReportPicture): number {
  return width / height;
}

function decimal(value: number): string {
  return String(Math.round(1e3 * value) / 1e3);
}
