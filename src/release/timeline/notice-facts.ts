import type { NoticeKind } from "./notice.ts";
import type { Course } from "./timeline-course.ts";
import type { Watched } from "./notice-watch.ts";
import type { Kpis } from "./notice-kpis.ts";
import type { Kind } from "../version.ts";

/** Everything a notice may tell, read at the moment when it is said. What could not be learnt is absent, never guessed. */
export interface NoticeFacts {
  product: string;
  command: string;
  /** The name of production. */
  environment: string;
  version: string;
  kind: Kind;
  notice: { kind: NoticeKind; due: number; isLate: boolean; isShortNotice: boolean };
  now: number;
  course: Course;
  target?: number;
  /** The release manager: the id, and the name where it is known. Nobody is mentioned by being named. */
  manager?: { user: string; name?: string };
  changes?: ChangeFacts;
  /** How many must say yes, who did by name, and the roles of those who may. */
  approvals: { needed: number; given: string[]; approvers: string[]; isAsked: boolean };
  checklist?: { done: number; all: number; open: string[] };
  /** Freezes and holidays that the planned day falls into. */
  freezes: string[];
  steps?: { done: number; all: number; current?: string };
  checks: { name: string; isDone: boolean }[];
  /** What runs, compared with what was released. */
  watched?: Watched;
  kpis?: Kpis;
  /** Where the deploy can be followed, and where its changes can be read. */
  watchLink?: string;
  compareLink?: string;
}

/** What ships, shortened for people: everything is counted, the first of each kind are told. */
export interface ChangeFacts {
  commits: number;
  /** What the release manager says before them. */
  words?: string;
  breaking: string[];
  features: string[];
  fixes: string[];
  others: string[];
  /** How many changes of each kind there are beside those. */
  left?: { breaking: number; features: number; fixes: number; others: number };
  authors: string[];
  /** Slack ids of authors who may be mentioned; only for the start. */
  mentions: string[];
  /** When the oldest commit was made. */
  oldestAt?: number;
}
