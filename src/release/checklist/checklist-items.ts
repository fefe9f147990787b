import type { Kind } from "../version.ts";

/** How severe an alert of code scanning must be to count: this and everything worse. */
export const severities = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];

/** Where the evidence for an item comes from. Every path lies in the repository and is read at the release's commit. */
export type EvidenceSource =
  /** The checks of the commit, all of them or those of these names, are green. */
  | { kind: "checks"; names?: string[] }
  /** The commit was scanned, and the scan has no alert that is this severe. */
  | { kind: "code-scanning"; severity: Severity }
  /** The percentage that a check says in its title or summary is above the bound. */
  | { kind: "coverage-of-check"; check: string; above: number }
  /** The percentage of a report in the repository is above the bound. */
  | { kind: "coverage-of-file"; file: string; above: number }
  /** Migrations are among the changes, or nothing changed that needs one. */
  | { kind: "migrations"; paths: string[]; neededBy: string[] }
  /** Something below these paths is among the changes. */
  | { kind: "documentation"; paths: string[] }
  /** The last environment has a verified version to go back to. */
  | { kind: "rollback-target" };

/** One line of the checklist, as the configuration has it. */
export interface ChecklistItem {
  id: string;
  words: string;
  /** The kinds of releases that have it; all of them where it is absent. */
  kinds?: Kind[];
  /** Whether a release waits for it. */
  required: boolean;
  /** Absent for an item that only a person can judge. */
  evidence?: EvidenceSource;
  /** Roles that may tick it, in place of those that may tick items in general. */
  roles?: string[];
}

export interface ChecklistSettings {
  items: ChecklistItem[];
  /** Roles that may tick items; whoever may deploy to the last environment where it is absent. */
  tick?: string[];
  /** Roles that may waive items; whoever may deploy to the last environment where it is absent. */
  waive?: string[];
}

/** The items that releases of a kind have, in the configuration's order. */
export function itemsFor({ items }: ChecklistSettings, kind: Kind): ChecklistItem[] {
  return items.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
}
