import { textAt } from "./json.ts";
import type { JsonObject } from "./kubernetes-object.ts";

/** How a Job ended that may be gone by now, in the cluster's words where it failed. */
export type JobEnd = { how: "complete" } | { how: "failed"; words: string };

/** The reasons under which the controller of Jobs says that one has failed for good. */
const failures: ReadonlySet<string | undefined> = new Set([
  "BackoffLimitExceeded",
  "DeadlineExceeded",
  "PodFailurePolicy",
  "FailedIndexes",
  "MaxFailedIndexesExceeded",
]);

/** The end of a Job as its events tell it; undefined where none of them does: the cluster keeps them for an hour, as a rule. */
export function jobEndIn(events: JsonObject[]): JobEnd | undefined {
  const failed = events.find((event) => failures.has(textAt(event, "reason")));
  if (failed) return { how: "failed", words: textAt(failed, "message") ?? textAt(failed, "reason") ?? "" };
  return events.some((event) => textAt(event, "reason") === "Completed") ? { how: "complete" } : undefined;
}
