import { LineCounter, parseAllDocuments, type Tags } from "yaml";
import type { Json, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";

/** Aliases multiply what they stand for; no honest manifest comes near this. */
const mostAliases = 100;

/**
 * The Kubernetes objects of one file, in order, with the items of a List in its place and empty documents left out.
 * Values mean what they mean to kubectl: YAML 1.1 with octal modes and yes/no, but without base-60 numbers and dates.
 * Raises `manifests-invalid` with file and line.
 */
export function parseManifests(text: string, file: string): KubernetesObject[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: "1.1",
    uniqueKeys: true,
    lineCounter: lines,
    prettyErrors: false,
    customTags: withoutTimes,
  });
  const objects: KubernetesObject[] = [];
  for (const document of documents) {
    const line = lines.linePos(document.contents?.range?.[0] ?? document.range[0]).line;
    const [error] = document.errors;
    if (error) throw invalid(file, lines.linePos(error.pos[0]).line, error.message);
    objects.push(
      ...readDocument(
        toJson(() => document.toJS({ maxAliasCount: mostAliases }), file, line),
        file,
        line,
      ),
    );
  }
  return objects;
}

function readDocument(value: Json, file: string, line: number): KubernetesObject[] {
  if (value === null) return [];
  if (isList(value)) return value.items.flatMap((item) => readDocument(item, file, line));
  if (isKubernetesObject(value)) return [value];
  throw invalid(file, line, missingPart(value));
}

/** Reads a value that YAML made, and refuses what JSON cannot say the same way. */
function toJson(read: () => unknown, file: string, line: number): Json {
  try {
    const value: unknown = read();
    if (isJson(value)) return value;
  } catch (error) {
    // The library throws when aliases go too far or point nowhere.
    throw invalid(file, line, error instanceof Error ? error.message : String(error));
  }
  throw invalid(
    file,
    line,
    "a value is neither text, number, list nor map (or a number is too large to be exact)",
  );
}

function isJson(value: unknown): value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isJson);
}

function isMap(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is { items: Json[] } {
  return isMap(value) && value["kind"] === "List" && Array.isArray(value["items"]);
}

function isKubernetesObject(value: Json): value is KubernetesObject {
  return missingPart(value) === "";
}

function missingPart(value: Json): string {
  if (!isMap(value)) return "a Kubernetes object is a map with apiVersion, kind and metadata";
  if (typeof value["apiVersion"] !== "string" || value["apiVersion"] === "") return "apiVersion is missing";
  if (typeof value["kind"] !== "string" || value["kind"] === "") return "kind is missing";
  if (value["kind"] === "Kustomization") {
    return "this is a kustomization, which is no object; set the environment's source to kustomize";
  }
  const { metadata } = value;
  if (!isMap(metadata) || typeof metadata["name"] !== "string" || metadata["name"] === "") {
    return "metadata.name is missing, and Slipway applies only what has a name";
  }
  return "";
}

/** Version 1.1 of the specification reads `80:80` as a number and `2026-01-02` as a date; kubectl does not. */
function withoutTimes(tags: Tags): Tags {
  return tags.filter(
    (tag) =>
      typeof tag !== "object" ||
      !("tag" in tag) ||
      !(tag.tag.endsWith(":timestamp") || ("format" in tag && tag.format === "TIME")),
  );
}

function invalid(file: string, line: number, message: string): ProblemError {
  const what = `${file}, line ${line}: ${message.replace(/\s+/g, " ").slice(0, 300)}.`.replace(/\.\.$/, ".");
  return new ProblemError(
    makeProblem("manifests-invalid", what, "Mend the file, then make a new version with it."),
  );
}
