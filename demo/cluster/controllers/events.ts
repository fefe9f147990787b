import { controller, isRefusal, timestamp } from "../api.ts";
import { groupVersion, type Kind, kindNamed } from "../kinds.ts";
import { type JsonObject, at, numberAt, textAt } from "../json.ts";
import { type World, nameOf, namespaceOf, uidOf } from "./world.ts";

const event = kindNamed("Event");
const most = 500;

/** Writes an event about an object; one with the same reason about the same object is counted up instead. */
export function record(
  world: World,
  kind: Kind,
  about: JsonObject,
  reason: string,
  message: string,
  component: string,
): void {
  const namespace = namespaceOf(about);
  const now = timestamp(world.now());
  const all = world.api.store.list(event, namespace);
  const last = all.find(
    (one) =>
      at(one, "involvedObject", "uid") === uidOf(about) &&
      one["reason"] === reason &&
      sameMatter(one, message),
  );
  if (last) {
    const counted = { ...last, count: numberAt(last, "count") + 1, lastTimestamp: now, message };
    world.api.store.put(event, counted);
    return;
  }
  for (const old of all.slice(0, Math.max(0, all.length - most))) world.api.store.remove(event, old);
  const involvedObject = {
    apiVersion: groupVersion(kind),
    kind: kind.kind,
    name: nameOf(about),
    namespace,
    uid: uidOf(about),
  };
  const body = {
    metadata: { name: `${nameOf(about)}.${(world.api.store.revision + 1).toString(16).padStart(16, "0")}` },
    involvedObject,
    reason,
    message,
    type: isWarning(reason) ? "Warning" : "Normal",
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    source: { component },
    reportingComponent: component,
  };
  try {
    world.api.create(event, namespace, body, controller());
  } catch (error) {
    // A namespace that is going takes no more events; nobody would read them.
    if (!isRefusal(error, "Forbidden") && !isRefusal(error, "NotFound")) throw error;
  }
}

// Each try to create a pod names another pod: it is the same trouble all the same.
function sameMatter(last: JsonObject, message: string): boolean {
  return textAt(last, "message") === message || isWarning(textAt(last, "reason"));
}

function isWarning(reason: string): boolean {
  return reason.startsWith("Failed") || reason.endsWith("Exceeded") || reason === "BackOff";
}
