import { lastingName, type Release } from "../book/release.ts";
import { makeProblem, type Problem } from "../problem.ts";
import type { PreparationStore } from "./prepare.ts";

/** What is being prepared at this moment, as buttons call it: by its occurrence, or by the version. */
export async function beingPrepared(
  preparations: Pick<PreparationStore, "open" | "get">,
): Promise<ReadonlySet<string>> {
  const open = await preparations.open();
  const all = await Promise.all(open.map((id) => preparations.get(id)));
  return new Set(all.flatMap((one) => (one?.state === "under way" ? [one.planned ?? one.version] : [])));
}

/**
 * What stands against every other change of a release while it is being prepared, as `too-late`: its date and its place in
 * the calendar are those of the preparation, whose end would undo the change unseen. Undefined for all others.
 */
export function refuseWhilePrepared(
  release: Pick<Release, "occurrence" | "version">,
  busy: ReadonlySet<string>,
): Problem | undefined {
  if (!busy.has(lastingName(release))) return undefined;
  const { version } = release;
  const advice = `Its message tells how it goes. Once that is over, \`/release show ${version}\` offers what is possible then.`;
  return makeProblem("too-late", `${version} is being prepared at this moment.`, advice);
}
