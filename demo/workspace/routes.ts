import type { HttpBindings } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { perform } from "./acts.ts";
import type { Core } from "./core.ts";
import type { Events } from "./events.ts";
import { parseJson } from "./json.ts";
import { faultWish, pageAct } from "./page-acts.ts";
import { pageState } from "./page-state.ts";
import { respond } from "./response-route.ts";
import { SlackError } from "./slack-error.ts";
import type { SocketMode } from "./socket-mode.ts";
import { makeTrouble } from "./trouble.ts";
import { answerCall } from "./web-api/handler.ts";

export type RouteEnv = { Bindings: HttpBindings };

/** What the routes serve: the workspace, its events and sockets, and the folder of the built page. */
export interface RouteParts {
  core: Core;
  events: Events;
  socketMode: SocketMode;
  pageFolder: string | undefined;
}

/** All HTTP routes: the Web API, response URLs, files, and the page with what it needs. */
export function routes(parts: RouteParts): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  slackRoutes(app, parts);
  pageRoutes(app, parts);
  if (parts.pageFolder !== undefined) app.use("/*", serveStatic({ root: parts.pageFolder }));
  return app;
}

function slackRoutes(app: Hono<RouteEnv>, { core }: RouteParts): void {
  app.post("/api/:method", async (context) => {
    const { incoming, outgoing } = context.env;
    const body = await context.req.text();
    const answer = await answerCall(core, context.req.param("method"), incoming, body);
    if (answer === "hold") return RESPONSE_ALREADY_SENT;
    if (answer === "cut") {
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    return Response.json(answer.body, { status: answer.status, headers: answer.headers ?? {} });
  });
  app.post("/response/:key", async (context) => {
    if (core.faults.isOut) {
      context.env.outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    const parsed = parseJson(await context.req.text());
    return useResponseUrl(core, context.req.param("key"), parsed);
  });
  app.post("/upload/:id", async (context) => {
    const file = core.state.files.get(context.req.param("id"));
    if (file === undefined || file.isComplete) return context.text("not found", 404);
    file.content = Buffer.from(await uploadedBytes(context.req.raw)).toString("base64");
    return context.text(`OK - ${file.id}`);
  });
  app.get("/files/:id/:name?", (context) => {
    const file = core.state.files.get(context.req.param("id"));
    if (file === undefined) return context.text("not found", 404);
    return context.body(Buffer.from(file.content, "base64"), 200, { "content-type": file.mimeType });
  });
}

function useResponseUrl(core: Core, key: string, body: unknown): Response {
  try {
    respond(core, key, body);
    return new Response("ok");
  } catch (error) {
    if (error instanceof SlackError) {
      const status = error.code.endsWith("_url") ? 404 : 400;
      return Response.json({ ok: false, error: error.code, ...error.extra }, { status });
    }
    if (error instanceof z.ZodError) {
      return Response.json(
        { ok: false, error: "invalid_payload", detail: z.prettifyError(error) },
        { status: 400 },
      );
    }
    throw error;
  }
}

async function uploadedBytes(request: Request): Promise<ArrayBuffer> {
  if (!(request.headers.get("content-type") ?? "").startsWith("multipart/form-data"))
    return request.arrayBuffer();
  const form = await request.formData();
  for (const value of form.values()) {
    if (typeof value !== "string") return value.arrayBuffer();
  }
  return new ArrayBuffer(0);
}

function pageRoutes(app: Hono<RouteEnv>, { core, events, socketMode }: RouteParts): void {
  app.get("/page/state", (context) => {
    const first = core.state.people.keys().next().value ?? "";
    const state = pageState(core, context.req.query("user") || first);
    return state === undefined ? context.json({ error: "user_not_found" }, 404) : context.json(state);
  });
  app.get("/page/events", (context) =>
    streamSSE(context, async (stream) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const unsubscribe = core.changes.subscribe(() => {
        void stream.writeSSE({ event: "message", data: "changed" });
      });
      stream.onAbort(resolve);
      await stream.writeSSE({ event: "message", data: "changed" });
      await promise;
      unsubscribe();
    }),
  );
  app.post("/page/act", async (context) => {
    const act = pageAct.safeParse(parseJson(await context.req.text()));
    if (!act.success) return context.json({ ok: false, error: z.prettifyError(act.error) }, 400);
    const answer = await perform(core, events, act.data);
    return context.json(answer.ok ? { ok: true } : answer);
  });
  app.post("/page/faults", async (context) => {
    const wish = faultWish.safeParse(parseJson(await context.req.text()));
    if (!wish.success) return context.json({ ok: false, error: z.prettifyError(wish.error) }, 400);
    makeTrouble(core, socketMode, wish.data);
    return context.json({ ok: true });
  });
}
