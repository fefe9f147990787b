import { podTemplatesOf, runsOneOf } from "../cluster/images.ts";
import { numberAt, textAt } from "../cluster/json.ts";
import { isWorkload, type KubernetesObject } from "../cluster/kubernetes-object.ts";
import type { Environment } from "../settings.ts";

/**
 * What the success of a deploy will not say, in sentences for those who approve it: objects with pods of the product that
 * Slipway writes and does not wait for, and those that update no pod by themselves.
 */
export function unwatchedWords(
  objects: KubernetesObject[],
  { images }: Pick<Environment, "images">,
): string[] {
  return objects.filter((object) => runsProduct(object, images)).flatMap(wordsOf);
}

function runsProduct(object: KubernetesObject, images: string[]): boolean {
  return podTemplatesOf(object).some((template) => images.length === 0 || runsOneOf(template, images));
}

function wordsOf(object: KubernetesObject): string[] {
  const name = `${object.kind} ${object.metadata.name}`;
  if (!isWorkload(object)) {
    if (object.kind === "CronJob") return [];
    return [`Slipway does not wait for ${name}: success only says that it was written.`];
  }
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete")
    return [`${name} updates a pod only when somebody deletes it: success does not wait for that.`];
  const partition = numberAt(object, ["spec", "updateStrategy", "rollingUpdate", "partition"]);
  return partition > 0 ? [`${name} keeps its first ${partition} pods back by its partition.`] : [];
}
