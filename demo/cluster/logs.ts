import { type JsonObject, objectsAt, textAt } from "./json.ts";
import { badRequest } from "./status.ts";

const lines = ["starting", "fatal: cannot reach the database at nexus-db:5432: connection refused"];

/** What a pod's container has written: two lines, the second a fatal error; raises BadRequest while it has not started. */
export function podLog(pod: JsonObject, query: URLSearchParams): string {
  const names = objectsAt(pod, "spec", "containers").map((container) => textAt(container, "name"));
  const name = query.get("container") ?? names[0] ?? "";
  const podName = textAt(pod, "metadata", "name");
  if (names.length > 1 && query.get("container") === null)
    throw badRequest(
      `a container name must be specified for pod ${podName}, choose one of: [${names.join(" ")}]`,
    );
  if (!names.includes(name)) throw badRequest(`container ${name} is not valid for pod ${podName}`);
  if (textAt(pod, "spec", "nodeName") === "") return "";
  const since = textAt(pod, "status", "startTime") || textAt(pod, "metadata", "creationTimestamp");
  const tail = query.get("tailLines");
  const shown = tail === null ? lines : lines.slice(lines.length - Math.min(Number(tail), lines.length));
  const stamp = query.get("timestamps") === "true" ? `${since.replace("Z", ".000000000Z")} ` : "";
  return shown.map((line) => `${stamp}${line}\n`).join("");
}
