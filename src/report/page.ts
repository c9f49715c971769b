import { type Html, html, render, trusted } from "./html.ts";
import { pageStyle } from "./page-style.ts";

/**
 * A whole HTML document that needs nothing else: no network, no scripts. Its policy tells the browser to hold it
 * to that.
 * @param style what the page needs beside the style of every page
 */
export function page(title: string, body: Html, style = ""): string {
  return `${render(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title><link rel="icon" href="data:,">
<style>${trusted(pageStyle + style)}</style></head>
<body><main>${body}</main><footer>Written by madeleine. This page is complete: it loads nothing and runs no scripts.</footer></body></html>`)}\n`;
}
