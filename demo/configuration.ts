import { readFile, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";

export interface ConfigurationFacts {
  repository: string;
  /** Seconds that workloads must stay up; short, so that a demo is not a wait. */
  stayUp: number;
  /** Replaces the context of every environment when a real cluster is used. */
  context?: string;
}

/** Writes the example configuration of the repository to `path`, changed only where a local try-out needs it. */
export async function writeConfiguration(
  path: string,
  { repository, stayUp, context }: ConfigurationFacts,
): Promise<void> {
  const document = parseDocument(await readFile(new URL("../release.config.yaml", import.meta.url), "utf8"));
  document.setIn(["repository", "location"], repository);
  document.setIn(["channels", "releases"], "C0RELEASES");
  document.setIn(["roles", "engineers"], { users: ["U0ELI"] });
  // The checklist can be tried with `checklist v1.5.0`; a newcomer's first deploy does not wait for it.
  document.deleteIn(["environments", 1, "checklist"]);
  document.deleteIn(["github"]);
  for (const [index, name] of ["staging", "production"].entries()) {
    document.setIn(["environments", index, "stayUp"], `${stayUp}s`);
    document.setIn(["environments", index, "namespace"], `nexus-${name}`);
    document.setIn(
      ["environments", index, "images"],
      ["registry.nexus.example/nexus-app", "registry.nexus.example/nexus-worker"],
    );
    if (context !== undefined) document.setIn(["environments", index, "cluster", "context"], context);
  }
  await writeFile(path, String(document));
}
