import type { ReleaseBook } from "./book.ts";
import type { JournalEntry } from "../journal.ts";
import { lastingName, type Release } from "./release.ts";

/**
 * Takes a planned release off the calendar. It is filed under its occurrence from then on, so that its version is free
 * for another one; the entry of the journal is one act with it. Answers undefined, and the release stays planned, when
 * somebody changed it meanwhile; repeating is safe after a crash in between.
 */
export async function cancelPlanned(
  release: Release,
  because: string,
  book: Pick<ReleaseBook, "rename" | "save">,
  entry?: JournalEntry,
): Promise<Release | undefined> {
  const file = release.occurrence ?? `${release.version}.cancelled.${release.rev}`;
  // One that was asked for by hand stays to be found under the version that its readers know.
  const named = { ...release, occurrence: lastingName(release) };
  const filed = release.version === file ? release : await book.rename(named, file);
  return filed && book.save({ ...filed, state: "cancelled", cancelledBecause: because }, entry);
}
