import type { JsonObject, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { jsonAt, numberAt, objectAt, objectsAt, textAt } from "../release/cluster/json.ts";
import type { ApiServer } from "./api-server.ts";
import { refusal } from "./problems.ts";

/** No more of a log is read than this. */
const mostBytes = 64 * 1024;

/**
 * The last lines of a pod's log: of the container that crashed before its restart where one did, else of its main
 * container; no lines where nothing ever ran. Raises `cluster-unavailable` or `cluster-forbidden`.
 */
export async function podLogs(
  api: ApiServer,
  namespace: string,
  pod: string,
  lines: number,
): Promise<string[]> {
  const path = await api.path({ apiVersion: "v1", kind: "Pod", name: pod }, namespace);
  const live = await api.get(path, { verb: "get", what: `Pod ${pod}` });
  if (!live) return [];
  const crashed = statuses(live).find(hasCrashed);
  const container = textAt(crashed, "name") ?? mainContainer(live);
  if (crashed && jsonAt(crashed, "lastState", "terminated") !== undefined) {
    const before = await read(api, path, container, lines, true);
    if (before.length > 0) return before;
  }
  return read(api, path, container, lines, false);
}

async function read(
  api: ApiServer,
  path: string,
  container: string,
  lines: number,
  previous: boolean,
): Promise<string[]> {
  const query = `container=${encodeURIComponent(container)}&tailLines=${lines}&limitBytes=${mostBytes}&previous=${previous}`;
  const asked = { verb: "get", what: "pods/log" };
  const answer = await api.read(`${path}/log?${query}`, asked);
  if (answer.status === 200)
    return answer.text
      .split("\n")
      .filter((line) => line !== "")
      .slice(-lines);
  if (answer.status === 400 || answer.status === 404) return [];
  throw refusal(answer, asked);
}

function statuses(pod: KubernetesObject): JsonObject[] {
  return [
    ...objectsAt(pod, "status", "initContainerStatuses"),
    ...objectsAt(pod, "status", "containerStatuses"),
  ];
}

function hasCrashed(status: JsonObject): boolean {
  const terminated = objectAt(status, "state", "terminated");
  const failedNow = numberAt(terminated, ["exitCode"]) !== 0;
  return failedNow || (numberAt(status, ["restartCount"]) > 0 && status.ready !== true);
}

function mainContainer(pod: KubernetesObject): string {
  const named = textAt(pod, "metadata", "annotations", "kubectl.kubernetes.io/default-container");
  return named ?? textAt(objectsAt(pod, "spec", "containers")[0], "name") ?? "";
}
