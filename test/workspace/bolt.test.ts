import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { ActionsBlock, ModalView } from "@slack/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { httpApp, socketApp } from "./bolt-app.ts";

const button = {
  type: "actions",
  block_id: "choices",
  elements: [
    {
      type: "button",
      action_id: "approve",
      value: "run-1",
      text: { type: "plain_text", text: "Approve" },
    },
  ],
} satisfies ActionsBlock;

const dialog = {
  type: "modal",
  callback_id: "reason",
  notify_on_close: true,
  title: { type: "plain_text", text: "Why" },
  submit: { type: "plain_text", text: "Send" },
  blocks: [
    {
      type: "input",
      block_id: "why",
      label: { type: "plain_text", text: "Why" },
      element: { type: "plain_text_input", action_id: "text" },
    },
  ],
} satisfies ModalView;

/** A little app that uses every way in. */
function listen(app: App): void {
  app.command("/release", async ({ command, ack, client, respond, say }) => {
    if (command.text === "slow") return;
    if (command.text === "direct") return ack("answered in the acknowledgement");
    await ack();
    if (command.text === "dialog") {
      await client.views.open({ trigger_id: command.trigger_id, view: dialog });
    } else if (command.text === "post") {
      await say({ text: "Approve?", blocks: [button] });
    } else {
      await respond(`echo ${command.text}`);
    }
  });
  app.action<BlockAction<ButtonAction>>("approve", async ({ ack, body, action, respond }) => {
    await ack();
    if (body.view !== undefined) return;
    await respond({ replace_original: true, text: `${action.value} approved by <@${body.user.id}>` });
  });
  app.view("reason", async ({ ack, view }) => {
    const text = view.state.values["why"]?.["text"]?.value;
    if (text === "bad") return ack({ response_action: "errors", errors: { why: "Say more" } });
    if (text === "next") return ack({ response_action: "push", view: dialog });
    if (text === "clear") return ack({ response_action: "clear" });
    await ack();
  });
  app.view({ callback_id: "reason", type: "view_closed" }, async ({ ack, body, client }) => {
    await ack();
    await client.chat.postEphemeral({ channel: "C0RELEASES", user: body.user.id, text: "Closed" });
  });
  app.shortcut("release_new", async ({ ack, client, shortcut }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: dialog });
  });
  app.shortcut("release_attach", async ({ ack, respond, shortcut }) => {
    await ack();
    if (shortcut.type === "message_action") await respond(`attached ${shortcut.message.text}`);
  });
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: `heard ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: {
        type: "home",
        blocks: [{ type: "section", text: { type: "mrkdwn", text: "Hello" } }, button],
      },
    });
  });
}

describe.each([
  ["Socket Mode", socketApp],
  ["signed HTTP", httpApp],
])("a Bolt app over %s", (_, connect) => {
  let workspace: Workspace;
  let app: App;

  beforeEach(async () => {
    workspace = await startWorkspace({ ackTimeoutMs: 300 });
    app = await connect(workspace, listen);
  });

  afterEach(async () => {
    await app.stop();
    await workspace[Symbol.asyncDispose]();
  });

  test("answers a command by response URL to that person alone", async () => {
    expect(await workspace.as("rosa").command("/release hello @ade <b>")).toMatchObject({ ok: true });
    await workspace.waitFor(() => workspace.ephemerals("rosa").length === 1);
    expect(workspace.ephemerals("rosa")[0]?.text).toBe("echo hello <@U0ADE|ade> &lt;b&gt;");
    expect(workspace.messages("releases")).toEqual([]);
    expect(workspace.ephemerals("ade")).toEqual([]);
  });

  test("answers a command in the acknowledgement", async () => {
    await workspace.as("rosa").command("/release direct");
    expect(workspace.ephemerals("rosa").map((one) => one.text)).toEqual(["answered in the acknowledgement"]);
  });

  test("shows the person a timeout when the app stays silent", async () => {
    expect(await workspace.as("rosa").command("/release slow")).toEqual({
      ok: false,
      error: "operation_timeout",
    });
  });

  test("posts a button, and replaces the message when it is pressed", async () => {
    await workspace.as("rosa").command("/release post");
    const message = await workspace.waitFor(() => workspace.messages("releases")[0]);
    expect(await workspace.as("ade").click(message, "approve")).toMatchObject({ ok: true });
    await workspace.waitFor(() => message.revision === 1);
    expect(message).toMatchObject({ text: "run-1 approved by <@U0ADE>", blocks: [] });
    expect(await workspace.as("bea").click(message, "approve")).toEqual({
      ok: false,
      error: "element_not_found",
    });
  });

  test("opens a dialog, shows errors at the field, pushes, clears", async () => {
    const rosa = workspace.as("rosa");
    await rosa.command("/release dialog");
    await workspace.waitFor(() => rosa.modal());
    expect(await rosa.submit()).toEqual({ ok: false, error: "required_field" });
    await rosa.submit({ text: "bad" });
    expect(rosa.modal()?.errors).toEqual({ why: "Say more" });
    const first = rosa.modal();
    await rosa.submit({ why: "next" });
    expect(rosa.modal()).toMatchObject({ previousViewId: first?.id, rootViewId: first?.id });
    await rosa.submit({ text: "clear" });
    expect(rosa.modal()).toBeUndefined();
  });

  test("hears that a dialog was closed", async () => {
    const rosa = workspace.as("rosa");
    await rosa.shortcut("release_new");
    await workspace.waitFor(() => rosa.modal());
    await rosa.close();
    await workspace.waitFor(() => rosa.ephemerals()[0]?.text === "Closed");
    expect(rosa.modal()).toBeUndefined();
  });

  test("keeps to the protocol", async () => {
    await workspace.as("rosa").command("/release direct");
    await workspace.as("rosa").message("@sample status");
    await workspace.waitFor(() => workspace.calls("chat.postMessage").length === 1);
    expect(workspace.breaches).toEqual([]);
  });

  test("takes a shortcut on a message", async () => {
    const eli = workspace.as("eli");
    await eli.shortcut("release_attach", eli.leave("the log", "C0RELEASES"));
    const answer = await workspace.waitFor(() => eli.ephemerals()[0]);
    expect(answer.text).toBe("attached the log");
  });

  test("hears its name in a thread and answers there", async () => {
    const eli = workspace.as("eli");
    const parent = eli.leave("v1.5.0", "C0RELEASES");
    await eli.message("@sample status", { threadTs: parent.ts });
    const answer = await workspace.waitFor(() => workspace.thread(parent)[1]);
    expect(answer.text).toBe("heard <@U0SLIPWAY> status");
  });

  test("publishes a home tab and hears its buttons", async () => {
    const bea = workspace.as("bea");
    await bea.openHome();
    const home = await workspace.waitFor(() => bea.home());
    expect(await bea.click(home, "approve")).toMatchObject({ ok: true });
  });

  test("sees an event again, with the same id, when its first delivery is doubled", async () => {
    const ids: unknown[] = [];
    app.use(async ({ body, next }) => {
      ids.push(Reflect.get(body, "event_id"));
      await next();
    });
    workspace.faults.duplicateNext();
    await workspace.as("eli").message("@sample status");
    await expect.poll(() => ids.length).toBe(2);
    expect(ids[0]).toBe(ids[1]);
  });
});
