import { readFile, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { beginTheMonth } from "./first-of-month.ts";
import { compressTimeline } from "./timeline.ts";

export interface ConfigurationFacts {
  repository: string;
  /** Seconds that workloads must stay up; short, so that a demo is not a wait. */
  stayUp: number;
  /** The notices of a release follow each other within two minutes, or within so many times as long; in their own time without it. */
  timelineSlowness?: number;
  /** Replaces the context of every environment when a real cluster is used. */
  context?: string;
  /** Leaves the regular releases out. */
  hasNoCalendar?: boolean;
  /** When the month begins: its plan is posted at this moment. */
  monthBegins?: number;
  /** The API of a stand-in for GitHub; nothing of GitHub is used without it. */
  gitHubUrl?: string;
  /** Leaves production waiting for the checklist, as the example has it. */
  checklist?: boolean;
}

/** Writes the example configuration of the repository to `path`, changed only where a local try-out needs it. */
export async function writeConfiguration(path: string, facts: ConfigurationFacts): Promise<void> {
  const { repository, stayUp, context, monthBegins } = facts;
  const document = parseDocument(await readFile(new URL("../release.config.yaml", import.meta.url), "utf8"));
  document.setIn(["repository", "location"], repository);
  document.setIn(["channels", "releases"], "C0RELEASES");
  document.setIn(["roles", "engineers"], { users: ["U0ELI"] });
  // A newcomer's first deploy does not wait for the checklist, which can be looked at all the same.
  if (!facts.checklist) document.deleteIn(["environments", 1, "checklist"]);
  if (facts.gitHubUrl === undefined) document.deleteIn(["github"]);
  else document.setIn(["github", "apiUrl"], facts.gitHubUrl);
  // What is tried out at the end of a year is not stopped by the example's freeze.
  document.deleteIn(["freezes"]);
  if (facts.timelineSlowness !== undefined) compressTimeline(document, facts.timelineSlowness);
  if (facts.hasNoCalendar) document.setIn(["cadence", "releases"], []);
  if (monthBegins !== undefined) beginTheMonth(document, monthBegins);
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
