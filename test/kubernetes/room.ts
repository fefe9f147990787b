import { expect } from "vitest";
import { bodyOf } from "../../src/kubernetes/problems.ts";
import { isKubernetesObject, objectsAt } from "../../src/release/cluster/json.ts";
import type { JsonObject, KubernetesObject, ObjectRef } from "../../src/release/cluster/kubernetes-object.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import type { Cluster, EffectOutcome, Fence } from "../../src/release/cluster/cluster.ts";
import {
  type Held,
  type Judgement,
  judgeWorkload,
  type RolloutFacts,
} from "../../src/release/cluster/rollout.ts";
import type { Environment } from "../../src/release/settings.ts";
import type { Target } from "./target.ts";

/** A namespace for one test, on one cluster, and what a test does there. */
export interface Room extends AsyncDisposable {
  target: Target;
  namespace: string;
  cluster: Cluster;
}

/** How long anything may take that must happen, in milliseconds. */
export const patience = 60_000;

let rooms = 0;

/** Makes a fresh namespace; it is removed with the room. */
export async function openRoom(target: Target): Promise<Room> {
  rooms += 1;
  const namespace = `slipway-${process.pid}-${rooms}`;
  const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const asked = { verb: "create", what: namespace };
  await target.raw.write({ method: "POST", path: "/api/v1/namespaces", body, asked });
  return {
    target,
    namespace,
    cluster: target.clusters.of(environment(target, namespace)),
    [Symbol.asyncDispose]: async () => {
      await target.raw.write({ method: "DELETE", path: `/api/v1/namespaces/${namespace}`, asked });
    },
  };
}

/** An environment without gates on a target. */
export function environment({ cluster }: Pick<Target, "cluster">, namespace: string): Environment {
  return {
    name: "staging",
    cluster,
    namespace,
    source: { kind: "folder", path: "k8s" },
    images: [],
    imageTag: "number",
    checks: [],
    approvals: { needed: 0, expiresAfter: 60 },
    allow: {},
    rollback: { automatic: false },
    stayUp: 0,
    deadline: 60,
  };
}

/** What run number `number` writes with. */
export function fence(number: number, takeOver = false): Fence {
  return { run: `run-${number}`, version: `v1.${number}.0`, number, takeOver };
}

/** A fragment of a pod spec or template for `workload`. */
export interface Shape {
  image?: string;
  env?: Record<string, string>;
  simulate?: Record<string, string>;
  replicas?: number;
  pod?: JsonObject;
  spec?: JsonObject;
}

/** A workload manifest with one container, called `app` unless named otherwise. */
export function workload(kind: string, shape: Shape = {}, name = "app"): KubernetesObject {
  const { image = "registry.example/app:1", env = {}, simulate = {}, replicas, pod = {}, spec = {} } = shape;
  const annotations = Object.fromEntries(
    Object.entries(simulate).map(([key, value]) => [`simulate/${key}`, value]),
  );
  const vars = Object.entries(env).map(([key, value]) => ({ name: key, value }));
  const isJob = kind === "Job";
  const template = {
    metadata: { annotations, labels: { app: name } },
    spec: {
      containers: [{ name: "main", image, env: vars }],
      ...(isJob && { restartPolicy: "Never" }),
      ...pod,
    },
  };
  return {
    apiVersion: isJob ? "batch/v1" : "apps/v1",
    kind,
    metadata: { name },
    spec: {
      template,
      ...(replicas !== undefined && { replicas }),
      ...(!isJob && { selector: { matchLabels: { app: name } } }),
      ...(kind === "StatefulSet" && { serviceName: name }),
      ...spec,
    },
  };
}

/** Applies an object as a run and expects that to be done; answers what the cluster has now. */
export async function applied(room: Room, object: KubernetesObject, by: Fence): Promise<KubernetesObject> {
  return written(await room.cluster.carryOut({ do: "apply", object }, by));
}

/** The object of an outcome that must be "done". */
export function written(outcome: EffectOutcome): KubernetesObject {
  expect(outcome).toMatchObject({ outcome: "done" });
  if (outcome.outcome !== "done" || !outcome.object) throw new Error("nothing was written");
  return outcome.object;
}

/** Watches a workload until it is judged ready or failed. */
export async function verdictOn(
  room: Room,
  object: KubernetesObject,
  facts: Partial<RolloutFacts> = {},
): Promise<Exclude<Judgement, { state: "waiting" }>> {
  const since = Date.now();
  let held: Held | undefined;
  for await (const [seen] of room.cluster.watch([refOf(object)], AbortSignal.timeout(patience))) {
    if (!seen) continue;
    const judgement = judgeWorkload(seen, {
      since,
      now: Date.now(),
      stayUp: 0,
      patience: 1,
      ...facts,
      ...(held && { held }),
    });
    if (judgement.state !== "waiting") return judgement;
    held = judgement.held;
  }
  throw new Error("no verdict in time");
}

/** The live object. */
export async function live(room: Room, ref: ObjectRef): Promise<KubernetesObject> {
  const [object] = await room.cluster.read([ref]);
  if (!object) throw new Error(`${ref.kind} ${ref.name} is not there`);
  return object;
}

/** All objects of a kind in the room. */
export async function all(room: Room, apiVersion: string, kind: string): Promise<KubernetesObject[]> {
  const path = await room.target.raw.path({ apiVersion, kind }, room.namespace);
  const answer = await room.target.raw.read(path, { verb: "list", what: kind });
  return objectsAt(bodyOf(answer), "items")
    .map((item) => Object.assign(item, { apiVersion, kind }))
    .filter(isKubernetesObject);
}

/** Writes as somebody who is not Slipway: a merge patch under another field manager. */
export async function somebodyPatches(
  room: Room,
  ref: ObjectRef,
  patch: JsonObject,
  manager: string,
): Promise<void> {
  const path = await room.target.raw.path(ref, room.namespace);
  const answer = await room.target.raw.write({
    method: "PATCH",
    path: `${path}?fieldManager=${manager}`,
    body: JSON.stringify(patch),
    contentType: "application/strategic-merge-patch+json",
    asked: { verb: "patch", what: ref.name },
  });
  expect(answer).toMatchObject({ status: 200 });
}

/** Scales a workload as an autoscaler or `kubectl scale` does, by its subresource. */
export async function somebodyScales(
  room: Room,
  ref: ObjectRef,
  replicas: number,
  manager: string,
): Promise<void> {
  const path = await room.target.raw.path(ref, room.namespace);
  const answer = await room.target.raw.write({
    method: "PATCH",
    path: `${path}/scale?fieldManager=${manager}`,
    body: JSON.stringify({ spec: { replicas } }),
    contentType: "application/merge-patch+json",
    asked: { verb: "patch", what: ref.name },
  });
  expect(answer).toMatchObject({ status: 200 });
}

/** Makes an object as somebody who is not Slipway. */
export async function somebodyCreates(room: Room, object: KubernetesObject, manager: string): Promise<void> {
  const { apiVersion, kind } = object;
  const path = await room.target.raw.path({ apiVersion, kind }, room.namespace);
  const answer = await room.target.raw.write({
    method: "POST",
    path: `${path}?fieldManager=${manager}`,
    body: JSON.stringify(object),
    asked: { verb: "create", what: object.metadata.name },
  });
  expect(answer).toMatchObject({ status: 201 });
}
