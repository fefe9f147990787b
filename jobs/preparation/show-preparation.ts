import type { JobParts } from "../../src/parts.ts";
import { linksOf } from "../../src/release/notes/links.ts";
import { inTheWayOf } from "../../src/release/calendar/cadence.ts";
import { knownCalendar } from "../../src/release/calendar/calendar-file.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { drawPreparation } from "../../views/preparation/prepare-card.ts";

/** Draws the living message of a preparation as it stands; `waitingFor` is what it cannot go on without. */
export async function showPreparation(
  preparation: Preparation,
  parts: Pick<JobParts, "settings" | "messenger" | "calendarFiles">,
  waitingFor?: string,
): Promise<void> {
  const { timeZone, command, repository } = parts.settings;
  const { target, kind } = preparation;
  const [freeze] = target === undefined ? [] : inTheWayOf(target, kind, await knownCalendar(parts));
  const card = drawPreparation(preparation, {
    timeZone,
    command,
    links: linksOf(repository),
    first: parts.settings.environments[0]?.name ?? "",
    ...(freeze && { frozen: freeze.name }),
    ...(waitingFor !== undefined && { waitingFor }),
  });
  const conversation = { key: preparation.id, channel: parts.settings.channels.releases };
  await parts.messenger.show(conversation, card, preparation.rev);
}
