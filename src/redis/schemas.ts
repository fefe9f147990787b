import { z } from "zod";
import type { ItemRecord } from "../release/checklist/checklist.ts";
import type { JournalEntry } from "../release/journal.ts";
import type { Json, JsonObject, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import type { StepOutcome } from "../release/run/ledger.ts";
import type { Plan } from "../release/run/plan.ts";
import { problemCodes, type Problem } from "../release/problem.ts";
import type { Hold, Lock, VerifiedRelease } from "../release/run/records.ts";
import { releaseStates, type Release } from "../release/book/release.ts";
import { phases, type Run } from "../release/run/run.ts";
import { type Kind, kinds } from "../release/version.ts";
import { codec } from "./codec.ts";

/**
 * What Redis may hold, checked on the way in. Objects are loose: a field that a newer Slipway added survives being
 * read and saved by an older one while both run.
 */
const time = z.number();
const text = z.string();

/** JSON text can hold nothing but JSON, so its outermost shape is all that is left to check. */
const jsonObject = z.custom<JsonObject>(isObject, "not a JSON object");
const kubernetesObject = z.custom<KubernetesObject>(isKubernetesObject, "not a Kubernetes object");

function isObject(value: unknown): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKubernetesObject(value: unknown): value is KubernetesObject {
  if (!isObject(value)) return false;
  const { apiVersion, kind, metadata } = value;
  const named = isObject(metadata) && typeof metadata["name"] === "string";
  return typeof apiVersion === "string" && typeof kind === "string" && named;
}

const problem: z.ZodType<Problem> = z.looseObject({ code: z.enum(problemCodes), what: text, advice: text });
const person = z.looseObject({ user: text, team: text });
const ref = z.looseObject({ apiVersion: text, kind: text, namespace: text.exactOptional(), name: text });

const effect = z.discriminatedUnion("do", [
  z.looseObject({
    do: z.literal("apply"),
    object: kubernetesObject,
    secretDigest: text.exactOptional(),
    keepScale: z.literal(true).exactOptional(),
  }),
  z.looseObject({ do: z.literal("restore"), object: kubernetesObject }),
  z.looseObject({ do: z.literal("remove"), ref }),
]);

const kind = z.enum(["deploy", "rollback"]);

const plan: z.ZodType<Plan> = z.looseObject({
  kind,
  environment: text,
  version: text,
  commit: text,
  from: text.exactOptional(),
  fromCommit: text.exactOptional(),
  waves: z.array(z.looseObject({ name: text, effects: z.array(effect) })),
  changes: z.array(
    z.looseObject({ ref, what: z.enum(["create", "change", "remove", "keep"]), words: z.array(text) }),
  ),
  warnings: z.array(text),
  digest: text,
});

const approval = z.looseObject({
  by: person,
  at: time,
  decision: z.enum(["approved", "rejected"]),
  planDigest: text,
  reason: text.exactOptional(),
});

const finalPhase = z.enum(["succeeded", "failed", "rolled back", "cancelled", "superseded"]);

const run: z.ZodType<Run> = z.looseObject({
  id: text,
  kind,
  environment: text,
  version: text,
  commit: text,
  from: text.exactOptional(),
  fromCommit: text.exactOptional(),
  planDigest: text,
  requester: z.union([person, z.looseObject({ automaticAfter: text })]),
  requestedAt: time,
  reason: text.exactOptional(),
  emergency: text.exactOptional(),
  passed: z.array(problem).exactOptional(),
  phase: z.enum(phases),
  approvalsNeeded: z.number(),
  approvals: z.array(approval),
  expiresAt: time.exactOptional(),
  takeOver: z.boolean().exactOptional(),
  startedAt: time.exactOptional(),
  extendedTo: time.exactOptional(),
  finishedAt: time.exactOptional(),
  cancelledBy: person.exactOptional(),
  cancelledAt: z.number().exactOptional(),
  supersededBy: text.exactOptional(),
  verdict: z.looseObject({ phase: finalPhase, problem: problem.exactOptional() }).exactOptional(),
  rev: z.number(),
});

const stepOutcome: z.ZodType<StepOutcome> = z.discriminatedUnion("outcome", [
  z.looseObject({ outcome: z.literal("done"), at: time, facts: jsonObject.exactOptional() }),
  z.looseObject({ outcome: z.literal("failed"), at: time, problem }),
]);

const lock: z.ZodType<Lock> = z.looseObject({
  owner: text,
  reason: text,
  since: time,
  until: time.exactOptional(),
});

const hold: z.ZodType<Hold> = z.looseObject({
  version: text,
  commit: text.exactOptional(),
  reason: text,
  by: z.union([person, z.looseObject({ run: text })]),
  since: time,
});

const verifiedRelease: z.ZodType<VerifiedRelease> = z.looseObject({
  environment: text,
  version: text,
  commit: text,
  run: text,
  at: time,
  plan,
  objects: z.array(kubernetesObject),
  secretDigests: z.record(text, text),
});

const release: z.ZodType<Release> = z.looseObject({
  version: text,
  kind: z.enum(kinds),
  branch: text,
  state: z.enum(releaseStates),
  manager: person.exactOptional(),
  target: time.exactOptional(),
  occurrence: text.exactOptional(),
  moved: z.looseObject({ by: person, reason: text }).exactOptional(),
  cancelledBecause: text.exactOptional(),
  commit: text.exactOptional(),
  page: text.exactOptional(),
  since: text.exactOptional(),
  startedAt: time.exactOptional(),
  liveAt: time.exactOptional(),
  rolledBackAt: time.exactOptional(),
  rev: z.number(),
});

const journalEntry: z.ZodType<JournalEntry> = z.looseObject({
  id: text,
  at: time,
  actor: text,
  what: text,
  environment: text.exactOptional(),
  version: text.exactOptional(),
  run: text.exactOptional(),
  details: jsonObject,
});

/** What stands above the items of a checklist; `since` is when it was first asked for. */
interface ChecklistHead {
  version: string;
  kind: Kind;
  since: number;
}
const checklistHead: z.ZodType<ChecklistHead> = z.looseObject({
  version: text,
  kind: z.enum(kinds),
  since: time,
});

const itemRecord: z.ZodType<ItemRecord> = z.looseObject({
  mark: z
    .discriminatedUnion("as", [
      z.looseObject({ as: z.literal("ticked"), by: person, at: time }),
      z.looseObject({ as: z.literal("waived"), by: person, at: time, reason: text }),
    ])
    .exactOptional(),
  evidence: z
    .looseObject({
      result: z.enum(["passed", "failed", "unknown"]),
      words: text,
      url: text.exactOptional(),
      commit: text.exactOptional(),
      at: time,
    })
    .exactOptional(),
  rev: z.number(),
});

/** One codec per kind of record. */
export const planCodec = codec("plan", plan);
export const runCodec = codec("run", run);
export const stepOutcomeCodec = codec("step outcome", stepOutcome);
export const lockCodec = codec("lock", lock);
export const holdCodec = codec("hold", hold);
export const releaseCodec = codec("release", release);
export const verifiedReleaseCodec = codec("verified release", verifiedRelease);
export const checklistHeadCodec = codec("checklist", checklistHead);
export const itemRecordCodec = codec("checklist item", itemRecord);
export const journalEntryCodec = codec("journal entry", journalEntry);
