import type { Day } from "./calendar/calendar.ts";
import type { ChecklistSettings } from "./checklist/checklist-items.ts";
import type { Freeze, Instead } from "./calendar/freeze.ts";
import type { TimelineSettings } from "./timeline/notice.ts";
import type { Publishing } from "./preparation/host-release.ts";
import type { PrepareSettings } from "./preparation/prepare-settings.ts";
import type { HostKind } from "./notes/links.ts";
import type { NotesSettings } from "./notes/notes.ts";
import type { Schedule } from "./calendar/schedule.ts";
import type { Kind } from "./version.ts";

/**
 * What an installation decides: the part of the configuration that the domain reads. `src/config` validates a file
 * into this shape; nothing else makes one.
 */
export interface Settings {
  /** The product's name as people say it, "Nexus Financial Platform". */
  product: string;
  /** IANA time zone of the calendar. */
  timeZone: string;
  /** The slash command, "/release" unless another app has taken it. */
  command: string;
  repository: Repository;
  /** Slack channel ids. */
  channels: { releases: string; fallback?: string };
  roles: Record<string, Role>;
  /** In the order in which a version travels; the last one is production. */
  environments: Environment[];
  cadence: Cadence;
  holidays: Holidays;
  freezes: Freeze[];
  timeline: TimelineSettings;
  checklist: ChecklistSettings;
  prepare: PrepareSettings;
  notes: NotesSettings;
  /** The repository on GitHub, "nexus/platform"; what comes from there is unknown without it. */
  github?: { repository: string; apiUrl: string; releases?: Publishing };
}

/** When releases are due. */
export interface Cadence {
  releases: { kind: Kind; when: Schedule }[];
  /** When the plan of a month is posted. */
  plan: Schedule;
  /** Seconds that a release may be late before it is reported as missed. */
  grace: number;
}

/** Days without releases of the cadence. */
export interface Holidays {
  instead: Instead;
  days: { day: Day; name: string }[];
  /** A path or address of a calendar file with more of them. */
  source?: string;
}

export interface Repository {
  /** A path or URL that git can fetch from. */
  location: string;
  branch: string;
  /** What a version tag starts with, "v". */
  tagPrefix: string;
  /** Where people look at it, "https://github.com/nexus/platform"; links are left out without it. */
  webUrl?: string;
  /** The kind of host, where the address does not tell. */
  host?: HostKind;
}

/** Who belongs to a role: Slack user group ids and user ids. */
export interface Role {
  groups: string[];
  users: string[];
}

/** What a person may ask of an environment, each allowed to the named roles. */
export const permissions = [
  "view",
  "deploy",
  "approve",
  "rollback",
  "lock",
  "hold",
  "cancel",
  "emergency",
] as const;
export type Permission = (typeof permissions)[number];

export interface Environment {
  name: string;
  cluster: ClusterTarget;
  namespace: string;
  source: ManifestSource;
  /** Image repositories whose tag is the version, "registry.example/nexus-app". */
  images: string[];
  /** Whether image tags read `v1.5.0` (tag) or `1.5.0` (number). */
  imageTag: "tag" | "number";
  checks: Check[];
  approvals: ApprovalPolicy;
  /** Roles by permission. "view" is open to every full member of the team unless named here. */
  allow: Partial<Record<Permission, string[]>>;
  /** The environment on which the same commit must have been verified before. */
  after?: string;
  /** Set where a deploy waits for the required items of the release's checklist. */
  checklist?: "required";
  rollback: { automatic: boolean };
  /** How long every workload must stay ready before success is said, in seconds. */
  stayUp: number;
  /** The longest a run may take, in seconds. */
  deadline: number;
}

export type ClusterTarget = { context: string } | { inCluster: true };

export type ManifestSource =
  | { kind: "folder"; path: string }
  | { kind: "kustomize"; path: string }
  | { kind: "helm"; chart: string; release: string; values: string[] };

export interface ApprovalPolicy {
  /** How many people must say yes; 0 means that the run goes straight on. */
  needed: number;
  /** Seconds until an unanswered request expires. */
  expiresAfter: number;
}

export type Check = { name: string; timeout: number; retries: number } & (
  | { kind: "command"; command: string[] }
  | { kind: "http"; url: string; expectStatus: number }
  /** A manifest of a Kubernetes Job, a path in the repository at the commit that is deployed. */
  | { kind: "job"; manifest: string }
);
