import { type Cause } from "./status.ts";
import {
  type Json,
  type JsonObject,
  at,
  isObject,
  listAt,
  objectAt,
  objectsAt,
  same,
  textAt,
} from "./json.ts";
import { type Kind } from "./kinds.ts";

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = new RegExp(`^${label}(\\.${label})*$`);
const workloads = new Set(["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job"]);
const anyName = new Set(["Role", "RoleBinding"]);

/** Every rule that a new or changed object breaks, in the words of the API server; empty when it is sound. */
export function problemsOf(kind: Kind, object: JsonObject, before: JsonObject | undefined): Cause[] {
  return [
    ...nameProblems(kind, object),
    ...(workloads.has(kind.kind) ? workloadProblems(kind, object) : []),
    ...(kind.kind === "Pod" ? podProblems(objectAt(object, "spec"), "spec") : []),
    ...(kind.kind === "Service" && listAt(object, "spec", "ports").length === 0 && needsPorts(object)
      ? [required("spec.ports")]
      : []),
    ...(before ? immutableProblems(kind, before, object) : []),
  ];
}

function needsPorts(object: JsonObject): boolean {
  return textAt(object, "spec", "clusterIP") !== "None" && textAt(object, "spec", "type") !== "ExternalName";
}

function nameProblems(kind: Kind, object: JsonObject): Cause[] {
  const name = textAt(object, "metadata", "name");
  if (anyName.has(kind.kind)) return [];
  const isShort = name.length <= 253 && (kind.kind !== "Service" || name.length <= 63);
  if (subdomain.test(name) && isShort) return [];
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  return [wrong("metadata.name", name, rule)];
}

function workloadProblems(kind: Kind, object: JsonObject): Cause[] {
  const problems: Cause[] = [];
  const spec = objectAt(object, "spec");
  const labels = at(spec, "template", "metadata", "labels");
  const selector = objectAt(spec, "selector");
  if (kind.kind !== "Job") {
    if (Object.keys(selector).length === 0) problems.push(required("spec.selector"));
    if (Object.keys(selector).length === 0 || !matchesLabels(objectAt(selector, "matchLabels"), labels))
      problems.push(
        wrong("spec.template.metadata.labels", labels ?? null, "`selector` does not match template `labels`"),
      );
  }
  const replicas = spec["replicas"];
  if (typeof replicas === "number" && replicas < 0)
    problems.push(wrong("spec.replicas", replicas, "must be greater than or equal to 0"));
  return [
    ...problems,
    ...podProblems(objectAt(spec, "template", "spec"), "spec.template.spec"),
    ...restart(kind, spec),
  ];
}

function restart(kind: Kind, spec: JsonObject): Cause[] {
  const policy = textAt(spec, "template", "spec", "restartPolicy");
  const field = "spec.template.spec.restartPolicy";
  if (kind.kind === "Job" && policy === "Always")
    return [
      { field, message: 'Required value: valid values: "OnFailure", "Never"', reason: "FieldValueRequired" },
    ];
  if (kind.kind === "Job" || policy === "Always") return [];
  const message = `Unsupported value: "${policy}": supported values: "Always"`;
  return [{ field, message, reason: "FieldValueNotSupported" }];
}

function matchesLabels(wanted: JsonObject, labels: Json | undefined): boolean {
  return Object.entries(wanted).every(([key, value]) => isObject(labels) && labels[key] === value);
}

function podProblems(spec: JsonObject, path: string): Cause[] {
  const containers = objectsAt(spec, "containers");
  if (containers.length === 0) return [required(`${path}.containers`)];
  const problems: Cause[] = [];
  const volumes = new Set(objectsAt(spec, "volumes").map((volume) => textAt(volume, "name")));
  for (const [index, container] of containers.entries()) {
    const field = `${path}.containers[${index}]`;
    if (textAt(container, "name") === "") problems.push(required(`${field}.name`));
    if (textAt(container, "image") === "") problems.push(required(`${field}.image`));
    for (const [position, mount] of objectsAt(container, "volumeMounts").entries()) {
      const name = textAt(mount, "name");
      if (volumes.has(name)) continue;
      problems.push({
        field: `${field}.volumeMounts[${position}].name`,
        message: `Not found: "${name}"`,
        reason: "FieldValueNotFound",
      });
    }
  }
  return problems;
}

const fixed: Record<string, string[]> = {
  Deployment: ["selector"],
  ReplicaSet: ["selector"],
  DaemonSet: ["selector"],
  StatefulSet: ["selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"],
  Job: ["selector", "template", "completions"],
};

function immutableProblems(kind: Kind, before: JsonObject, after: JsonObject): Cause[] {
  const problems: Cause[] = [];
  for (const field of fixed[kind.kind] ?? []) {
    const now = at(after, "spec", field);
    if (!same(at(before, "spec", field), now))
      problems.push(wrong(`spec.${field}`, now ?? null, "field is immutable"));
  }
  const isSealed = before["immutable"] === true && !same(before["data"], after["data"]);
  const isData = kind.kind === "ConfigMap" || kind.kind === "Secret";
  if (isData && isSealed) problems.push(forbid("data", "field is immutable when `immutable` is set"));
  return problems;
}

function required(field: string): Cause {
  return { field, message: "Required value", reason: "FieldValueRequired" };
}

function forbid(field: string, why: string): Cause {
  return { field, message: `Forbidden: ${why}`, reason: "FieldValueForbidden" };
}

function wrong(field: string, value: Json, why: string): Cause {
  return { field, message: `Invalid value: ${JSON.stringify(value)}: ${why}`, reason: "FieldValueInvalid" };
}
