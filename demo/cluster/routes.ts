import { type Api, type DeleteOptions, type Write } from "./api.ts";
import { groupVersion } from "./kinds.ts";
import { type JsonObject, at, ensure, numberAt, objectAt, scalar, textAt } from "./json.ts";
import { applyConfiguration } from "./patch/apply.ts";
import { jsonPatch } from "./patch/json.ts";
import { mergePatch } from "./patch/merge.ts";
import { strategicMergePatch } from "./patch/strategic.ts";
import {
  type ApiRequest,
  type Target,
  fieldManager,
  isDryRun,
  methodNotAllowed,
  objectBody,
} from "./request.ts";
import { type Matcher, fieldMatcher, labelMatcher } from "./selectors.ts";
import { ApiError, badRequest, deleted, invalid, notFound, stale } from "./status.ts";
import { asItem } from "./store.ts";

export interface Answer {
  code: number;
  body: JsonObject;
}

/** Carries out a request on a resource, watches and logs apart; raises the refusals that the API server would answer. */
export function answer(api: Api, request: ApiRequest, target: Target): Answer {
  if (target.subresource === "scale") return scale(api, request, target);
  if (target.name === "")
    return request.method === "POST" ? post(api, request, target) : collection(api, request, target);
  if (request.method === "GET") return ok(api.read(target.kind, target.namespace, target.name));
  if (request.method === "PUT") return put(api, request, target);
  if (request.method === "PATCH") return patch(api, request, target);
  if (request.method === "DELETE") return remove(api, request, target);
  throw methodNotAllowed();
}

function ok(body: JsonObject): Answer {
  return { code: 200, body };
}

function writeOf(request: ApiRequest, target: Target): Write {
  const subresource = target.subresource === "status" ? "status" : "";
  return { manager: fieldManager(request), operation: "Update", subresource, dryRun: isDryRun(request) };
}

function post(api: Api, request: ApiRequest, target: Target): Answer {
  const made = api.create(target.kind, target.namespace, objectBody(request), writeOf(request, target));
  return { code: 201, body: made };
}

function put(api: Api, request: ApiRequest, target: Target): Answer {
  const body = objectBody(request);
  const write = writeOf(request, target);
  return ok(api.update(target.kind, target.namespace, target.name, write, () => body));
}

function patch(api: Api, request: ApiRequest, target: Target): Answer {
  if (request.contentType === "application/apply-patch+yaml") return apply(api, request, target);
  const change = patcher(request);
  return ok(api.update(target.kind, target.namespace, target.name, writeOf(request, target), change));
}

function patcher(request: ApiRequest): (draft: JsonObject) => JsonObject {
  if (request.contentType === "application/json-patch+json")
    return (draft) => jsonPatch(draft, request.body ?? null);
  const body = objectBody(request);
  if (request.contentType === "application/merge-patch+json") return (draft) => mergePatch(draft, body);
  if (request.contentType === "application/strategic-merge-patch+json")
    return (draft) => strategicMergePatch(draft, body);
  throw new ApiError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
}

function apply(api: Api, request: ApiRequest, target: Target): Answer {
  const { kind, namespace, name } = target;
  const config = objectBody(request);
  checkConfiguration(request, target, config);
  const write: Write = { ...writeOf(request, target), operation: "Apply", managed: true };
  const force = request.query.get("force") === "true";
  const merge = (live: JsonObject) =>
    applyConfiguration({
      live,
      config,
      writer: write,
      force,
      time: `${new Date().toISOString().slice(0, 19)}Z`,
    });
  if (api.store.get(kind, namespace, name)) return ok(api.update(kind, namespace, name, write, merge));
  if (textAt(config, "metadata", "resourceVersion") !== "") throw stale(kind, name);
  const fresh = merge({ apiVersion: groupVersion(kind), kind: kind.kind, metadata: { name } });
  return { code: 201, body: api.create(kind, namespace, fresh, write) };
}

function checkConfiguration(request: ApiRequest, target: Target, config: JsonObject): void {
  if ((request.query.get("fieldManager") ?? "") === "") {
    const kind = { ...target.kind, group: "meta.k8s.io", kind: "PatchOptions", plural: "PatchOptions" };
    const message = "Required value: is required for apply patch";
    throw invalid(kind, "", [{ field: "fieldManager", message, reason: "FieldValueRequired" }]);
  }
  const name = textAt(config, "metadata", "name") || target.name;
  if (name !== target.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  if (at(config, "metadata", "managedFields") !== undefined)
    throw badRequest("metadata.managedFields must be nil");
  if (config["kind"] !== target.kind.kind || config["apiVersion"] !== groupVersion(target.kind))
    throw badRequest("the kind or the apiVersion of the object does not match the URL");
}

function remove(api: Api, request: ApiRequest, target: Target): Answer {
  const { object, gone } = api.delete(target.kind, target.namespace, target.name, deleteOptions(request));
  if (!gone || target.kind.kind === "Pod") return ok(object);
  return ok(deleted(target.kind, target.name, textAt(object, "metadata", "uid")));
}

function deleteOptions(request: ApiRequest): DeleteOptions {
  const body = request.body ?? {};
  const propagation = request.query.get("propagationPolicy") ?? textAt(body, "propagationPolicy");
  const uid = textAt(body, "preconditions", "uid");
  const resourceVersion = textAt(body, "preconditions", "resourceVersion");
  const grace = request.query.get("gracePeriodSeconds") ?? at(body, "gracePeriodSeconds");
  const isNamed = propagation === "Foreground" || propagation === "Orphan";
  const dryRun = isDryRun(request) || JSON.stringify(at(body, "dryRun") ?? []).includes("All");
  return {
    dryRun,
    propagation: isNamed ? propagation : "Background",
    ...(uid === "" ? {} : { uid }),
    ...(resourceVersion === "" ? {} : { resourceVersion }),
    ...(grace === undefined || grace === null ? {} : { graceSeconds: Number(grace) }),
  };
}

/** The test that a request's label and field selectors make. */
export function matcherOf(request: ApiRequest, target: Target): Matcher {
  const byLabel = labelMatcher(request.query.get("labelSelector") ?? "");
  const byField = fieldMatcher(request.query.get("fieldSelector") ?? "");
  return (object) =>
    byLabel(object) &&
    byField(object) &&
    (target.name === "" || textAt(object, "metadata", "name") === target.name);
}

function collection(api: Api, request: ApiRequest, target: Target): Answer {
  const matches = matcherOf(request, target);
  const found = api.store.list(target.kind, target.namespace).filter(matches);
  if (request.method === "GET") return list(api, request, target, found);
  if (request.method !== "DELETE") throw methodNotAllowed();
  const options = deleteOptions(request);
  for (const one of found) {
    api.delete(target.kind, textAt(one, "metadata", "namespace"), textAt(one, "metadata", "name"), options);
  }
  return ok({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 200 });
}

function list(api: Api, request: ApiRequest, target: Target, found: JsonObject[]): Answer {
  const start = Number(request.query.get("continue") ?? 0) || 0;
  const limit = Number(request.query.get("limit") ?? 0) || found.length;
  const page = found.slice(start, start + limit);
  const left = found.length - start - page.length;
  const more = left > 0 ? { continue: String(start + limit), remainingItemCount: left } : {};
  return ok({
    kind: `${target.kind.kind}List`,
    apiVersion: groupVersion(target.kind),
    metadata: { resourceVersion: String(api.store.revision), ...more },
    items: page.map(asItem),
  });
}

function scale(api: Api, request: ApiRequest, target: Target): Answer {
  const { kind, namespace, name } = target;
  if (!kind.scale) throw notFound(kind, name);
  const object = api.read(kind, namespace, name);
  if (request.method === "GET") return ok(scaleOf(object));
  const wanted = request.method === "PUT" ? objectBody(request) : patcher(request)(scaleOf(object));
  const write: Write = { ...writeOf(request, target), subresource: "scale" };
  const after = api.update(kind, namespace, name, write, (draft) => {
    ensure(draft, "metadata")["resourceVersion"] = textAt(wanted, "metadata", "resourceVersion");
    ensure(draft, "spec")["replicas"] = numberAt(wanted, "spec", "replicas");
    return draft;
  });
  return ok(scaleOf(after));
}

function scaleOf(object: JsonObject): JsonObject {
  const metadata = objectAt(object, "metadata");
  const selector = Object.entries(objectAt(object, "spec", "selector", "matchLabels")).map(
    ([key, value]) => `${key}=${scalar(value)}`,
  );
  const kept = new Set(["name", "namespace", "uid", "resourceVersion", "creationTimestamp"]);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => kept.has(key))),
    spec: { replicas: numberAt(object, "spec", "replicas") },
    status: { replicas: numberAt(object, "status", "replicas"), selector: selector.join(",") },
  };
}
