import { html } from "hono/html";
import { pageFrame } from "./page-frame.ts";

type Markup = ReturnType<typeof html>;

/** As much of an OpenAPI document as the page shows. */
export interface ApiDocument {
  info: { title: string; version: string; description?: string };
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: { name?: string; in?: string; required?: boolean; schema?: unknown; description?: string }[];
  requestBody?: { content?: Record<string, { schema?: unknown }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: unknown }> }>;
}

/** The API's document as a page to read. */
export function docsPage({ info, paths = {}, components }: ApiDocument): Promise<string> {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? "Other"))];
  return pageFrame(
    info.title,
    html`<h1>${info.title}</h1><p class="soft">Version ${info.version} · <a href="/openapi.json">openapi.json</a></p>
<p>${info.description ?? ""}</p>
${groups.map(
  (group) =>
    html`<h2>${group}</h2>${operations
      .filter(({ operation }) => (operation.tags?.[0] ?? "Other") === group)
      .map(operationView)}`,
)}
<h2>Schemas</h2>${Object.entries(components?.schemas ?? {}).map(([name, schema]) => bodyView(name, schema))}`,
  );
}

function operationView({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): Markup {
  const { summary = "", description, parameters = [], requestBody, responses = {} } = operation;
  return html`<details><summary><b>${method.toUpperCase()}</b> <code>${path}</code> <span class="soft">${summary}</span></summary>
${description ? html`<p>${description}</p>` : ""}
${parameters.length > 0 ? html`<table><tr><th>Parameter</th><th>In</th><th></th></tr>${parameters.map(parameterRow)}</table>` : ""}
${Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => bodyView(`Body, ${type}`, schema))}
${Object.entries(responses).map(
  ([status, { description: told = "", content = {} }]) =>
    html`<p><b>${status}</b> ${told}</p>${Object.entries(content).map(([type, { schema }]) => bodyView(type, schema))}`,
)}
</details>`;
}

function parameterRow(parameter: NonNullable<Operation["parameters"]>[number]): Markup {
  const { name = "", in: where = "", required = false, schema, description } = parameter;
  const told = description ?? describedIn(schema);
  return html`<tr><td><code>${name}</code></td><td>${where}${required ? ", required" : ""}</td><td>${told} <code class="soft">${JSON.stringify(schema)}</code></td></tr>`;
}

function describedIn(schema: unknown): string {
  return typeof schema === "object" && schema && "description" in schema ? String(schema.description) : "";
}

function bodyView(title: string, schema: unknown): Markup {
  return html`<details><summary class="soft">${title}</summary><pre>${JSON.stringify(schema, undefined, 2)}</pre></details>`;
}
