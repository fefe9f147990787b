import type { JsonObject } from "../release/cluster/kubernetes-object.ts";
import { objectsAt } from "../release/cluster/json.ts";
import type { ApiServer } from "./api-server.ts";
import { bodyOf, refusal } from "./problems.ts";

/**
 * What the cluster has noted about one object, by its uid, also after it is gone. Whoever may not read events knows of
 * none. Raises `cluster-unavailable`.
 */
export async function eventsOf(api: ApiServer, namespace: string, uid: string): Promise<JsonObject[]> {
  const asked = { verb: "list", what: "events" };
  const path = await api.path({ apiVersion: "v1", kind: "Event" }, namespace);
  const selector = encodeURIComponent(`involvedObject.uid=${uid}`);
  const answer = await api.read(`${path}?fieldSelector=${selector}`, asked);
  if (answer.status === 200) return objectsAt(bodyOf(answer), "items");
  const problem = refusal(answer, asked);
  if (problem.problem.code === "cluster-forbidden") return [];
  throw problem;
}
