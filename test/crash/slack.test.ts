import { describe, expect, it } from "vitest";
import type { Call, Message } from "../../demo/workspace/types.ts";
import { actions } from "../../views/ids.ts";
import { expectOneOfEach, imageOf, writesOfDeploy, writesSince } from "./effects.ts";
import {
  approve,
  cardOf,
  deploy,
  ended,
  messagesWithKey,
  newestRun,
  openScene,
  patience,
} from "./harness.ts";

const timeout = 240_000;

describe.concurrent("Slack in trouble", () => {
  it("an outage stops no run, and its end finds every last word said once", { timeout }, async () => {
    await using scene = await openScene();
    const { workspace } = scene;
    const bot = await scene.start();
    await workspace.as("rosa").command("/release deploy v1.4.2 production");
    const run = await newestRun(scene, "v1.4.2");
    await approve(scene, run);
    workspace.trouble({ fault: "outage", isOn: true });
    await scene.until(async () => !(await bot.isReady()), "the bot to say that Slack does not reach it");
    const card = await cardOf(scene, run);
    const edits = (): Call[] => workspace.calls("chat.update").filter(({ args }) => args["ts"] === card.ts);
    const { length: editsBefore } = edits();
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    // The line is lost, and the library's own way to get it back has failed more than once.
    await scene.until(() => workspace.calls("apps.connections.open").length >= 4, "tries to get back");
    expect(bot.isAlive()).toBe(true);
    workspace.trouble({ fault: "outage", isOn: false });
    await scene.until(() => bot.isReady(), "Slack to reach the bot again");
    await expectOneOfEach(scene, run);
    // Other messages, such as that of the release, have edits of their own.
    const afterwards = edits().slice(editsBefore);
    expect(afterwards.filter(({ outcome }) => outcome === "ok").length).toBeLessThanOrEqual(2);
    expect(await deploy(scene, "v1.5.0")).toMatchObject({ phase: "succeeded" });
  });

  it("a bot that starts while Slack is away goes on with what it finds", { timeout }, async () => {
    await using scene = await openScene();
    const { workspace } = scene;
    const first = await scene.start();
    await workspace.as("rosa").command("/release deploy v1.4.2 production");
    const run = await newestRun(scene, "v1.4.2");
    await approve(scene, run);
    workspace.trouble({ fault: "outage", isOn: true });
    const second = await scene.replace(first);
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    expect(await second.isReady()).toBe(false);
    workspace.trouble({ fault: "outage", isOn: false });
    await expectOneOfEach(scene, run);
    await scene.until(() => second.isReady(), "Slack to reach the bot");
  });

  it("a post whose answer was lost with the bot is not posted again", { timeout }, async () => {
    await using scene = await openScene();
    const { workspace } = scene;
    const first = await scene.start();
    workspace.trouble({ fault: "cut-after", method: "chat.postMessage", count: 1 });
    await workspace.as("rosa").command("/release deploy v1.4.2 production");
    const run = await newestRun(scene, "v1.4.2");
    await cardOf(scene, run);
    await scene.replace(first);
    await approve(scene, run);
    await ended(scene, run);
    await expectOneOfEach(scene, run);
    expect(messagesWithKey(scene, run.id)).toHaveLength(1);
  });

  it("limits, errors and lost answers in a row change nothing of what people see", { timeout }, async () => {
    await using scene = await openScene();
    const { workspace } = scene;
    await scene.start();
    const method = "chat.postMessage";
    for (const round of [1, 2]) {
      workspace.trouble({ fault: "cut-after", method, count: 1 });
      workspace.trouble({ fault: "rate-limited", method, retryAfterS: round, count: 1 });
      workspace.trouble({ fault: "server-error", method, count: 1 });
    }
    workspace.trouble({ fault: "cut-after", method: "chat.update", count: 1 });
    workspace.trouble({ fault: "rate-limited", method: "chat.update", retryAfterS: 1, count: 1 });
    expect(await deploy(scene, "v1.4.2")).toMatchObject({ phase: "succeeded" });
    await expectOneOfEach(scene, await newestRun(scene, "v1.4.2"));
  });

  it("a command, a click and a dialog that come twice have one effect each", { timeout }, async () => {
    // What an ask did is looked at when it is answered, however busy the machine is.
    await using scene = await openScene({ ackTimeoutMs: patience });
    const { workspace } = scene;
    await scene.start();
    await expectOneOfEach(scene, await deploy(scene, "v1.4.2"));
    const writes = scene.cluster.requests.length;
    workspace.trouble({ fault: "duplicate-next" });
    await workspace.as("rosa").command("/release deploy v1.5.0 production");
    const run = await newestRun(scene, "v1.5.0");
    const card: Message = await cardOf(scene, run);
    workspace.trouble({ fault: "duplicate-next" });
    await workspace.as("ade").click(card, actions.approve);
    expect((await scene.stores.runs.get(run.id))?.approvals).toHaveLength(1);
    await approve(scene, run);
    await ended(scene, run);
    await expectOneOfEach(scene, run);
    expect(writesSince(scene, writes)).toEqual(writesOfDeploy);
    await workspace.as("rosa").command("/release rollback v1.4.2");
    const dialog = await scene.until(() => {
      const view = workspace.modal("rosa");
      return view !== undefined && view.submit !== null && view.submit !== undefined && view;
    }, "the plan of the rollback");
    workspace.trouble({ fault: "duplicate-next" });
    await workspace.as("rosa").submit({}, dialog);
    const rollback = await ended(scene, await newestRun(scene, "v1.4.2", "rollback"));
    await expectOneOfEach(scene, rollback);
    expect(imageOf(scene)).toBe("v1.4.2");
    const all = await scene.stores.runs.history({ environment: "production" }, 10);
    expect(all.map(({ kind, version }) => `${kind} ${version}`)).toEqual([
      "rollback v1.4.2",
      "deploy v1.5.0",
      "deploy v1.4.2",
    ]);
  });
});
