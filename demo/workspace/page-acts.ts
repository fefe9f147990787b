import { z } from "zod";

const element = z.looseObject({ type: z.string(), action_id: z.string(), block_id: z.string() });
const values = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({});
const user = z.string();

/** What the page may post to `/page/act`; `PageAct` of the contract, checked. */
export const pageAct = z.discriminatedUnion("act", [
  z.object({
    act: z.literal("message"),
    user,
    channel: z.string(),
    text: z.string().min(1),
    threadTs: z.string().exactOptional(),
  }),
  z.object({
    act: z.literal("command"),
    user,
    channel: z.string(),
    command: z.string(),
    text: z.string(),
  }),
  z.object({ act: z.literal("use"), user, channel: z.string(), ts: z.string(), element, values }),
  z.object({ act: z.literal("use-in-view"), user, viewId: z.string(), element, values }),
  z.object({ act: z.literal("use-in-home"), user, element, values }),
  z.object({ act: z.literal("submit"), user, viewId: z.string(), values }),
  z.object({ act: z.literal("close"), user, viewId: z.string() }),
  z.object({
    act: z.literal("shortcut"),
    user,
    callbackId: z.string(),
    channel: z.string().exactOptional(),
    ts: z.string().exactOptional(),
  }),
  z.object({ act: z.literal("open-home"), user }),
]);

const calls = { method: z.string(), count: z.int().min(1).default(1) };

/** What may be posted to `/page/faults`. */
export const faultWish = z.discriminatedUnion("fault", [
  z.strictObject({ fault: z.literal("rate-limited"), retryAfterS: z.int().min(1).default(1), ...calls }),
  z.strictObject({
    fault: z.enum(["server-error", "time-out", "cut-before", "cut-after"]),
    ...calls,
  }),
  z.strictObject({ fault: z.literal("api-error"), error: z.string(), ...calls }),
  z.strictObject({ fault: z.literal("outage"), isOn: z.boolean() }),
  z.strictObject({
    fault: z.enum(["duplicate-next", "drop-socket", "refresh-socket", "revoke-token", "clear"]),
  }),
  z.strictObject({ fault: z.enum(["kick-bot", "archive"]), channel: z.string() }),
]);

export type FaultWish = z.output<typeof faultWish>;
