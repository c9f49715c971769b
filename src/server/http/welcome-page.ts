import { html } from "hono/html";
import { pageFrame } from "./page-frame.ts";

/** What stands at `/` where the page isn't built. */
export function welcomePage(version: string): Promise<string> {
  return pageFrame(
    "Madeleine",
    html`<h1>Madeleine</h1>
<p>Associative memory, version ${version}. This server remembers and recalls; the page to look at isn't part of this build.</p>
<ul>
<li><a href="/docs">What it can be asked</a>, and the same <a href="/openapi.json">as an OpenAPI document</a></li>
<li><a href="/memories">The memories it has</a></li>
<li>Agents connect to <code>/mcp</code> (Model Context Protocol, streamable HTTP)</li>
<li><a href="/healthz">Whether it is well</a>, and <a href="/metrics">its numbers</a> for Prometheus</li>
</ul>`,
  );
}
