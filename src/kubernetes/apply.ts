import { fieldManager } from "../release/cluster/field-owners.ts";
import type { EffectOutcome } from "../release/cluster/cluster.ts";
import type { Json, JsonObject, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { isJsonObject, objectsAt, textAt } from "../release/cluster/json.ts";
import { refOf } from "../release/run/manifests.ts";
import type { Effect } from "../release/run/plan.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { gatheredOwnership } from "./ownership.ts";
import { bodyOf, wordsOf } from "./problems.ts";
import { scaledAsNow } from "./scaling.ts";
import type { Answer } from "./transport.ts";
import {
  type Acted,
  askedFor,
  type Attempt,
  deletion,
  isOfOurMaking,
  markedAnnotations,
  patchAsSeen,
  query,
  writtenObject,
} from "./writing.ts";

type Apply = Pick<Extract<Effect, { do: "apply" }>, "object" | "keepScale">;

/**
 * Server-side apply of a manifest, bound to the object as it was seen. Answers a conflict with its owners instead of
 * taking fields over, unless that was asked for or all of them are ours. A Job that failed in an earlier run is made anew:
 * its failure says nothing of this one, and it would never run again. Raises `cluster-refused` where that is somebody else's.
 */
export async function apply(attempt: Attempt, { object, keepScale }: Apply): Promise<Acted> {
  const { live, fence, dryRun } = attempt;
  if (textAt(live, "metadata", "deletionTimestamp") !== undefined) return "look again";
  if (live?.kind === "Job" && hasEnded(live, "Failed")) {
    refuseUnlessOurs(live);
    if (!dryRun) return replaceJob(attempt, object, live);
  }
  const gathered = live && !dryRun ? await gather(attempt, live) : live;
  if (gathered === "look again") return "look again";
  const wanted = scaledAsNow(object, gathered, keepScale === true);
  const write = (force: boolean): Promise<Answer> => send(attempt, wanted, gathered, force);
  const answer = await write(fence.takeOver);
  if (answer.status !== 409) return settle(attempt, object, answer);
  const owners = ownersIn(bodyOf(answer));
  if (owners.length === 0) return "look again";
  if (owners.some(({ manager }) => manager !== fieldManager)) return { outcome: "conflict", owners };
  return settle(attempt, object, await write(true));
}

async function gather(attempt: Attempt, live: KubernetesObject): Promise<KubernetesObject | "look again"> {
  const managers = gatheredOwnership(live);
  if (!managers) return live;
  return patchAsSeen(attempt, live, [{ op: "replace", path: "/metadata/managedFields", value: managers }]);
}

function send(
  attempt: Attempt,
  object: KubernetesObject,
  seen: KubernetesObject | undefined,
  force: boolean,
): Promise<Answer> {
  const { api, path, dryRun } = attempt;
  const resourceVersion = textAt(seen, "metadata", "resourceVersion");
  const metadata = {
    ...object.metadata,
    annotations: markedAnnotations(object, attempt),
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
  return api.write({
    method: "PATCH",
    path: `${path}?${query({ dryRun, force })}`,
    body: JSON.stringify({ ...object, metadata }),
    contentType: "application/apply-patch+yaml",
    asked: askedFor("patch", refOf(object)),
  });
}

async function settle(attempt: Attempt, object: KubernetesObject, answer: Answer): Promise<Acted> {
  const { live, dryRun } = attempt;
  if (answer.status === 409) return "look again";
  if (dryRun && answer.status === 404 && !live) return { outcome: "done", changed: true, object };
  if (answer.status === 422 && live && isImmutableJob(object, answer))
    return replaceJob(attempt, object, live);
  return done(writtenObject(answer, askedFor("patch", refOf(object))));
}

function done(object: KubernetesObject): EffectOutcome {
  return { outcome: "done", changed: true, object };
}

function isImmutableJob(object: KubernetesObject, answer: Answer): boolean {
  return object.kind === "Job" && wordsOf(answer).includes("immutable");
}

/** A Job's template cannot change, so a finished one makes room for its successor; a running one is not cut off. */
async function replaceJob(
  attempt: Attempt,
  object: KubernetesObject,
  live: KubernetesObject,
): Promise<Acted> {
  refuseUnlessOurs(live);
  if (!hasEnded(live, "Complete") && !hasEnded(live, "Failed")) {
    const what = `Job ${live.metadata.name} of an earlier release is still running, and a running Job cannot be changed.`;
    const advice = "Wait until it has finished, or delete it, then release again.";
    throw new ProblemError(makeProblem("cluster-refused", what, advice));
  }
  if (attempt.dryRun) return done(laidOver(live, object));
  const removal = deletion(attempt, live, "Foreground");
  const answer = await attempt.api.write(removal);
  if (answer.status >= 300 && answer.status !== 404 && answer.status !== 409)
    writtenObject(answer, removal.asked);
  return "look again";
}

/** Whatever no run has made is never removed, also where something would have to take its place. */
function refuseUnlessOurs(live: KubernetesObject): void {
  if (isOfOurMaking(live)) return;
  const { name } = live.metadata;
  const what = `Job ${name} was there before Slipway, and it would have to be deleted for the one of the release to run: Slipway leaves it alone.`;
  const advice = `Delete it (kubectl delete job ${name}) if nobody needs it, or give the Job of the release another name; then release again.`;
  throw new ProblemError(makeProblem("cluster-refused", what, advice));
}

function hasEnded(job: KubernetesObject, how: "Complete" | "Failed"): boolean {
  return objectsAt(job, "status", "conditions").some(({ type, status }) => type === how && status === "True");
}

/** What the successor will look like: the server fills in where the manifest says nothing, as it did for this one. */
function laidOver(live: KubernetesObject, object: KubernetesObject): KubernetesObject {
  const { apiVersion, kind, metadata } = live;
  return {
    ...merged(live, object),
    apiVersion,
    kind,
    metadata: { ...merged(metadata, object.metadata), name: metadata.name },
  };
}

function merged(below: JsonObject, above: JsonObject): JsonObject {
  const keys = Object.entries(above).map(([key, value]): [string, Json] => [key, over(below[key], value)]);
  return { ...below, ...Object.fromEntries(keys) };
}

function over(below: Json | undefined, above: Json): Json {
  if (isJsonObject(below) && isJsonObject(above)) return merged(below, above);
  if (!Array.isArray(below) || !Array.isArray(above)) return above;
  return above.map((item) => {
    const name = textAt(item, "name");
    return over(name === undefined ? undefined : below.find((one) => textAt(one, "name") === name), item);
  });
}

/** Who owns what an apply wanted to set, from the API server's list of causes. */
function ownersIn(body: JsonObject | undefined): { manager: string; field: string }[] {
  return objectsAt(body, "details", "causes")
    .filter((cause) => textAt(cause, "reason") === "FieldManagerConflict")
    .map((cause) => {
      const manager = /conflict with "([^"]+)"/.exec(textAt(cause, "message") ?? "")?.[1];
      return { manager: manager ?? "an unnamed manager", field: textAt(cause, "field") ?? "" };
    });
}
