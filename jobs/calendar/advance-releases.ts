import type { JobParts } from "../../src/parts.ts";
import type { Release } from "../../src/release/book/release.ts";
import { advance, factsOf } from "../../src/release/book/release-states.ts";

type AdvanceParts = Pick<JobParts, "settings" | "clock" | "book" | "releases" | "runs" | "journal">;

/** Brings every release on its way to the state that verifications, approvals and time have brought it to. */
export async function advanceReleases(parts: AdvanceParts): Promise<void> {
  const underWay = (await parts.book.open()).filter(({ state }) => state !== "planned");
  if (underWay.length === 0) return;
  const [first, last] = [parts.settings.environments[0], parts.settings.environments.at(-1)];
  if (!first || !last) return;
  const [staged, production] = await Promise.all([
    parts.releases.verifiedVersions(first.name),
    parts.releases.verifiedVersions(last.name),
  ]);
  for (const release of underWay) {
    const runs = await parts.runs.history({ environment: last.name, version: release.version }, 20);
    const prefix = parts.settings.repository.tagPrefix;
    const facts = factsOf(release, { now: parts.clock(), staged, production, runs, prefix });
    await saveAdvance(release, advance(release, facts), parts);
  }
}

async function saveAdvance(before: Release, after: Release, parts: AdvanceParts): Promise<void> {
  const changed = (["state", "startedAt", "liveAt", "rolledBackAt"] as const).some(
    (field) => before[field] !== after[field],
  );
  // Whoever was first has changed it from something newer; the next minute looks again.
  if (!changed || !(await parts.book.save(after)) || before.state === after.state) return;
  await parts.journal.append({
    id: `release.${after.version}.${after.state}`,
    at: parts.clock(),
    actor: "slipway",
    what: after.state,
    version: after.version,
    details: {},
  });
}
