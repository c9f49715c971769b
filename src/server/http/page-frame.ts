import { html, raw } from "hono/html";

type Markup = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; --ink: #221d18; --soft: #6a6158; --paper: #faf7f1; --line: #e5ddd1; --accent: #a5551b; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece5db; --soft: #a79d91; --paper: #161412; --line: #37312a; --accent: #e59a5c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: clamp(1.5rem, 5vw, 3rem) clamp(1rem, 4vw, 2rem); }
h1 { font: 500 2rem/1.2 ui-serif, Georgia, serif; margin: 0 0 .5rem; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.1rem; }
a { color: var(--accent); }
.soft { color: var(--soft); }
details { border-top: 1px solid var(--line); padding: .6rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 4.5rem; color: var(--accent); font: 600 .8rem ui-monospace, monospace; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
td, th { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
`;

/** A page of the server's own: no script, nothing from elsewhere. */
export async function pageFrame(title: string, body: Markup): Promise<string> {
  return String(
    await html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,"><style>${raw(style)}</style></head>
<body><main>${body}</main></body></html>`,
  );
}
