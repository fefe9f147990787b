import type { Json, JsonObject, KubernetesObject } from "./kubernetes-object.ts";
import { isJsonObject, objectAt, objectsAt, textAt } from "./json.ts";

/** An image reference in its parts: `registry:5000/team/app:1.4.2@sha256:…`. */
export interface ImageReference {
  repository: string;
  tag?: string;
  digest?: string;
}

/** Splits an image reference. A colon before the last slash belongs to the registry's port, not to a tag. */
export function parseImage(image: string): ImageReference {
  const [name = "", digest] = image.split("@");
  const colon = name.indexOf(":", name.lastIndexOf("/") + 1);
  const repository = colon < 0 ? name : name.slice(0, colon);
  return {
    repository,
    ...(colon >= 0 && { tag: name.slice(colon + 1) }),
    ...(digest !== undefined && { digest }),
  };
}

const containerLists = ["initContainers", "containers"];

/** The pod templates of an object: of a workload, of a CronJob's jobs, or the Pod itself. */
export function podTemplatesOf(object: KubernetesObject): JsonObject[] {
  const candidates = [
    objectAt(object, "spec", "template"),
    objectAt(object, "spec", "jobTemplate", "spec", "template"),
    ...(object.kind === "Pod" ? [object] : []),
  ];
  return candidates.filter((template) => objectsAt(template, "spec", "containers").length > 0);
}

/** Every image of an object's containers, init containers first. */
export function imagesOf(object: KubernetesObject): string[] {
  return podTemplatesOf(object).flatMap((template) =>
    containerLists.flatMap((list) =>
      objectsAt(template, "spec", list).flatMap((container) => textAt(container, "image") ?? []),
    ),
  );
}

/**
 * A copy of an object in which every container image of the given repositories has the tag. Images with a digest stay
 * as they are: whoever pins one wants exactly that.
 */
export function withImageTag(
  object: KubernetesObject,
  repositories: string[],
  tag: string,
): KubernetesObject {
  const copy = structuredClone(object);
  for (const template of podTemplatesOf(copy)) {
    for (const list of containerLists) {
      for (const container of objectsAt(template, "spec", list)) retag(container, repositories, tag);
    }
  }
  return copy;
}

function retag(container: JsonObject, repositories: string[], tag: string): void {
  const image = textAt(container, "image");
  if (image === undefined) return;
  const { repository, digest } = parseImage(image);
  if (digest === undefined && repositories.includes(repository)) container.image = `${repository}:${tag}`;
}

/** Whether a pod template runs an image of one of the repositories. */
export function runsOneOf(template: Json, repositories: string[]): boolean {
  if (!isJsonObject(template)) return false;
  return containerLists.some((list) =>
    objectsAt(template, "spec", list).some((container) => {
      const image = textAt(container, "image");
      return image !== undefined && repositories.includes(parseImage(image).repository);
    }),
  );
}
