import { createHash } from "node:crypto";
import { canonicalText } from "../cluster/json.ts";
import type { Json } from "../cluster/kubernetes-object.ts";
import type { Plan } from "./plan.ts";
import type { Environment, Settings } from "../settings.ts";

/** What a person says yes to: everything that is asked for and written. */
export type Intent = Pick<Plan, "kind" | "environment" | "version" | "commit" | "waves">;

/**
 * SHA-256, in hexadecimal, over an intent and the policy under which it is carried out. A moved tag, another manifest
 * or another rule gives another digest, and with it the approvals of the old one are void. The order of keys does not
 * count: a plan that was stored and read again, or a configuration that was only sorted, is the same.
 */
export function planDigest(
  intent: Intent,
  environment: Environment,
  settings: Pick<Settings, "roles">,
): string {
  const { kind, environment: name, version, commit, waves } = intent;
  const covered = { kind, name, version, commit, waves, policy: environment, roles: settings.roles };
  const plain: Json = JSON.parse(JSON.stringify(covered));
  return createHash("sha256").update(canonicalText(plain)).digest("hex");
}
