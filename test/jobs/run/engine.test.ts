import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeployAsk } from "../../../src/release/request.ts";
import { type EngineRoom, openEngineRoom } from "./engine-room.ts";

let room: EngineRoom;
beforeAll(async () => {
  room = await openEngineRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

function deployOf(version: string): DeployAsk {
  return { verb: "deploy", version, environment: "staging", takeOver: false };
}

test("a run whose environment another one has gives its turn back, so that the other one can end", async () => {
  const { parts } = room;
  const now = parts.clock();
  const lock = { owner: "run:run-other", reason: "deploy of v1.4.1", since: now, until: now + 60_000 };
  await parts.locks.take("staging", lock, now);
  const run = await room.ask("second", deployOf("v1.4.2"));
  expect(run).toMatchObject({ phase: "queued" });
  expect(await room.deliver("run-second")).toMatchObject({ run: { phase: "running" }, backFor: 500 });
  await parts.locks.release("staging", "run:run-other");
  expect(await room.deliver("run-second")).toMatchObject({ run: { phase: "succeeded" } });
});
