import { createHmac } from "node:crypto";
import type { JsonObject, KubernetesObject } from "./kubernetes-object.ts";
import { canonicalText, textsAt } from "./json.ts";

/** Whether an object is a Secret of the core API. */
export function isSecret(object: { apiVersion: string; kind: string }): boolean {
  return object.kind === "Secret" && object.apiVersion === "v1";
}

/**
 * A Secret without what it hides, and a digest that stands for it: HMAC-SHA256, in hexadecimal, over its data under a
 * key of the installation (a plain hash of a short password can be guessed). `stringData` counts as the `data` it
 * becomes. Objects that are no Secret come back as they are, without digest.
 */
export function withoutSecretData(
  object: KubernetesObject,
  key: string | Buffer,
): { object: KubernetesObject; digest?: string } {
  if (!isSecret(object)) return { object };
  const { data: _data, stringData: _stringData, ...rest } = object;
  const { apiVersion, kind, metadata } = object;
  const digest = createHmac("sha256", key)
    .update(canonicalText(secretData(object)))
    .digest("hex");
  return { object: { ...rest, apiVersion, kind, metadata }, digest };
}

function secretData(object: KubernetesObject): JsonObject {
  const data: JsonObject = textsAt(object, "data");
  for (const [name, text] of Object.entries(textsAt(object, "stringData"))) {
    data[name] = Buffer.from(text).toString("base64");
  }
  return data;
}
