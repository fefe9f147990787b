import type { Json, KubernetesObject } from "../cluster/kubernetes-object.ts";
import { type Difference, differences } from "../cluster/differences.ts";
import { imagesOf, parseImage } from "../cluster/images.ts";
import { jsonAt } from "../cluster/json.ts";
import { refOf } from "./manifests.ts";
import type { Change } from "./plan.ts";

/** More words than these would not be read. */
const mostWords = 8;

/**
 * What an object goes through, in words for people: "image 1.4.2 → 1.5.0", "+1 env LOG_LEVEL". Values of environment
 * variables, configuration and Secrets are never told. One of the two states must be there; both absent is a mistake
 * of the caller and raises a TypeError.
 */
export function describeChange(
  live: KubernetesObject | undefined,
  after: KubernetesObject | undefined,
): Change {
  if (after && live) return described(live, after);
  if (after) return { ref: refOf(after), what: "create", words: birthWords(after) };
  if (live) return { ref: refOf(live), what: "remove", words: [] };
  throw new TypeError("a change needs at least one state");
}

function described(live: KubernetesObject, after: KubernetesObject): Change {
  const found = differences(live, after);
  const many = severalContainers(after);
  const phrases = found.map((difference) => phrase(difference, after.kind, many));
  const words = bounded(gathered(phrases));
  return { ref: refOf(after), what: found.length === 0 ? "keep" : "change", words };
}

function birthWords(object: KubernetesObject): string[] {
  const images = imagesOf(object).map((image) => `image ${shortImage(image)}`);
  const replicas = jsonAt(object, "spec", "replicas");
  return bounded([...images, ...(typeof replicas === "number" ? [`replicas ${replicas}`] : [])]);
}

function bounded(words: string[]): string[] {
  if (words.length <= mostWords) return words;
  return [...words.slice(0, mostWords - 1), `and ${words.length - mostWords + 1} more`];
}

/** Something to say. Phrases with the same sign and thing are said together: "+2 env A, B". */
type Phrase = { rank: number } & ({ words: string } | { sign: "+" | "-"; thing: string; name: string });

function gathered(phrases: Phrase[]): string[] {
  const groups = new Map<string, string[]>();
  const sentences: { rank: number; words: () => string }[] = [];
  for (const found of phrases) {
    if ("words" in found) {
      sentences.push({ rank: found.rank, words: () => found.words });
      continue;
    }
    const key = `${found.sign}${found.thing}`;
    const names = groups.get(key);
    if (names) names.push(found.name);
    else {
      const list = [found.name];
      groups.set(key, list);
      sentences.push({
        rank: found.rank,
        words: () => `${found.sign}${list.length} ${found.thing} ${listed(list)}`,
      });
    }
  }
  return sentences.toSorted((left, right) => left.rank - right.rank).map(({ words }) => words());
}

function listed(names: string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")}, …`;
}

function phrase(difference: Difference, kind: string, several: boolean): Phrase {
  return containerPhrase(difference, several) ?? keyPhrase(difference, kind) ?? otherPhrase(difference);
}

/** What happens to a container, or to one of its fields. */
function containerPhrase(difference: Difference, several: boolean): Phrase | undefined {
  const { path, before, after } = difference;
  const at = path.findIndex((key) => key === "containers" || key === "initContainers");
  const container = path[at + 1];
  if (at < 0 || container === undefined) return undefined;
  const thing = path[at] === "containers" ? "container" : "init container";
  const [field, ...rest] = path.slice(at + 2);
  if (field === undefined) return entryPhrase(2, thing, container, before, after);
  const prefix = several ? `${container}: ` : "";
  if (field === "image") return { rank: 0, words: `${prefix}${imageWords(before, after)}` };
  if (field === "env" && rest[0] !== undefined) {
    const isWhole = rest.length === 1;
    return entryPhrase(3, "env", prefix + rest[0], isWhole ? before : true, isWhole ? after : true);
  }
  const [bound, resource] = rest;
  if (field === "resources" && bound !== undefined && resource !== undefined) {
    const word = bound === "limits" ? "limit" : "request";
    return { rank: 4, words: `${prefix}${resource} ${word} ${shown(before)} → ${shown(after)}` };
  }
  return { rank: 5, words: `${prefix}${[field, ...rest].join(".")} ${scalarChange(before, after)}` };
}

/** Keys of configuration, Secrets, labels and annotations: the key is told, its value is not. */
function keyPhrase({ path, before, after }: Difference, kind: string): Phrase | undefined {
  const key = path.at(-1) ?? "";
  const map = path.at(-2);
  if (path.length === 2 && (map === "data" || map === "binaryData")) {
    return entryPhrase(3, kind === "Secret" ? "secret key" : "config key", key, before, after);
  }
  const where = path.includes("template") ? "pod " : "";
  if (map === "labels") return entryPhrase(6, `${where}label`, key, before, after);
  if (map === "annotations") return entryPhrase(6, `${where}annotation`, key, before, after);
  return undefined;
}

function otherPhrase({ path, before, after }: Difference): Phrase {
  const isReplicas = path.join(".") === "spec.replicas";
  if (isReplicas) return { rank: 1, words: `replicas ${shown(before)} → ${shown(after)}` };
  const name = path.join(".").replace(/^spec\.template\./, "pod ");
  return { rank: 7, words: `${name} ${scalarChange(before, after)}` };
}

function entryPhrase(
  rank: number,
  thing: string,
  name: string,
  before: Json | undefined,
  after: Json | undefined,
): Phrase {
  if (before === undefined) return { rank, sign: "+", thing, name };
  if (after === undefined) return { rank, sign: "-", thing, name };
  return { rank, words: `${thing} ${name} changed` };
}

/** Numbers and switches say little about anybody, so they are told; text may be a secret and is not. */
function scalarChange(before: Json | undefined, after: Json | undefined): string {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  const isPlain = [before, after].every((value) => typeof value === "number" || typeof value === "boolean");
  return isPlain ? `${shown(before)} → ${shown(after)}` : "changed";
}

function imageWords(before: Json | undefined, after: Json | undefined): string {
  if (typeof before !== "string" || typeof after !== "string") return `image ${shown(after)}`;
  const [old, next] = [parseImage(before), parseImage(after)];
  const isSame = old.repository === next.repository && old.digest === next.digest;
  if (isSame && old.tag !== undefined && next.tag !== undefined) return `image ${old.tag} → ${next.tag}`;
  const [from, to] = [shortImage(before), shortImage(after)];
  return from === to ? `image ${before} → ${after}` : `image ${from} → ${to}`;
}

/** An image without its registry's address, its digest cut to twelve digits. */
function shortImage(image: string): string {
  const { repository, tag, digest } = parseImage(image);
  const name = repository.slice(repository.lastIndexOf("/") + 1);
  const pinned = digest === undefined ? "" : `@${digest.slice(0, "sha256:".length + 12)}`;
  return `${name}${tag === undefined ? "" : `:${tag}`}${pinned}`;
}

function shown(value: Json | undefined): string {
  if (value === undefined) return "none";
  return typeof value === "object" ? "changed" : String(value).slice(0, 60);
}

function severalContainers(object: KubernetesObject): boolean {
  return imagesOf(object).length > 1;
}
