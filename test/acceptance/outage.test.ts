import { expect, test } from "vitest";
import { reachDeadline } from "./acts.ts";
import { openStage } from "./stage.ts";

test(
  "a deadline that comes while the cluster is away is the cluster's fault, and nothing is rolled back",
  { timeout: 120_000 },
  async () => {
    await using stage = await openStage({
      settings: ({ environments: [, production] }) => {
        if (!production) throw new Error("no production");
        delete production.after;
        production.approvals.needed = 0;
        production.rollback.automatic = true;
      },
    });
    const { standIn } = stage;
    if (!standIn) throw new Error("no stand-in");
    const rosa = stage.actor("rosa");
    await rosa.types("deploy v1.4.2 production");
    await stage.reply(
      await stage.cardOf("v1.4.2 → production"),
      "The deploy of v1.4.2 to production succeeded.",
    );
    standIn.freeze(true);
    await rosa.types("deploy v1.5.0 production");
    const card = await stage.cardOf("v1.5.0 → production", ":white_check_mark: Write workloads");
    standIn.away(true);
    stage.passes("29m");
    await reachDeadline(stage, card, "did not answer when the run reached its deadline");
    standIn.away(false);
    standIn.freeze(false);
    await stage.until(() => stage.messageAt(card, "· failed", "did not answer"), "the message to say so");
    expect(await rosa.asks("history production")).not.toContain("v1.4.2 → production (rollback)");
    expect(stage.workspace.messages("releases").some(({ text }) => text.includes("ollback"))).toBe(false);
    expect(await stage.imageOf("production")).toBe("v1.5.0");
  },
);
