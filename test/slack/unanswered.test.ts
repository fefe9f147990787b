import { expect, test } from "vitest";
import { deliverConversation } from "../../src/slack/delivery.ts";
import { conversation, deliveringIn, said } from "./delivering.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const { messenger, parents, parts, partsOfAnother } = deliveringIn(room);
const { key } = conversation;

/** The store goes away right before or after a write of the lease: as it is taken, renewed, or given back. */
const moments = ["before", "after"].flatMap((moment) =>
  ["take", "renew", "give back"].map((write, index) => [moment, write, index + 1] as const),
);

test.each(moments)(
  "a delivery that lost touch %s it could %s its lease is gone on with at once",
  async (moment, _, at) => {
    const { store } = room();
    let writes = 0;
    const losing = async <T>(write: () => Promise<T>): Promise<T> => {
      const isLost = (writes += 1) === at;
      if (isLost && moment === "before") throw new Error("Redis has gone away");
      const answer = await write();
      if (isLost) throw new Error("Redis has gone away");
      return answer;
    };
    const lossy: typeof store = {
      ...store,
      lease: (...args) => losing(() => store.lease(...args)),
      releaseLease: (...args) => losing(() => store.releaseLease(...args)),
    };
    await messenger().show(conversation, said("v1.5.0 runs"), 1, { milestone: "under way" });
    await expect(deliverConversation(key, { ...parts(), store: lossy })).rejects.toThrow("has gone away");
    expect(await deliverConversation(key, parts())).toBeUndefined();
    expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 runs"]);
    expect(await deliverConversation(key, partsOfAnother())).toBeUndefined();
  },
);
