import type { Run } from "../src/release/run.ts";

/** Who caused a run, as the journal names actors. */
export function actorOf({ requester }: Pick<Run, "requester">): string {
  return "user" in requester
    ? `person:${requester.team}/${requester.user}`
    : `run:${requester.automaticAfter}`;
}
