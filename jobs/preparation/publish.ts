import type { JobParts } from "../../src/parts.ts";
import { dayAt } from "../../src/release/calendar/calendar.ts";
import { type Links, linksOf } from "../../src/release/notes/links.ts";
import { notesToMarkdown } from "../../src/release/notes/notes-markdown.ts";
import {
  type HostPage,
  hostReleaseOf,
  type Publication,
} from "../../src/release/preparation/host-release.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { type Problem, ProblemError } from "../../src/release/problem.ts";
import type { JobContext, JobHandler } from "../../src/release/work.ts";
import { drawPublication } from "../../views/preparation/prepare-card.ts";
import { showPreparation } from "./show-preparation.ts";
import { notesOfPreparation } from "./version-notes.ts";

export type PublishParts = Pick<
  JobParts,
  | "settings"
  | "clock"
  | "git"
  | "releasePages"
  | "preparations"
  | "book"
  | "journal"
  | "messenger"
  | "calendarFiles"
>;

/** How long GitHub is waited for, counted from the confirmation, and the pause between two looks, in milliseconds. */
const patience = 30 * 60_000;
const pause = 10_000;

/**
 * Gives a release that is in the repository its page on the host: looked for first, made when there is none, then
 * written down and told. Nothing that stands against it takes back what was pushed.
 */
export function publishJob(parts: PublishParts): JobHandler<"publish"> {
  return async ({ preparation: id }, context) => {
    const found = await parts.preparations.get(id);
    if (found?.state !== "prepared") return;
    const publication = found.publication ?? (await publish(found, context, parts));
    if (!publication) return;
    const saved = found.publication ? found : await parts.preparations.save({ ...found, publication });
    // Somebody else has saved it meanwhile; the next look finds what they made.
    if (!saved) return context.redeliver(0);
    await tellPublication(saved, publication, parts);
  };
}

async function publish(
  preparation: Preparation,
  { redeliver }: JobContext,
  parts: PublishParts,
): Promise<Publication | undefined> {
  try {
    const page = await pageFor(preparation, parts);
    return page && { state: "published", at: parts.clock(), ...page };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code === "store-unavailable") throw error;
    if (mayPass(error.problem) && parts.clock() - preparation.at < patience) return redeliver(pause);
    return { state: "failed", at: parts.clock(), problem: error.problem };
  }
}

function mayPass({ code }: Problem): boolean {
  return code === "github-unavailable" || code === "git-unavailable";
}

/** The page that is there, whoever made it, or a new one; undefined where the configuration wants none. */
async function pageFor(preparation: Preparation, parts: PublishParts): Promise<HostPage | undefined> {
  const { releasePages: pages, settings, git } = parts;
  const publishing = settings.github?.releases;
  if (!pages || !publishing) return undefined;
  const { version: tag, since } = preparation;
  const there = await pages.find(tag);
  if (there) return there;
  // This worker need not be the one who pushed, and only all tags tell which release is the latest.
  await git.refresh();
  const links = linksOf(settings.repository);
  return pages.publish(
    hostReleaseOf({
      tag,
      tags: await git.tags(),
      prefix: settings.repository.tagPrefix,
      notes: await markdownOf(preparation, links, parts),
      publishing,
      ...(links && since !== undefined && { changes: links.compare(since, tag) }),
    }),
  );
}

/** The notes of what was tagged, as the release manager has edited them. */
async function markdownOf(
  preparation: Preparation,
  links: Links | undefined,
  parts: PublishParts,
): Promise<string> {
  const { version, at, words } = preparation;
  const notes = await notesOfPreparation(preparation, parts);
  return notesToMarkdown(notes, { title: version, date: dayAt(at, parts.settings.timeZone), words, links });
}

/** Every part is safe to repeat: the book, the journal, the message, the thread. */
async function tellPublication(
  preparation: Preparation,
  publication: Publication,
  parts: PublishParts,
): Promise<void> {
  const { id, version } = preparation;
  const isThere = publication.state === "published";
  if (isThere) await enterPage(version, publication.url, parts);
  await parts.journal.append({
    id: `${id}.${publication.state}.${publication.at}`,
    at: publication.at,
    actor: "slipway",
    what: isThere ? "published" : "not published",
    version,
    details: isThere ? { url: publication.url } : { code: publication.problem.code },
  });
  await showPreparation(preparation, parts);
  const conversation = { key: id, channel: parts.settings.channels.releases };
  const reply = isThere ? "published" : `unpublished.${publication.at}`;
  await parts.messenger.reply(conversation, reply, drawPublication(preparation, publication, parts.settings));
}

async function enterPage(version: string, page: string, { book }: PublishParts): Promise<void> {
  for (;;) {
    const release = await book.get(version);
    if (!release || release.page === page || (await book.save({ ...release, page }))) return;
  }
}
