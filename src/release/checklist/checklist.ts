import { rolesAllowed } from "../access.ts";
import { type ChecklistItem, itemsFor } from "./checklist-items.ts";
import type { PersonFacts, Person } from "../people.ts";
import { makeProblem, type Problem } from "../problem.ts";
import type { Settings } from "../settings.ts";
import type { Kind } from "../version.ts";

/** What a source of evidence said when it was last read. Unknown is never green. */
export interface Evidence {
  result: "passed" | "failed" | "unknown";
  /** One sentence: what was found, or why nothing could be read. */
  words: string;
  url?: string;
  /** The commit that it is about; it says nothing about another one. */
  commit?: string;
  at: number;
}

/** A person's word on an item. */
export type Mark =
  | { as: "ticked"; by: Person; at: number }
  | { as: "waived"; by: Person; at: number; reason: string };

/** What is known of one item of one release. */
export interface ItemRecord {
  mark?: Mark;
  evidence?: Evidence;
  /** Grows with every save of this item, 0 before the first; a save that does not know the current one is refused. */
  rev: number;
}

/** The checklist of a release: what happened to its items. What the items are is the configuration's. */
export interface Checklist {
  version: string;
  kind: Kind;
  /** When it was first asked for. */
  since: number;
  /** By the item's id; items that nothing has happened to are absent. */
  items: Record<string, ItemRecord>;
  /** Grows with every save of any item. */
  rev: number;
}

/** An item that is waived, ticked or passed is closed; every other one is open. */
export type ItemState = "waived" | "failed" | "passed" | "ticked" | "unknown" | "open";

const untouched: ItemRecord = { rev: 0 };

/** What is known of an item; nothing as yet where the checklist has no record of it. */
export function recordOf(checklist: Checklist, id: string): ItemRecord {
  return checklist.items[id] ?? untouched;
}

/**
 * Where an item stands for a commit. A waiver outweighs all, failed evidence outweighs a tick, and evidence about
 * another commit counts as none.
 */
export function stateOf({ mark, evidence }: ItemRecord, commit?: string): ItemState {
  if (mark?.as === "waived") return "waived";
  const current = evidence && isAbout(evidence, commit) ? evidence.result : undefined;
  if (current === "failed" || current === "passed") return current;
  if (mark) return "ticked";
  return current ?? "open";
}

function isAbout(evidence: Evidence, commit: string | undefined): boolean {
  return commit === undefined || evidence.commit === undefined || evidence.commit === commit;
}

const closedStates: ReadonlySet<ItemState> = new Set(["waived", "passed", "ticked"]);

/** Whether an item in this state stands in nobody's way. */
export function isClosed(state: ItemState): boolean {
  return closedStates.has(state);
}

/** The required items that still stand in the way of a release of this commit, in the configuration's order. */
export function openItems(checklist: Checklist, settings: Settings, commit?: string): ChecklistItem[] {
  return itemsFor(settings.checklist, checklist.kind).filter(
    ({ id, required }) => required && !isClosed(stateOf(recordOf(checklist, id), commit)),
  );
}

export interface ItemFacts {
  item: ChecklistItem;
  record: ItemRecord;
  asker: PersonFacts;
  settings: Settings;
  now: number;
}

export type ItemDecision =
  | { outcome: "changed"; record: ItemRecord }
  /** Somebody did the same before: the first one's name stays. */
  | { outcome: "unchanged" }
  | { outcome: "refused"; problem: Problem };

/** A person vouches for an item. Refused as `not-allowed`, and as `evidence-failed` where the evidence says otherwise. */
export function tickItem({ item, record, asker, settings, now }: ItemFacts): ItemDecision {
  const refusal = refuse(asker, rolesThatTick(item, settings), `tick “${item.words}”`);
  if (refusal) return refusal;
  if (record.mark) return { outcome: "unchanged" };
  if (record.evidence?.result === "failed")
    return { outcome: "refused", problem: failed(item, record.evidence) };
  return changed(record, { as: "ticked", by: asker.person, at: now });
}

/** A person takes back a tick or a waiver, who may set it. Refused as `not-allowed`. */
export function untickItem({ item, record, asker, settings }: ItemFacts): ItemDecision {
  const isWaiver = record.mark?.as === "waived";
  const roles = isWaiver ? rolesThatWaive(settings) : rolesThatTick(item, settings);
  const refusal = refuse(asker, roles, `take back “${item.words}”`);
  if (refusal) return refusal;
  if (!record.mark) return { outcome: "unchanged" };
  const { mark: _taken, ...rest } = record;
  return { outcome: "changed", record: rest };
}

/**
 * A person lets a release go on without an item, for a reason. Refused as `not-allowed` or `missing-argument`, and as
 * `changed-meanwhile` where it is waived in other words: those stand, and nobody is told of two.
 */
export function waiveItem(facts: ItemFacts & { reason: string }): ItemDecision {
  const { item, record, asker, settings, now, reason } = facts;
  const refusal = refuse(asker, rolesThatWaive(settings), `waive “${item.words}”`);
  if (refusal) return refusal;
  if (record.mark?.as === "waived") {
    const isSame = record.mark.by.user === asker.person.user && record.mark.reason === reason.trim();
    return isSame
      ? { outcome: "unchanged" }
      : { outcome: "refused", problem: waived(item, record.mark.reason) };
  }
  if (reason.trim() === "") {
    const problem = makeProblem(
      "missing-argument",
      "A waiver needs a reason.",
      "Say why the release may go.",
    );
    return { outcome: "refused", problem };
  }
  return changed(record, { as: "waived", by: asker.person, at: now, reason: reason.trim() });
}

/** The record with new evidence; unchanged when the source said the same about the same commit before. */
export function noteEvidence(record: ItemRecord, evidence: Evidence): ItemDecision {
  const before = record.evidence;
  const isSame =
    before?.result === evidence.result &&
    before.words === evidence.words &&
    before.url === evidence.url &&
    before.commit === evidence.commit;
  return isSame ? { outcome: "unchanged" } : { outcome: "changed", record: { ...record, evidence } };
}

/** The roles whose members may tick an item, in the configuration's order. */
export function rolesThatTick(item: ChecklistItem, settings: Settings): string[] {
  return item.roles ?? settings.checklist.tick ?? rolesThatShip(settings);
}

/** The roles whose members may waive items. */
export function rolesThatWaive(settings: Settings): string[] {
  return settings.checklist.waive ?? rolesThatShip(settings);
}

function rolesThatShip(settings: Settings): string[] {
  const environment = settings.environments.at(-1);
  const roles = environment ? rolesAllowed({ permission: "deploy", settings, environment }) : [];
  return roles === "everybody" ? [] : roles;
}

function refuse(asker: PersonFacts, roles: string[], deed: string): ItemDecision | undefined {
  if (asker.roles.some((role) => roles.includes(role))) return undefined;
  const advice =
    roles.length === 0
      ? "Nobody may, by the configuration."
      : `Ask somebody who is one of: ${roles.join(", ")}.`;
  return { outcome: "refused", problem: makeProblem("not-allowed", `You may not ${deed}.`, advice) };
}

function changed(record: ItemRecord, mark: Mark): ItemDecision {
  return { outcome: "changed", record: { ...record, mark } };
}

function waived(item: ChecklistItem, reason: string): Problem {
  const what = `“${item.words}” is waived already: “${reason}”`;
  return makeProblem("changed-meanwhile", what, "Take that waiver back first, if another one is to stand.");
}

function failed(item: ChecklistItem, evidence: Evidence): Problem {
  const what = `“${item.words}” cannot be ticked, its evidence says otherwise: ${evidence.words}`;
  return makeProblem(
    "evidence-failed",
    what,
    "Mend it and refresh the evidence, or waive the item with a reason.",
  );
}
