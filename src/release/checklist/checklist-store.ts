import type { Checklist, ItemRecord } from "./checklist.ts";
import type { Kind } from "../version.ts";

/** The checklists of the releases on their way. Every item is saved by itself, so that two people never overwrite each other. */
export interface ChecklistStore {
  /** The checklist of a version, made with this kind when there is none; its kind stays what it was at first. */
  open(version: string, kind: Kind, now: number): Promise<Checklist>;
  get(version: string): Promise<Checklist | undefined>;
  /** Saves an item when its `rev` is the stored one, and answers the whole list; undefined when somebody was first. */
  saveItem(version: string, item: string, record: ItemRecord): Promise<Checklist | undefined>;
  /** Versions whose evidence is looked after, longest not read first. */
  watched(limit: number): Promise<{ version: string; readAt: number }[]>;
  /** Notes when the evidence of a watched version was last read. */
  noteRead(version: string, at: number): Promise<void>;
  /** Looks after it no more: it is live, over or forgotten. The checklist itself stays. */
  unwatch(version: string): Promise<void>;
}
