import type { Problem } from "../problem.ts";
import type { JsonObject } from "../cluster/kubernetes-object.ts";

/** What became of one step: written once, never changed. */
export type StepOutcome =
  | { outcome: "done"; at: number; facts?: JsonObject }
  | { outcome: "failed"; at: number; problem: Problem };
