import type { WallTime } from "../calendar/calendar.ts";
import type { Messenger } from "../messages.ts";
import type { CourseState } from "./timeline-course.ts";
import type { Kind } from "../version.ts";

/** What a notice is about; each has a view of its own. The first two hang on the planned time, the others on the real start. */
export const noticeKinds = [
  "announcement",
  "pre-deployment",
  "start",
  "progress",
  "complete",
  "summary",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** The ways to readers. Another one is a name here and an adapter that does what `NoticeMedium` says. */
export const media = ["slack"] as const;
export type Medium = (typeof media)[number];

/** One line of the configured timeline: what is said, to whom, over which medium, and when. */
export interface NoticeRule {
  /** Its name among the rules; part of the notice's key. */
  name: string;
  kind: NoticeKind;
  /** Seconds after the moment that the kind hangs on; negative before it. */
  offset: number;
  /** How much of that is days of the calendar, at whose end clocks show the same time: a day may have 23 or 25 hours. */
  days?: number;
  medium: Medium;
  /** A name among the audiences. */
  audience: string;
  /** The kinds of releases that it is said for. */
  for: Kind[];
  /** A text that takes the place of the kind's own view. */
  template?: string;
}

/** Who reads: a channel (that of the releases when absent), and what its people asked for. */
export interface Audience {
  channel?: string;
  /** Nothing is said between these times of day; what is due then waits for their end. */
  quiet?: { from: WallTime; to: WallTime };
}

/** What an installation decides about its timeline. */
export interface TimelineSettings {
  notices: NoticeRule[];
  audiences: Record<string, Audience>;
  /** Seconds that a notice may be late and is still said; after that it is reported as missed. */
  grace: number;
  /** Whether the authors of what ships are mentioned when production starts. */
  mentionAuthors: boolean;
  /** Slack ids of people who are never mentioned. */
  dontMention: string[];
}

/**
 * A way to readers: takes a message that is good for a time and sends it once, tells when it went out, takes it back
 * before it did, and adds a correction to it later. Everything survives crashes and outages of the other side.
 */
export type NoticeMedium = Pick<Messenger, "show" | "postedAt" | "takeBack" | "reply">;

/** Whether a kind hangs on the planned time; the others hang on the real start in production. */
export function hangsOnPlan(kind: NoticeKind): boolean {
  return kind === "announcement" || kind === "pre-deployment";
}

/** What a notice told its readers; what contradicts it later is corrected in its thread. */
export interface Told {
  state: CourseState;
  /** What the release was called. */
  version?: string;
  /** The planned time that it named. */
  target?: number;
}

/** What became of a notice, or is to become of it while its message waits to be sent; once for a name and an anchor. */
export interface NoticeRecord {
  key: string;
  name: string;
  kind: NoticeKind;
  outcome: "said" | "missed";
  due: number;
  /** The moment that it hung on. */
  anchor: number;
  /** When it was said; while it waits, when it was drawn. */
  at: number;
  isLate: boolean;
  told: Told;
  /** How many corrections its thread holds. */
  corrections: number;
  medium: Medium;
  /** What stays the same of its message, and where that goes. */
  conversation: string;
  channel: string;
}

/** What a person decided about one notice. */
export type NoticeChange = {
  /** Of the rule. */
  name: string;
  /** Of the request; what later decisions say that they have seen. */
  id?: string;
  by: string;
  /** What the person was called then. */
  byName?: string;
  at: number;
} & (
  | { do: "skip" }
  /** Say it at a moment of its own, as long as it hangs on the same one. */
  | { do: "move"; to: number; anchor: number }
);

/** The six notices of the process, with the seconds from the moment that each hangs on, and the days of the calendar among them. */
export const usualNotices: [kind: NoticeKind, offset: number, days?: number][] = [
  ["announcement", -7 * 86_400, -7],
  ["pre-deployment", -86_400, -1],
  ["start", 0],
  ["progress", 3600],
  ["complete", 7200],
  ["summary", 86_400],
];
