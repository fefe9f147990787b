import { randomBytes } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Api, controller } from "./api.ts";
import { Controllers } from "./controllers/runner.ts";
import type { Pace } from "./controllers/world.ts";
import { discovery } from "./discovery.ts";
import { Faults, suffer } from "./faults.ts";
import { kindNamed } from "./kinds.ts";
import type { JsonObject } from "./json.ts";
import { kubeconfigFor } from "./kubeconfig.ts";
import { podLog } from "./logs.ts";
import { type ApiRequest, type Target, objectBody, readRequest, targetOf } from "./request.ts";
import { answer, matcherOf } from "./routes.ts";
import { ApiError, statusOf } from "./status.ts";
import { Store } from "./store.ts";
import { watch } from "./watch.ts";

export interface ClusterOptions {
  /** The port of 127.0.0.1 to listen on; a free one unless given. */
  port?: number;
  /** A file that keeps the state across restarts; without one it lives in memory. */
  file?: string;
  /** The bearer token to accept; a random one unless given. */
  token?: string;
  /** How long simulated things take, in milliseconds. */
  pace?: Partial<Pace>;
}

/** One request as the log keeps it. */
interface LoggedRequest {
  method: string;
  path: string;
  contentType: string;
  fieldManager: string;
  dryRun: boolean;
  /** What was answered; 0 where the line was cut or nothing was said. */
  code: number;
}

/** A running stand-in cluster. */
export interface StandInCluster extends AsyncDisposable {
  url: string;
  token: string;
  api: Api;
  faults: Faults;
  /** The last 10,000 requests, oldest first; tests may empty it. */
  requests: LoggedRequest[];
  kubeconfig: () => string;
  /** Takes the API off the network, with every open connection cut, or brings it back. The cluster itself goes on. */
  away: (isAway: boolean) => void;
  /** Holds the controllers still while the API goes on, so that `observedGeneration` lags, or lets them go on. */
  freeze: (isFrozen: boolean) => void;
  stop: () => Promise<void>;
}

const usualPace: Pace = { readyAfter: 200, jobAfter: 300, retryAfter: 10_000 };
const mostRequests = 10_000;
const nodes = ["node-1", "node-2", "node-3"];
const firstNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Starts a stand-in cluster with three nodes on 127.0.0.1; resolves when it answers. */
export async function startCluster(options: ClusterOptions = {}): Promise<StandInCluster> {
  const store = new Store(options.file);
  const api = new Api(store);
  furnish(api);
  const controllers = new Controllers(api, { ...usualPace, ...options.pace });
  const faults = new Faults();
  const requests: LoggedRequest[] = [];
  const token = options.token ?? randomBytes(16).toString("hex");
  const context: Context = { api, faults, requests, token };
  const server = createServer((request, response) => void handle(context, request, response));
  let isAway = false;
  server.on("connection", (socket) => isAway && socket.resetAndDestroy());
  const url = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
  const stop = async () => {
    controllers.stop();
    store.save();
    await close(server);
  };
  const away = (wanted: boolean) => {
    isAway = wanted;
    if (wanted) server.closeAllConnections();
  };
  const kubeconfig = () => kubeconfigFor(url, token);
  const freeze = (wanted: boolean) => controllers.freeze(wanted);
  return { url, token, api, faults, requests, kubeconfig, away, freeze, stop, [Symbol.asyncDispose]: stop };
}

function furnish(api: Api): void {
  for (const name of firstNamespaces) create(api, "Namespace", { metadata: { name } });
  for (const name of nodes) {
    const conditions = [
      { type: "Ready", status: "True", reason: "KubeletReady", message: "the stand-in is ready" },
    ];
    const capacity = { cpu: "64", memory: "256Gi", pods: "500" };
    const metadata = { name, labels: { "kubernetes.io/hostname": name } };
    create(api, "Node", {
      metadata,
      status: { conditions, capacity, allocatable: capacity, phase: "Running" },
    });
  }
}

function create(api: Api, kindName: string, body: JsonObject & { metadata: { name: string } }): void {
  const kind = kindNamed(kindName);
  if (!api.store.get(kind, "", body.metadata.name)) api.create(kind, "", body, controller());
}

interface Context {
  api: Api;
  faults: Faults;
  requests: LoggedRequest[];
  token: string;
}

async function handle(context: Context, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const entry = logged(incoming);
  context.requests.push(entry);
  if (context.requests.length > mostRequests) context.requests.shift();
  response.on("finish", () => (entry.code = response.statusCode));
  const fault = context.faults.take(entry.method, incoming.url ?? "");
  if (fault && fault.kind !== "resetAfter") return suffer(fault, incoming, response);
  const quiet = fault ? () => suffer(fault, incoming, response) : undefined;
  try {
    const request = await readRequest(incoming);
    authenticate(context, incoming);
    respond(context, request, response, quiet);
  } catch (error) {
    if (incoming.destroyed && !incoming.complete) return;
    const refusal = error instanceof ApiError ? error : internalError(error);
    reply(response, refusal.code, JSON.stringify(statusOf(refusal)), "application/json", quiet);
  }
}

function internalError(error: unknown): ApiError {
  const message = `Internal error occurred: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  return new ApiError(500, "InternalError", message, {});
}

function logged(incoming: IncomingMessage): LoggedRequest {
  const url = new URL(incoming.url ?? "/", "http://stand-in");
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    contentType: (incoming.headers["content-type"] ?? "").split(";")[0] ?? "",
    fieldManager: url.searchParams.get("fieldManager") ?? "",
    dryRun: url.searchParams.getAll("dryRun").includes("All"),
    code: 0,
  };
}

// kubectl sends no credentials over plain HTTP, so that none at all is let in; a wrong one never is.
function authenticate(context: Context, incoming: IncomingMessage): void {
  const sent = incoming.headers.authorization;
  if (sent === undefined || sent === `Bearer ${context.token}`) return;
  throw new ApiError(401, "Unauthorized", "Unauthorized");
}

type Quiet = (() => void) | undefined;

function respond(context: Context, request: ApiRequest, response: ServerResponse, quiet: Quiet): void {
  if (["/readyz", "/livez", "/healthz"].includes(request.path))
    return reply(response, 200, "ok", "text/plain", quiet);
  const found = discovery(request.path);
  if (found) return reply(response, 200, JSON.stringify(found), "application/json", quiet);
  if (request.path === accessReviews)
    return reply(response, 201, reviewed(request), "application/json", quiet);
  const target = targetOf(request.path);
  if (!target) return reply(response, 404, "404 page not found\n", "text/plain", quiet);
  if (request.method === "GET" && isWatch(request)) return startWatch(context, request, target, response);
  if (target.subresource === "log") {
    const text = podLog(context.api.read(target.kind, target.namespace, target.name), request.query);
    return reply(response, 200, text, "text/plain", quiet);
  }
  const { code, body } = answer(context.api, request, target);
  reply(response, code, JSON.stringify(body), "application/json", quiet);
}

const accessReviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

// There are no roles to weigh here: whoever is let in may do everything.
function reviewed(request: ApiRequest): string {
  return JSON.stringify({ ...objectBody(request), status: { allowed: true } });
}

function isWatch(request: ApiRequest): boolean {
  return ["true", "1"].includes(request.query.get("watch") ?? "");
}

function startWatch(context: Context, request: ApiRequest, target: Target, response: ServerResponse): void {
  const { query } = request;
  watch(
    context.api.store,
    {
      kind: target.kind,
      namespace: target.namespace,
      matches: matcherOf(request, target),
      resourceVersion: query.get("resourceVersion") ?? "",
      timeoutSeconds: Number(query.get("timeoutSeconds") ?? 1_800) || 1_800,
      bookmarks: query.get("allowWatchBookmarks") === "true",
      initialEvents: query.get("sendInitialEvents") === "true",
    },
    response,
  );
}

function reply(response: ServerResponse, code: number, text: string, type: string, quiet: Quiet): void {
  if (quiet) return quiet();
  response.writeHead(code, { "content-type": type, "cache-control": "no-cache, private" });
  response.end(text);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(portOf(server.address())));
  });
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
