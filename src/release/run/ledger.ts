import { jsonAt } from "../cluster/json.ts";
import type { JsonObject } from "../cluster/kubernetes-object.ts";
import type { Problem } from "../problem.ts";

/** What became of one step: written once, never changed. */
export type StepOutcome =
  | { outcome: "done"; at: number; facts?: JsonObject }
  | { outcome: "failed"; at: number; problem: Problem };

/** What a run was to remove and has left in place, because no run had made it: "ConfigMap settings". */
export function keptIn(ledger: Record<string, StepOutcome>): string[] {
  return Object.values(ledger).flatMap((step) => {
    const kept = step.outcome === "done" ? jsonAt(step.facts, "kept") : undefined;
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
  });
}
