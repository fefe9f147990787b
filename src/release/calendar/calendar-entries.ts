import type { CalendarEntry } from "./calendar-file.ts";
import { lastingName } from "../book/release.ts";
import type { ReleasePlan } from "./month-plan.ts";

/** What a plan is in a calendar file: one entry for each release and each later date. */
export function entriesOf({ entries, later }: ReleasePlan, product: string): CalendarEntry[] {
  const planned = entries.flatMap(({ release, conflicts }) => {
    const { version, kind, state, target } = release;
    if (target === undefined) return [];
    const description = [`A ${kind} release, ${state}.`, ...conflicts].join("\n");
    return [{ key: lastingName(release), title: `${product} ${version}`, description, at: target }];
  });
  const ahead = later.map(({ key, kind, at }) => ({
    key,
    title: `${product}: ${kind} release`,
    description: "Its version is not proposed yet.",
    at,
  }));
  return [...planned, ...ahead].toSorted((a, b) => a.at - b.at);
}
