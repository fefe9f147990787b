import type { HomeView, ModalView } from "@slack/types";
import type { ReleaseBook } from "./release/book/book.ts";
import type { CalendarFiles } from "./release/calendar/calendar-file.ts";
import type { ChecklistStore } from "./release/checklist/checklist-store.ts";
import type { CheckRunner } from "./release/run/checks.ts";
import type { CodeHost } from "./release/checklist/code-host.ts";
import type { Clock } from "./release/clock.ts";
import type { Clusters, ManifestReader } from "./release/cluster/cluster.ts";
import type { Git } from "./release/git.ts";
import type { HoldStore, LockStore, ReleaseStore, RunStore } from "./release/run/stores.ts";
import type { Journal } from "./release/journal.ts";
import type { MessagePayload, Messenger, TextFile } from "./release/messages.ts";
import type { People } from "./release/people.ts";
import type { Medium, NoticeMedium } from "./release/timeline/notice.ts";
import type { NoticeStore } from "./release/timeline/notice-store.ts";
import type { Templates } from "./release/timeline/notice-template.ts";
import type { PreparationStore } from "./release/preparation/prepare.ts";
import type { ReleasePages } from "./release/preparation/host-release.ts";
import type { ReleaseWriter } from "./release/preparation/release-writer.ts";
import type { PlaceFinder } from "./release/preparation/version-files.ts";
import type { OnePerson } from "./release/request.ts";
import type { Settings } from "./release/settings.ts";
import type { WorkQueue } from "./release/work.ts";

/**
 * The collaborators that `main.ts` builds once and hands down to commands and jobs. Nothing here is found by import:
 * a reader of a function sees what it can reach.
 */
export interface Parts extends JobParts {
  people: People;
}

/** What jobs work with: they never ask who somebody is, that was decided when the job was asked for. */
export interface JobParts {
  settings: Settings;
  clock: Clock;
  /** Waits so many milliseconds. */
  pause(ms: number): Promise<void>;
  git: Git;
  manifests: ManifestReader;
  clusters: Clusters;
  runs: RunStore;
  releases: ReleaseStore;
  /** The releases on their way, from planned to closed. */
  book: ReleaseBook;
  calendarFiles: CalendarFiles;
  files: Files;
  checklists: ChecklistStore;
  preparations: PreparationStore;
  /** The way back into the repository. */
  writer: ReleaseWriter;
  /** Reads files for the places that say the version; the formats are loaded with the first ask. */
  placeFinder: () => Promise<PlaceFinder>;
  /** GitHub; absent where the configuration names no repository there. */
  codeHost?: CodeHost;
  /** The pages of releases on GitHub; absent where the configuration wants none. */
  releasePages?: ReleasePages;
  /** What is said of releases and when. */
  notices: NoticeStore;
  templates: Templates;
  /** Slack ids of the people who have these e-mail addresses, as far as they are known. */
  authors: (emails: string[]) => Promise<string[]>;
  /** What people are called, by Slack id; who is not known is absent. */
  names: (users: string[]) => Promise<Record<string, string>>;
  locks: LockStore;
  holds: HoldStore;
  journal: Journal;
  messenger: Messenger;
  /** The ways to the readers of notices. */
  media: Record<Medium, NoticeMedium>;
  queue: WorkQueue;
  dialogs: Dialogs;
  answers: Answers;
  checks: CheckRunner;
  /** Whether this is the first delivery of an event; Slack delivers some more than once. */
  firstTime(key: string): Promise<boolean>;
  probes: Probe[];
  /** 32 random bytes of this installation, under which the data of Secrets is digested. */
  secretKey: Buffer;
  log: Log;
}

/** Opens and fills dialogs, quickly or not at all: a trigger lives three seconds. */
export interface Dialogs {
  /** Answers the id of the view. */
  open(triggerId: string, view: ModalView): Promise<string>;
  update(viewId: string, view: ModalView): Promise<void>;
  /** Puts the home tab of one person. */
  publish(user: string, view: HomeView): Promise<void>;
}

/** Answers one person, in their sight only. A person who cannot be reached any more is not an error. */
export interface Answers {
  say(place: OnePerson, payload: MessagePayload): Promise<void>;
  /** Answers a mention in its thread, for everybody there; where Slack refuses that, in direct messages. */
  reply(place: { user: string; channel: string; thread: string }, payload: MessagePayload): Promise<void>;
}

/** Sends a text as a file to one person, in their direct messages; Slack may refuse files. */
export interface Files {
  send(user: string, file: TextFile): Promise<"sent" | "refused">;
}

/** One thing that `doctor` looks at: words when it is well, a raised problem when it is not. */
export interface Probe {
  name: string;
  look(): Promise<string>;
}

/** Messages are constant sentences; what varies goes into the fields. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
