import { type Kind, groupVersion, kinds } from "./kinds.ts";
import { type JsonObject } from "./json.ts";

const verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];

/** The version that the stand-in says it is: that of the server it is compared with. */
export const version: JsonObject = {
  major: "1",
  minor: "37",
  gitVersion: "v1.37.2",
  gitCommit: "stand-in",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "none",
  platform: "linux/amd64",
};

/** The answer to a discovery path, or undefined where the path is none. */
export function discovery(path: string): JsonObject | undefined {
  if (path === "/version") return version;
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (path === "/apis") return { kind: "APIGroupList", apiVersion: "v1", groups: groups().map(groupOf) };
  if (path === "/openapi/v3") return openapiIndex();
  const openapi = /^\/openapi\/v3\/(?:api|apis)\/(.+)$/.exec(path)?.[1];
  if (openapi !== undefined) return openapiOf(openapi);
  const list = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))$/.exec(path);
  if (list) return resourceList(list[1] ?? list[2] ?? "");
  const group = /^\/apis\/([^/]+)$/.exec(path)?.[1];
  const found = group === undefined ? undefined : groups().find((one) => one.startsWith(`${group}/`));
  return found === undefined ? undefined : { kind: "APIGroup", apiVersion: "v1", ...groupOf(found) };
}

function groups(): string[] {
  return [...new Set(kinds.map(groupVersion))].filter((name) => name.includes("/"));
}

function groupOf(name: string): JsonObject {
  const [group = "", versionName = ""] = name.split("/");
  const entry = { groupVersion: name, version: versionName };
  return { name: group, versions: [entry], preferredVersion: entry };
}

function resourceList(name: string): JsonObject | undefined {
  const served = kinds.filter((kind) => groupVersion(kind) === name);
  if (served.length === 0) return undefined;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: name,
    resources: served.flatMap(resourcesOf),
  };
}

function resourcesOf(kind: Kind): JsonObject[] {
  const main: JsonObject = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs,
    shortNames: kind.shortNames,
  };
  const part = (name: string, partKind = kind.kind, partVerbs = ["get", "patch", "update"]): JsonObject => ({
    name: `${kind.plural}/${name}`,
    singularName: "",
    namespaced: kind.namespaced,
    kind: partKind,
    verbs: partVerbs,
  });
  const scale = { ...part("scale", "Scale"), group: "autoscaling", version: "v1" };
  return [
    main,
    ...(kind.status ? [part("status")] : []),
    ...(kind.scale ? [scale] : []),
    ...(kind.kind === "Pod" ? [part("log", "Pod", ["get"])] : []),
  ];
}

// Just enough OpenAPI for kubectl to see that the server validates fields itself.
function openapiIndex(): JsonObject {
  const names = [...new Set(kinds.map(groupVersion))];
  const paths = names.map((name) => (name.includes("/") ? `apis/${name}` : `api/${name}`));
  const entries = paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }]);
  return { paths: Object.fromEntries(entries) };
}

function openapiOf(name: string): JsonObject | undefined {
  const served = kinds.filter((kind) => groupVersion(kind) === name);
  if (served.length === 0) return undefined;
  const entries = served.map((kind) => {
    const patch = {
      parameters: [{ name: "fieldValidation", in: "query", schema: { type: "string" } }],
      "x-kubernetes-group-version-kind": { group: kind.group, version: kind.version, kind: kind.kind },
      responses: {},
    };
    const root = name.includes("/") ? "/apis" : "/api";
    return [`${root}/${name}/${kind.plural}/{name}`, { patch }];
  });
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.37.2" },
    paths: Object.fromEntries(entries),
  };
}
