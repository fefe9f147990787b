import {
  type Json,
  type JsonObject,
  at,
  ensure,
  isObject,
  listAt,
  objectAt,
  objectsAt,
  scalar,
  setDefault,
  textAt,
} from "./json.ts";

/** Fills in, in place, what the API server would for an object of that kind, so that templates compare as on a real one. */
export function setDefaults(object: JsonObject): void {
  const spec = ensure(object, "spec");
  const fill = byKind[textAt(object, "kind")];
  if (fill) fill(spec, object);
  if (Object.keys(spec).length === 0) delete object["spec"];
}

const byKind: Record<string, (spec: JsonObject, object: JsonObject) => void> = {
  Deployment: deployment,
  ReplicaSet: (spec) => {
    setDefault(spec, "replicas", 1);
    podTemplate(spec);
  },
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  Job: job,
  CronJob: cronJob,
  Pod: (spec) => {
    podSpec(spec);
    setDefault(spec, "enableServiceLinks", true);
    setDefault(spec, "serviceAccountName", "default");
    setDefault(spec, "serviceAccount", spec["serviceAccountName"] ?? "default");
    for (const one of containersOf(spec)) requestsFromLimits(one);
  },
  Service: service,
  Secret: secret,
  PersistentVolumeClaim: (spec) => setDefault(spec, "volumeMode", "Filesystem"),
  HorizontalPodAutoscaler: (spec) => {
    setDefault(spec, "minReplicas", 1);
    const target = { type: "Utilization", averageUtilization: 80 };
    setDefault(spec, "metrics", [{ type: "Resource", resource: { name: "cpu", target } }]);
  },
  NetworkPolicy: (spec) =>
    setDefault(spec, "policyTypes", spec["egress"] ? ["Ingress", "Egress"] : ["Ingress"]),
  Namespace: (spec, object) => {
    setDefault(spec, "finalizers", ["kubernetes"]);
    setDefault(
      ensure(object, "metadata", "labels"),
      "kubernetes.io/metadata.name",
      textAt(object, "metadata", "name"),
    );
  },
};

function deployment(spec: JsonObject): void {
  setDefault(spec, "replicas", 1);
  setDefault(spec, "revisionHistoryLimit", 10);
  setDefault(spec, "progressDeadlineSeconds", 600);
  const strategy = ensure(spec, "strategy");
  setDefault(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate") {
    const rolling = ensure(strategy, "rollingUpdate");
    setDefault(rolling, "maxSurge", "25%");
    setDefault(rolling, "maxUnavailable", "25%");
  }
  podTemplate(spec);
}

function statefulSet(spec: JsonObject): void {
  setDefault(spec, "replicas", 1);
  setDefault(spec, "revisionHistoryLimit", 10);
  setDefault(spec, "podManagementPolicy", "OrderedReady");
  setDefault(spec, "persistentVolumeClaimRetentionPolicy", { whenDeleted: "Retain", whenScaled: "Retain" });
  const strategy = ensure(spec, "updateStrategy");
  setDefault(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate") {
    setDefault(ensure(strategy, "rollingUpdate"), "partition", 0);
    setDefault(ensure(strategy, "rollingUpdate"), "maxUnavailable", 1);
  }
  podTemplate(spec);
}

function daemonSet(spec: JsonObject): void {
  setDefault(spec, "revisionHistoryLimit", 10);
  const strategy = ensure(spec, "updateStrategy");
  setDefault(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate") {
    setDefault(ensure(strategy, "rollingUpdate"), "maxSurge", 0);
    setDefault(ensure(strategy, "rollingUpdate"), "maxUnavailable", 1);
  }
  podTemplate(spec);
}

function job(spec: JsonObject, object: JsonObject): void {
  setDefault(spec, "backoffLimit", 6);
  setDefault(spec, "completionMode", "NonIndexed");
  setDefault(spec, "completions", 1);
  setDefault(spec, "parallelism", 1);
  setDefault(spec, "suspend", false);
  setDefault(spec, "manualSelector", false);
  setDefault(spec, "podReplacementPolicy", "TerminatingOrFailed");
  const uid = textAt(object, "metadata", "uid");
  const name = textAt(object, "metadata", "name");
  const own = { "batch.kubernetes.io/controller-uid": uid, "controller-uid": uid };
  const labels = { ...own, "batch.kubernetes.io/job-name": name, "job-name": name };
  setDefault(spec, "selector", { matchLabels: { "batch.kubernetes.io/controller-uid": uid } });
  for (const owner of [object, ensure(spec, "template")]) {
    const metadata = ensure(owner, "metadata", "labels");
    for (const [key, value] of Object.entries(labels)) setDefault(metadata, key, value);
  }
  podTemplate(spec);
}

function cronJob(spec: JsonObject): void {
  setDefault(spec, "concurrencyPolicy", "Allow");
  setDefault(spec, "failedJobsHistoryLimit", 1);
  setDefault(spec, "successfulJobsHistoryLimit", 3);
  setDefault(spec, "suspend", false);
  ensure(spec, "jobTemplate", "metadata");
  podTemplate(ensure(spec, "jobTemplate", "spec"));
}

function service(spec: JsonObject, object: JsonObject): void {
  setDefault(spec, "type", "ClusterIP");
  setDefault(spec, "sessionAffinity", "None");
  setDefault(spec, "internalTrafficPolicy", "Cluster");
  if (spec["type"] !== "ExternalName") {
    setDefault(spec, "clusterIP", addressOf(textAt(object, "metadata", "uid")));
    setDefault(spec, "clusterIPs", [spec["clusterIP"] ?? ""]);
    setDefault(spec, "ipFamilies", ["IPv4"]);
    setDefault(spec, "ipFamilyPolicy", "SingleStack");
  }
  for (const port of objectsAt(spec, "ports")) {
    setDefault(port, "protocol", "TCP");
    setDefault(port, "targetPort", port["port"] ?? 0);
  }
}

function addressOf(uid: string): string {
  const number = Number.parseInt(uid.replaceAll("-", "").slice(0, 4) || "0", 16);
  return `10.96.${number >> 8}.${number & 0xff || 1}`;
}

function secret(_spec: JsonObject, object: JsonObject): void {
  setDefault(object, "type", "Opaque");
  for (const [key, value] of Object.entries(objectAt(object, "stringData"))) {
    ensure(object, "data")[key] = Buffer.from(scalar(value)).toString("base64");
  }
  delete object["stringData"];
}

function podTemplate(spec: JsonObject): void {
  ensure(spec, "template", "metadata");
  podSpec(ensure(spec, "template", "spec"));
}

function podSpec(spec: JsonObject): void {
  setDefault(spec, "restartPolicy", "Always");
  setDefault(spec, "dnsPolicy", "ClusterFirst");
  setDefault(spec, "schedulerName", "default-scheduler");
  setDefault(spec, "terminationGracePeriodSeconds", 30);
  setDefault(spec, "securityContext", {});
  if (spec["serviceAccountName"] !== undefined)
    setDefault(spec, "serviceAccount", spec["serviceAccountName"]);
  for (const one of containersOf(spec)) container(one);
  for (const volume of objectsAt(spec, "volumes")) volumeModes(volume);
}

function containersOf(spec: JsonObject): JsonObject[] {
  return [...objectsAt(spec, "containers"), ...objectsAt(spec, "initContainers")];
}

function container(one: JsonObject): void {
  const image = textAt(one, "image");
  setDefault(one, "imagePullPolicy", isLatest(image) ? "Always" : "IfNotPresent");
  setDefault(one, "resources", {});
  setDefault(one, "terminationMessagePath", "/dev/termination-log");
  setDefault(one, "terminationMessagePolicy", "File");
  for (const port of objectsAt(one, "ports")) setDefault(port, "protocol", "TCP");
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) probe(one[name]);
  for (const variable of objectsAt(one, "env")) fieldRefVersion(at(variable, "valueFrom", "fieldRef"));
}

function isLatest(image: string): boolean {
  if (image.includes("@")) return false;
  const tag = image.slice(image.lastIndexOf("/") + 1).split(":")[1];
  return tag === undefined || tag === "latest";
}

function probe(value: Json | undefined): void {
  if (!isObject(value)) return;
  setDefault(value, "timeoutSeconds", 1);
  setDefault(value, "periodSeconds", 10);
  setDefault(value, "successThreshold", 1);
  setDefault(value, "failureThreshold", 3);
  if (isObject(value["httpGet"])) {
    setDefault(value["httpGet"], "scheme", "HTTP");
    setDefault(value["httpGet"], "path", "/");
  }
  if (isObject(value["grpc"])) setDefault(value["grpc"], "service", "");
}

function fieldRefVersion(reference: Json | undefined): void {
  if (isObject(reference)) setDefault(reference, "apiVersion", "v1");
}

const withMode = ["configMap", "secret", "projected", "downwardAPI"];

function volumeModes(volume: JsonObject): void {
  for (const source of withMode) {
    const value = volume[source];
    if (isObject(value)) setDefault(value, "defaultMode", 420);
  }
  const hostPath = volume["hostPath"];
  if (isObject(hostPath)) setDefault(hostPath, "type", "");
  if (Object.keys(volume).length === 1) volume["emptyDir"] = {};
}

function requestsFromLimits(one: JsonObject): void {
  const limits = objectAt(one, "resources", "limits");
  if (Object.keys(limits).length === 0) return;
  const requests = ensure(one, "resources", "requests");
  for (const [name, amount] of Object.entries(limits)) setDefault(requests, name, amount);
}

/** Tells whether a list of finalizers holds anything back. */
export function isHeld(object: JsonObject): boolean {
  return listAt(object, "metadata", "finalizers").length > 0;
}
