import { z } from "zod";
import type { ProposalRequest } from "../release/preparation/prepare-request.ts";
import type { Origin, PlanRequest } from "../release/request.ts";
import { kinds } from "../release/version.ts";
import type { JobName, JobPayloads } from "../release/work.ts";

const text = z.string();
const asked = { version: text, environment: text };
const reason = text.exactOptional();

const ask = z.discriminatedUnion("verb", [
  z.object({
    verb: z.literal("deploy"),
    ...asked,
    reason,
    emergency: text.exactOptional(),
    takeOver: z.boolean(),
  }),
  z.object({ verb: z.literal("diff"), ...asked }),
  z.object({
    verb: z.literal("rollback"),
    ...asked,
    reason,
    allowUnverified: z.boolean(),
    takeOver: z.boolean(),
    confirmed: z.boolean(),
    seenDigest: text.exactOptional(),
    seenFrom: text.nullable().exactOptional(),
  }),
]);

const onePerson = z.object({
  user: text,
  channel: text,
  responseUrl: text.exactOptional(),
  replaces: z.boolean().exactOptional(),
});
const origin: z.ZodType<Origin> = z.union([
  z.object({ in: z.literal("home") }),
  z.object({ in: z.literal("answer"), words: text, channel: text, responseUrl: text }),
]);
const answer = z.union([onePerson, z.object({ view: text, origin: origin.exactOptional() })]);

const person = z.object({ user: text, team: text });

const request: z.ZodType<PlanRequest> = z.object({
  id: text,
  by: person,
  at: z.number(),
  answer,
  ask,
});

const proposalRequest: z.ZodType<ProposalRequest> = z.object({
  by: person,
  at: z.number(),
  view: text,
  channel: text,
  origin: origin.exactOptional(),
  kind: z.enum(kinds).exactOptional(),
  from: text.exactOptional(),
  planned: text.exactOptional(),
  earlier: text.exactOptional(),
});

/** What each job must carry, checked before its handler sees it. */
export const payloadSchemas: { [N in JobName]: z.ZodType<JobPayloads[N]> } = {
  plan: z.object({ request }),
  run: z.object({ run: text }),
  show: z.object({ run: text }),
  expire: z.object({ run: text }),
  checklist: z.object({ version: text }),
  evidence: z.object({ version: text }),
  timeline: z.object({ release: text }),
  notice: z.object({ release: text, key: text, due: z.number() }),
  preview: z.object({ version: text, name: text.exactOptional(), mayChange: z.boolean(), answer: onePerson }),
  propose: z.object({ request: proposalRequest }),
  prepare: z.object({ preparation: text }),
  publish: z.object({ preparation: text }),
  notes: z.object({ request: z.object({ version: text, by: person, answer: onePerson }) }),
  deliver: z.object({ conversation: text }),
  "tell-elsewhere": z.object({ conversation: text, channel: text, error: text }),
  calendar: z.record(text, z.never()),
  "send-calendar": z.object({ user: text }),
  reconcile: z.record(text, z.never()),
};

/** Whether a job of this name is in the catalogue; another version of Slipway may have added it. */
export function isJobName(name: string): name is JobName {
  return Object.hasOwn(payloadSchemas, name);
}
