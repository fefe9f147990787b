export interface Kind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  shortNames: string[];
  /** Whether `/status` is written apart from the rest. */
  status: boolean;
  /** Whether `/scale` reads and writes `spec.replicas`. */
  scale: boolean;
  /** Whether the server counts changes of the specification in `metadata.generation`. */
  counted: boolean;
}

type Traits = Partial<Pick<Kind, "namespaced" | "status" | "scale" | "counted">> & { short?: string[] };

function kind(apiVersion: string, name: string, plural: string, traits: Traits = {}): Kind {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  return {
    group: group ?? "",
    version: version ?? "",
    kind: name,
    plural,
    singular: name.toLowerCase(),
    namespaced: traits.namespaced ?? true,
    shortNames: traits.short ?? [],
    status: traits.status ?? false,
    scale: traits.scale ?? false,
    counted: traits.counted ?? false,
  };
}

const spec = { status: true, counted: true };

/** Every kind that the stand-in serves, in the order in which discovery lists them. */
export const kinds: readonly Kind[] = [
  kind("v1", "Namespace", "namespaces", { namespaced: false, status: true, short: ["ns"] }),
  kind("v1", "Node", "nodes", { namespaced: false, status: true, short: ["no"] }),
  kind("v1", "ConfigMap", "configmaps", { short: ["cm"] }),
  kind("v1", "Secret", "secrets"),
  kind("v1", "Service", "services", { status: true, short: ["svc"] }),
  kind("v1", "ServiceAccount", "serviceaccounts", { short: ["sa"] }),
  kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims", { status: true, short: ["pvc"] }),
  kind("v1", "Pod", "pods", { ...spec, short: ["po"] }),
  kind("v1", "Event", "events", { short: ["ev"] }),
  kind("v1", "ResourceQuota", "resourcequotas", { status: true, short: ["quota"] }),
  kind("v1", "LimitRange", "limitranges", { short: ["limits"] }),
  kind("apps/v1", "Deployment", "deployments", { ...spec, scale: true, short: ["deploy"] }),
  kind("apps/v1", "ReplicaSet", "replicasets", { ...spec, scale: true, short: ["rs"] }),
  kind("apps/v1", "StatefulSet", "statefulsets", { ...spec, scale: true, short: ["sts"] }),
  kind("apps/v1", "DaemonSet", "daemonsets", { ...spec, short: ["ds"] }),
  kind("apps/v1", "ControllerRevision", "controllerrevisions"),
  kind("batch/v1", "Job", "jobs", spec),
  kind("batch/v1", "CronJob", "cronjobs", { ...spec, short: ["cj"] }),
  kind("networking.k8s.io/v1", "Ingress", "ingresses", { ...spec, short: ["ing"] }),
  kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", { counted: true, short: ["netpol"] }),
  kind("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", { ...spec, short: ["hpa"] }),
  kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", { ...spec, short: ["pdb"] }),
  kind("rbac.authorization.k8s.io/v1", "Role", "roles"),
  kind("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings"),
];

/** The `apiVersion` of a kind, such as `apps/v1`. */
export function groupVersion(of: Kind): string {
  return of.group === "" ? of.version : `${of.group}/${of.version}`;
}

/** What error messages call a kind's resource, such as `deployments.apps`. */
export function resourceName(of: Kind): string {
  return of.group === "" ? of.plural : `${of.plural}.${of.group}`;
}

/** The kind of that name; throws where the stand-in has none, since only our own code asks by name. */
export function kindNamed(name: string): Kind {
  const found = kinds.find((candidate) => candidate.kind === name);
  if (!found) throw new Error(`the stand-in cluster has no kind ${name}`);
  return found;
}

/** The kind behind a path's `apiVersion` and plural, or undefined. */
export function kindAt(apiVersion: string, plural: string): Kind | undefined {
  return kinds.find((candidate) => candidate.plural === plural && groupVersion(candidate) === apiVersion);
}
