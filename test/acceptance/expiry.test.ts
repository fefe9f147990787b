import { expect, test } from "vitest";
import { createClients } from "../../src/slack/clients.ts";
import { actions } from "../../views/ids.ts";
import { withoutStaging } from "./acts.ts";
import { openStage } from "./stage.ts";

test("a request that was deleted is posted anew; unanswered it ends in time, and a late click is answered kindly", async () => {
  await using stage = await openStage({ settings: withoutStaging, tempo: { beat: 1 } });
  await stage.actor("rosa").types("deploy v1.5.0 production");
  const deleted = await stage.cardOf("v1.5.0 → production · awaiting approval");
  const { url: apiUrl, identity } = stage.workspace;
  const { botToken } = identity;
  await createClients({ botToken, apiUrl }).background.chat.delete({
    channel: deleted.channel,
    ts: deleted.ts,
  });
  const card = await stage.cardOf("v1.5.0 → production · awaiting approval");
  expect(card.ts).not.toBe(deleted.ts);
  stage.passes("9h");
  await stage.reply(card, "The request for v1.5.0 on production expired");
  const ade = stage.actor("ade");
  await ade.clicks(card, actions.approve);
  await ade.hears("This request is no longer waiting");
  expect(await stage.imageOf("production")).toBe("nothing");
  expect(stage.workspace.messages("releases").filter(({ threadTs }) => threadTs === undefined)).toHaveLength(
    1,
  );
});
