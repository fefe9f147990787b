import type { JobParts } from "../src/parts.ts";
import type { TagInfo } from "../src/release/git.ts";
import { kindAmong } from "../src/release/history.ts";
import type { Kind } from "../src/release/version.ts";

/** The kind of a version: as it was planned, else as its number says beside those of the other tags. */
export async function kindOfVersion(
  version: string,
  tags: readonly TagInfo[],
  { book, settings }: Pick<JobParts, "book" | "settings">,
): Promise<Kind> {
  const release = await book.get(version);
  return release?.kind ?? kindAmong(tags, version, settings.repository.tagPrefix) ?? "minor";
}
