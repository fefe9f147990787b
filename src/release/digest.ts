import { createHash } from "node:crypto";
import type { Plan } from "./plan.ts";
import type { Environment, Settings } from "./settings.ts";

/** What a person says yes to: everything that is asked for and written. */
export type Intent = Pick<Plan, "kind" | "environment" | "version" | "commit" | "waves">;

/**
 * SHA-256, in hexadecimal, over an intent and the policy under which it is carried out. A moved tag, another manifest
 * or another rule gives another digest, and with it the approvals of the old one are void.
 */
export function planDigest(
  intent: Intent,
  environment: Environment,
  settings: Pick<Settings, "roles">,
): string {
  const { kind, environment: name, version, commit, waves } = intent;
  const covered = { kind, name, version, commit, waves, policy: environment, roles: settings.roles };
  return createHash("sha256").update(JSON.stringify(covered)).digest("hex");
}
