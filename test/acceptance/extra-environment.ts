import type { Environment, Settings } from "../../src/release/settings.ts";

/** Adds an environment like staging, with a namespace of its own and the differences given, before production. */
export function addEnvironment(
  settings: Settings,
  name: string,
  differences: Partial<Omit<Environment, "name">> = {},
): void {
  const staging = settings.environments.find((environment) => environment.name === "staging");
  if (!staging) throw new Error("the example has no staging");
  const namespace = `${staging.namespace}-${name}`;
  const added = { ...structuredClone(staging), name, namespace, ...differences };
  settings.environments.splice(-1, 0, added);
}
