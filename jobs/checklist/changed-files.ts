import type { JobParts } from "../../src/parts.ts";
import type { ChangedFile } from "../../src/release/git.ts";
import { predecessorOf } from "../../src/release/history.ts";

/** What a version changes: since the last version that its commit contains, as in its notes. Other lines have their own changes. */
export async function changedFilesOf(
  version: string,
  commit: string,
  parts: Pick<JobParts, "git" | "settings">,
): Promise<ChangedFile[]> {
  const before = await predecessorOf(version, commit, parts);
  return parts.git.changedFiles({ to: commit, ...(before && { from: before.commit }) });
}
