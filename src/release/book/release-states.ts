import type { Release, ReleaseState } from "./release.ts";
import type { Run } from "../run/run.ts";
import { compareVersions, parseVersion } from "../version.ts";

/** What is known of a release from its runs and verifications; times in milliseconds since the epoch. */
export interface ReleaseFacts {
  now: number;
  /** When its commit was verified on the first environment. */
  stagedAt?: number;
  /** Whether a deploy of it to production has all the approvals that it needs. */
  isApproved: boolean;
  /** When a deploy of it to production first began. */
  startedAt?: number;
  /** When it was verified in production, the last time. */
  liveAt?: number;
  /** When production was verified on another version after that, by a rollback. */
  rolledBackAt?: number;
  /** Whether a newer version is live in production. */
  isReplaced: boolean;
}

/** How long a release is watched after it went live. */
const watch = 86_400_000;
/** How long it stays open when nothing newer comes. */
const longest = 14 * 86_400_000;

/**
 * The release as the facts have it. Its state only goes forward: what was reached once stays reached, also when a later
 * deploy fails; a rollback is noted beside it. A release that is planned or over is left as it is.
 */
export function advance(release: Release, facts: ReleaseFacts): Release {
  if (release.state === "planned" || release.state === "closed" || release.state === "cancelled")
    return release;
  const { rolledBackAt: _noted, ...rest } = release;
  const startedAt = release.startedAt ?? facts.startedAt;
  const liveAt = facts.liveAt ?? release.liveAt;
  const rolledBackAt = facts.liveAt === undefined ? release.rolledBackAt : facts.rolledBackAt;
  return {
    ...rest,
    state: furthest(release.state, reached(facts, liveAt)),
    ...(startedAt !== undefined && { startedAt }),
    ...(liveAt !== undefined && { liveAt }),
    ...(rolledBackAt !== undefined && { rolledBackAt }),
  };
}

function reached(facts: ReleaseFacts, liveAt: number | undefined): ReleaseState {
  if (liveAt !== undefined) {
    const age = facts.now - liveAt;
    if (age < watch) return "live";
    return facts.isReplaced || facts.rolledBackAt !== undefined || age >= longest ? "closed" : "observed";
  }
  if (facts.startedAt !== undefined || facts.isApproved) return "approved";
  return facts.stagedAt === undefined ? "prepared" : "staged";
}

const order: ReleaseState[] = ["planned", "prepared", "staged", "approved", "live", "observed", "closed"];

function furthest(one: ReleaseState, other: ReleaseState): ReleaseState {
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}

interface Verification {
  version: string;
  commit: string;
  at: number;
}

/** What the stores know: what is verified on the first and the last environment, and the release's runs on the last. */
export interface ReleaseHistory {
  now: number;
  staged: Verification[];
  production: Verification[];
  runs: Run[];
  prefix: string;
}

/** The facts of a release; what happened to another commit under the same tag is not its own. */
export function factsOf(
  { version, commit }: Release,
  { now, staged, production, runs, prefix }: ReleaseHistory,
): ReleaseFacts {
  const own = (one: { version: string; commit: string }): boolean =>
    one.version === version && one.commit === commit;
  const stagedAt = staged.find(own)?.at;
  const liveAt = production.find(own)?.at;
  const deploys = runs.filter((run) => run.kind === "deploy" && own(run));
  const starts = deploys.flatMap(({ startedAt }) => startedAt ?? []);
  const live = production.toSorted((a, b) => b.at - a.at)[0];
  const isNewer = live ? isNewerThan(live.version, version, prefix) : false;
  const isOther = liveAt !== undefined && live !== undefined && live.version !== version;
  return {
    now,
    isApproved: deploys.some(isApproved),
    isReplaced: isOther && isNewer,
    ...(stagedAt !== undefined && { stagedAt }),
    ...(liveAt !== undefined && { liveAt }),
    ...(starts.length > 0 && { startedAt: Math.min(...starts) }),
    ...(isOther && !isNewer && { rolledBackAt: live.at }),
  };
}

function isApproved({ approvals, approvalsNeeded, planDigest }: Run): boolean {
  const yes = approvals.filter(
    (approval) => approval.decision === "approved" && approval.planDigest === planDigest,
  );
  return approvalsNeeded > 0 && yes.length >= approvalsNeeded;
}

function isNewerThan(one: string, other: string, prefix: string): boolean {
  const [a, b] = [parseVersion(one, prefix), parseVersion(other, prefix)];
  return a !== undefined && b !== undefined && compareVersions(a, b) > 0;
}
