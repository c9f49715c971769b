import { existsSync } from "node:fs";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { matchedRoutes } from "hono/route";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { type Api, createApi } from "./api.ts";
import { limitBodies } from "./bodies.ts";
import { type ApiDocument, docsPage } from "./docs-page.ts";
import { requireOwnHost, requireSameOrigin, requireToken } from "./guard.ts";
import { keepApart } from "./headers.ts";
import { itemRoutes } from "./item-routes.ts";
import { memoryRoutes, trialRoutes } from "./memory-routes.ts";
import { problemResponse, refusalFor } from "./problem.ts";
import { recallRoute } from "./recall-route.ts";
import { staticFiles } from "./static-files.ts";
import { welcomePage } from "./welcome-page.ts";

export interface AppOptions {
  /** Without it everybody who reaches the server may do everything. */
  readonly token?: string | undefined;
  /** Whether only this machine's own names are answered to. */
  readonly ownHostOnly: boolean;
  /** Where the page's built files lie. */
  readonly page: string;
  /** Hears of errors that are the server's own fault. */
  readonly onFault: (error: Error) => void;
  /** Answers agents at `/mcp`. */
  readonly answerAgent: (request: Request) => Promise<Response>;
}

const description =
  "An associative memory: give it a damaged picture or a partial vector and it brings back the whole item, or says that the cue comes from nothing it knows. Errors are problems (RFC 9457).";

/** Everything that the server answers, as a function from requests to answers. */
export function createApp(service: Service, options: AppOptions): Hono {
  const app = new Hono();
  app.onError((error) => {
    if (refusalFor(error).status === 500) options.onFault(error);
    return problemResponse(error);
  });
  app.notFound(() => problemResponse(new Refusal(404, "nothing is here; /docs says what can be asked")));
  guard(app, service, options);
  const api = createApi();
  memoryRoutes(api, service);
  trialRoutes(api, service);
  itemRoutes(api, service);
  recallRoute(api, service);
  app.route("/", api);
  documents(app, api, service);
  app.all("/mcp", (c) => options.answerAgent(c.req.raw));
  if (existsSync(options.page)) app.use(compress(), staticFiles(options.page));
  app.get("/", async (c) => c.html(await welcomePage(service.version)));
  return app;
}

function guard(app: Hono, { metrics, limits }: Service, { ownHostOnly, token }: AppOptions): void {
  app.use(async (c, next) => {
    const began = performance.now();
    await next();
    const seconds = (performance.now() - began) / 1000;
    // Its pattern: there would be no end of paths.
    const route = matchedRoutes(c).findLast(({ path }) => !path.includes("*"))?.path ?? "other";
    metrics.answered({ method: c.req.method, route, status: c.res.status, seconds });
  });
  app.use(keepApart());
  if (ownHostOnly) app.use(requireOwnHost());
  app.use(requireSameOrigin());
  if (token !== undefined) {
    for (const path of ["/memories", "/memories/*", "/mcp", "/metrics"]) app.use(path, requireToken(token));
  }
  app.use(limitBodies(limits));
}

function documents(app: Hono, api: Api, { metrics, stopping, version }: Service): void {
  const document = api.getOpenAPI31Document({
    ...{ openapi: "3.1.0", info: { title: "Madeleine", version, description } },
    security: [{}, { token: [] }],
  });
  document.components = {
    ...document.components,
    securitySchemes: { token: { type: "http", scheme: "bearer" } },
  };
  app.get("/openapi.json", (c) => c.json(document));
  const page = docsPage(JSON.parse(JSON.stringify(document)) as ApiDocument);
  app.get("/docs", async (c) => c.html(await page));
  app.get("/healthz", (c) =>
    c.json({ status: stopping.aborted ? "stopping" : "ok" }, stopping.aborted ? 503 : 200),
  );
  app.get("/metrics", async (c) => {
    const { text, type } = await metrics.text();
    return c.body(text, 200, { "Content-Type": type });
  });
}
