import { expect, test } from "vitest";
import { tellElsewhereJob } from "../../jobs/tell-elsewhere.ts";
import type { Run } from "../../src/release/run/run.ts";
import type { Settings } from "../../src/release/settings.ts";
import { deliverConversation } from "../../src/slack/delivery.ts";
import { plan, run, settings } from "../release/run/decisions.ts";
import { deliveringIn } from "../slack/delivering.ts";
import { useRoom } from "../slack/room.ts";

const room = useRoom();
const { messenger, parts } = deliveringIn(room);

const refusal = { conversation: "run-1", channel: "C0RELEASES", error: "not_in_channel" };
const context = { signal: new AbortController().signal, redeliver: () => Promise.reject(new Error("again")) };

/** Lets the job be done three times for a run, and delivers what it has to say. */
async function tell(requester: Run["requester"], channels: Settings["channels"]): Promise<void> {
  const { runs, preparations } = room().stores;
  await runs.create(run({ id: "run-1", requester }), plan());
  const job = tellElsewhereJob({
    settings: settings({ channels }),
    runs,
    preparations,
    messenger: messenger(),
  });
  for (const error of ["not_in_channel", "not_in_channel", "is_archived"]) {
    await job({ ...refusal, error }, context);
    await deliverConversation("elsewhere.run-1", parts());
  }
}

const rosa = { user: "U0ROSA", team: "T0LOCAL" };
const words = "The deploy of v1.5.0 to production";

test("who asked for a run is told once, in a direct message, what is wrong and what to do", async () => {
  await tell(rosa, { releases: "C0RELEASES" });
  const told = room().workspace.directMessages("rosa");
  expect(told).toHaveLength(1);
  for (const part of [words, "<#C0RELEASES>: not_in_channel", "/invite", "/release status"])
    expect(JSON.stringify(told)).toContain(part);
});

test("where there is a fallback channel, it is told there", async () => {
  await tell(rosa, { releases: "C0RELEASES", fallback: "C0GENERAL" });
  expect(
    room()
      .workspace.messages("general")
      .map(({ text }) => text),
  ).toEqual([expect.stringContaining(words)]);
  expect(room().workspace.directMessages("rosa")).toEqual([]);
});

test("a fallback that is the refusing channel itself is none", async () => {
  await tell(rosa, { releases: "C0RELEASES", fallback: "C0RELEASES" });
  expect(room().workspace.directMessages("rosa")).toHaveLength(1);
});

test("a run of nobody is told to nobody", async () => {
  await tell({ automaticAfter: "run-0" }, { releases: "C0RELEASES" });
  expect(room().workspace.calls("chat.postMessage")).toEqual([]);
});

test("a lost answer to a direct message is no reason to be silent", async () => {
  room().workspace.trouble({ fault: "cut-before", method: "chat.postMessage", count: 1 });
  await tell(rosa, { releases: "C0RELEASES" });
  expect(room().workspace.directMessages("rosa")).toHaveLength(1);
});
