import type { JobParts } from "../../src/parts.ts";
import type { ChangedFile } from "../../src/release/git.ts";
import { versionBefore } from "../../src/release/history.ts";
import { parseVersion } from "../../src/release/version.ts";

/** What a version changes: since the last version that its commit contains, as in its notes. Other lines have their own changes. */
export async function changedFilesOf(
  version: string,
  commit: string,
  { git, settings }: Pick<JobParts, "git" | "settings">,
): Promise<ChangedFile[]> {
  const { tagPrefix } = settings.repository;
  const parsed = parseVersion(version, tagPrefix);
  const from = parsed && versionBefore(await git.reachableTags(commit), parsed, tagPrefix)?.commit;
  return git.changedFiles({ to: commit, ...(from !== undefined && { from }) });
}
