import { readFile, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { compressTimeline } from "./timeline.ts";

export interface ConfigurationFacts {
  repository: string;
  /** Seconds that workloads must stay up; short, so that a demo is not a wait. */
  stayUp: number;
  /** Whether the notices of a release follow each other within two minutes. */
  isTimelineFast?: boolean;
  /** Replaces the context of every environment when a real cluster is used. */
  context?: string;
  /** Leaves production waiting for the checklist, as the example has it. */
  checklist?: boolean;
}

/** Writes the example configuration of the repository to `path`, changed only where a local try-out needs it. */
export async function writeConfiguration(
  path: string,
  { repository, stayUp, context, checklist = false, isTimelineFast = false }: ConfigurationFacts,
): Promise<void> {
  const document = parseDocument(await readFile(new URL("../release.config.yaml", import.meta.url), "utf8"));
  document.setIn(["repository", "location"], repository);
  document.setIn(["channels", "releases"], "C0RELEASES");
  document.setIn(["roles", "engineers"], { users: ["U0ELI"] });
  // A newcomer's first deploy does not wait for the checklist, which can be looked at all the same.
  if (!checklist) document.deleteIn(["environments", 1, "checklist"]);
  document.deleteIn(["github"]);
  if (isTimelineFast) compressTimeline(document);
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
