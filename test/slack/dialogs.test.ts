import { expect, test } from "vitest";
import { createDialogs } from "../../src/slack/dialogs.ts";
import { RawApp } from "../workspace/raw-app.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const modal = {
  type: "modal" as const,
  title: { type: "plain_text" as const, text: "Deploy" },
  blocks: [{ type: "divider" as const }],
};

test("a dialog is opened, filled and shown as the home tab", async () => {
  const dialogs = createDialogs(room().clients);
  const app = await RawApp.connect(room().workspace);
  await room().workspace.as("eli").command("/release");
  const title = { type: "plain_text", text: "Deploy" } as const;
  const blocks = [{ type: "divider" as const }];
  const id = await dialogs.open(String(app.last()["trigger_id"]), { type: "modal", title, blocks });
  await dialogs.update(id, { type: "modal", title: { ...title, text: "Deploy v1.5.0" }, blocks });
  app.close();
  expect(room().workspace.modal("eli")).toMatchObject({ id, title: { text: "Deploy v1.5.0" } });
  await dialogs.publish("U0ELI", { type: "home", blocks });
  expect(room().workspace.home("eli")).toMatchObject({ blocks: [{ type: "divider" }] });
});

test("a dialog that was closed is left alone", async () => {
  await expect(createDialogs(room().clients).update("V0CLOSED", modal)).resolves.toBeUndefined();
});

test("a dialog that cannot be opened any more is a problem that says what to do", async () => {
  await expect(createDialogs(room().clients).open("1.2.expired", modal)).rejects.toMatchObject({
    problem: { code: "slack-unavailable" },
  });
});

test.each(["update", "publish"] as const)("what Slack does not take is a problem: %s", async (method) => {
  const { workspace, clients } = room();
  workspace.trouble({ fault: "server-error", method: `views.${method}`, count: 1 });
  const dialogs = createDialogs(clients);
  const asked =
    method === "update"
      ? dialogs.update("V0OPEN", modal)
      : dialogs.publish("U0ELI", { type: "home", blocks: modal.blocks });
  await expect(asked).rejects.toMatchObject({ problem: { code: "slack-unavailable" } });
});
