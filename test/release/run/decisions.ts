import type { KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";
import type { Plan } from "../../../src/release/run/plan.ts";
import type { PersonFacts, Person } from "../../../src/release/people.ts";
import type { VerifiedRelease } from "../../../src/release/run/records.ts";
import type { Approval, Run } from "../../../src/release/run/run.ts";
import type { Environment, Settings } from "../../../src/release/settings.ts";

/** Facts for the tests of decisions: ordinary ones, of which each test changes what it is about. */
export const commit = "c".repeat(40);
export const otherCommit = "d".repeat(40);

export function person(user: string): Person {
  return { user, team: "T1" };
}

export function member(user: string, ...roles: string[]): PersonFacts {
  return { person: person(user), name: user, timeZone: "Europe/Berlin", kind: "member", roles };
}

export function environment(overrides: Partial<Environment> = {}): Environment {
  return {
    name: "production",
    cluster: { inCluster: true },
    namespace: "nexus",
    source: { kind: "folder", path: "k8s" },
    images: ["registry.example/nexus-app"],
    imageTag: "tag",
    checks: [],
    approvals: { needed: 2, expiresAfter: 3600 },
    allow: {
      deploy: ["release-managers"],
      approve: ["approvers"],
      rollback: ["release-managers", "on-call"],
      lock: ["release-managers"],
      hold: ["release-managers"],
      cancel: ["release-managers"],
      emergency: ["on-call"],
    },
    rollback: { automatic: true },
    stayUp: 10,
    deadline: 1200,
    ...overrides,
  };
}

export function settings(overrides: Partial<Settings> = {}): Settings {
  return {
    product: "Nexus",
    timeZone: "Europe/Berlin",
    command: "/release",
    repository: { location: "/srv/nexus.git", branch: "main", tagPrefix: "v" },
    channels: { releases: "C1" },
    roles: {
      "release-managers": { groups: ["S1"], users: [] },
      approvers: { groups: [], users: ["U2", "U3"] },
      "on-call": { groups: ["S3"], users: [] },
    },
    environments: [environment({ name: "staging" }), environment({ after: "staging" })],
    cadence: {
      releases: [],
      plan: { dates: [1], time: { hour: 9, minute: 0 } },
      grace: 43_200,
    },
    holidays: { instead: "next working day", days: [] },
    freezes: [],
    timeline: {
      notices: [],
      audiences: { releases: {} },
      grace: 14_400,
      mentionAuthors: true,
      dontMention: [],
    },
    checklist: { items: [] },
    notes: {},
    prepare: {
      files: [],
      branches: [],
      line: "release/{line}",
      author: { name: "Slipway", email: "slipway@nexus.example" },
      commitMessage: "Bump version to {version}",
      tagMessage: "Release version {version}",
    },
    ...overrides,
  };
}

export function object(kind: string, name: string, rest: Partial<KubernetesObject> = {}): KubernetesObject {
  const apiVersion = ["Deployment", "StatefulSet", "DaemonSet"].includes(kind)
    ? "apps/v1"
    : kind === "Job"
      ? "batch/v1"
      : "v1";
  return { apiVersion, kind, metadata: { name, namespace: "nexus" }, ...rest };
}

export function plan(overrides: Partial<Plan> = {}): Plan {
  return {
    kind: "deploy",
    environment: "production",
    version: "v1.5.0",
    commit,
    from: "v1.4.2",
    waves: [
      { name: "configuration", effects: [{ do: "apply", object: object("ConfigMap", "settings") }] },
      { name: "jobs", effects: [{ do: "apply", object: object("Job", "migrate") }] },
      { name: "workloads", effects: [{ do: "apply", object: object("Deployment", "nexus-app") }] },
    ],
    changes: [],
    warnings: [],
    digest: "digest-1",
    ...overrides,
  };
}

export function run(overrides: Partial<Run> = {}): Run {
  return {
    id: "run-1",
    kind: "deploy",
    environment: "production",
    version: "v1.5.0",
    commit,
    from: "v1.4.2",
    planDigest: "digest-1",
    requester: person("U1"),
    requestedAt: 1_000_000,
    phase: "queued",
    approvalsNeeded: 2,
    approvals: [],
    rev: 1,
    ...overrides,
  };
}

export function yes(user: string, overrides: Partial<Approval> = {}): Approval {
  return { by: person(user), at: 1_000_500, decision: "approved", planDigest: "digest-1", ...overrides };
}

export function verified(version: string, overrides: Partial<VerifiedRelease> = {}): VerifiedRelease {
  const deployed = plan({ version });
  return {
    environment: "production",
    version,
    commit,
    run: `run-of-${version}`,
    at: 500_000,
    plan: deployed,
    objects: deployed.waves.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.do === "apply" ? [effect.object] : [])),
    ),
    secretDigests: {},
    ...overrides,
  };
}
