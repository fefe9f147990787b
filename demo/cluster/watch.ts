import type { ServerResponse } from "node:http";
import { type Kind, groupVersion } from "./kinds.ts";
import { type JsonObject, textAt } from "./json.ts";
import type { Matcher } from "./selectors.ts";
import { ApiError, statusOf } from "./status.ts";
import type { Change, Store } from "./store.ts";

interface WatchRequest {
  kind: Kind;
  namespace: string;
  matches: Matcher;
  /** Empty or 0: begin with everything that is there now. */
  resourceVersion: string;
  timeoutSeconds: number;
  bookmarks: boolean;
  /** Begin with everything that is there, then a bookmark that says so. */
  initialEvents: boolean;
}

const bookmarkEvery = 10_000;

/** Streams the changes of a kind as lines of JSON until the time is over or the client goes; 410 as an event where they are forgotten. */
export function watch(store: Store, request: WatchRequest, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json", "transfer-encoding": "chunked" });
  response.flushHeaders();
  const send = (type: string, object: JsonObject) => response.write(`${JSON.stringify({ type, object })}\n`);
  const missed = begin(store, request, send);
  if (!missed) {
    response.end();
    return;
  }
  for (const change of missed) tell(request, change, send);
  const stop = store.listen((change) => tell(request, change, send));
  const bookmark = () => request.bookmarks && send("BOOKMARK", bookmarkOf(store, request.kind));
  const ticking = setInterval(bookmark, bookmarkEvery);
  const ending = setTimeout(() => {
    bookmark();
    response.end();
  }, request.timeoutSeconds * 1_000);
  response.on("close", () => {
    stop();
    clearInterval(ticking);
    clearTimeout(ending);
  });
}

type Send = (type: string, object: JsonObject) => unknown;

function begin(store: Store, request: WatchRequest, send: Send): Change[] | undefined {
  const from = request.resourceVersion;
  if (request.initialEvents || from === "" || from === "0") {
    for (const object of store.list(request.kind, request.namespace))
      if (request.matches(object)) send("ADDED", object);
    if (request.initialEvents)
      send("BOOKMARK", bookmarkOf(store, request.kind, { "k8s.io/initial-events-end": "true" }));
    return [];
  }
  const missed = store.since(Number(from));
  if (missed) return missed;
  const message = `too old resource version: ${from} (${store.revision})`;
  send("ERROR", statusOf(new ApiError(410, "Expired", message)));
  return undefined;
}

function bookmarkOf(store: Store, kind: Kind, annotations?: JsonObject): JsonObject {
  const metadata = { resourceVersion: String(store.revision), creationTimestamp: null };
  return {
    kind: kind.kind,
    apiVersion: groupVersion(kind),
    metadata: annotations ? { ...metadata, annotations } : metadata,
  };
}

// To a watch with a selector, an object that starts to match is added and one that stops to is deleted.
function tell(request: WatchRequest, change: Change, send: Send): void {
  if (change.kind !== request.kind) return;
  if (request.namespace !== "" && textAt(change.object, "metadata", "namespace") !== request.namespace)
    return;
  const did = change.before !== undefined && request.matches(change.before);
  const does = change.type !== "DELETED" && request.matches(change.object);
  if (does) send(did ? "MODIFIED" : "ADDED", change.object);
  else if (did) send("DELETED", change.object);
}
