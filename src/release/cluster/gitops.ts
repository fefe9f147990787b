import type { KubernetesObject } from "./kubernetes-object.ts";
import { objectsAt, textAt, textsAt } from "./json.ts";

/** Another tool that writes to an object again and again, and what to do before Slipway may. */
export interface GitOpsOwner {
  name: string;
  advice: string;
}

/**
 * Who else keeps an object in shape: Argo CD, Flux or Helm, by their labels, annotations and field managers;
 * undefined where nobody does. Argo CD and Flux undo foreign changes at their next sync.
 */
export function gitOpsOwner(object: KubernetesObject): GitOpsOwner | undefined {
  const labels = textsAt(object, "metadata", "labels");
  const annotations = textsAt(object, "metadata", "annotations");
  const managers = objectsAt(object, "metadata", "managedFields").map(
    (entry) => textAt(entry, "manager") ?? "",
  );
  return argo(labels, annotations, managers) ?? flux(labels, managers) ?? helm(labels, annotations, managers);
}

type Texts = Record<string, string>;

function argo(labels: Texts, annotations: Texts, managers: string[]): GitOpsOwner | undefined {
  const tracked = annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  const application = tracked ?? labels["argocd.argoproj.io/instance"];
  if (application === undefined && !managers.some((manager) => manager.startsWith("argocd")))
    return undefined;
  const command = `argocd app set ${application ?? "APP"} --sync-policy none`;
  return {
    name: application === undefined ? "Argo CD" : `Argo CD (application ${application})`,
    advice: `Turn automatic sync off first (${command}), or change the version in the repository that it follows.`,
  };
}

function flux(labels: Texts, managers: string[]): GitOpsOwner | undefined {
  const kustomization = labels["kustomize.toolkit.fluxcd.io/name"];
  const release = labels["helm.toolkit.fluxcd.io/name"];
  const managed = managers.some((manager) => ["kustomize-controller", "helm-controller"].includes(manager));
  if (kustomization === undefined && release === undefined && !managed) return undefined;
  const what = release === undefined ? `kustomization ${kustomization ?? "NAME"}` : `helmrelease ${release}`;
  return {
    name: `Flux (${what})`,
    advice: `Suspend it first (flux suspend ${what}), or change the version in the repository that it follows.`,
  };
}

function helm(labels: Texts, annotations: Texts, managers: string[]): GitOpsOwner | undefined {
  const release = annotations["meta.helm.sh/release-name"];
  const managed = labels["app.kubernetes.io/managed-by"] === "Helm" || managers.includes("helm");
  if (release === undefined && !managed) return undefined;
  return {
    name: release === undefined ? "Helm" : `Helm (release ${release})`,
    advice: "Stop upgrading it with helm, and take its fields over; or go on releasing with helm alone.",
  };
}
