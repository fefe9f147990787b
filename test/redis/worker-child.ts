import { existsSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";
import { setTimeout as delay } from "node:timers/promises";

enableCompileCache();
const { connectRedis } = await import("../../src/redis/connection.ts");
const { createStores } = await import("../../src/redis/stores.ts");
const { createWorkers } = await import("../../src/redis/workers.ts");
const { handlersWith } = await import("./handlers.ts");

// Whoever is killed keeps nothing at its end.
flushCompileCache();

/**
 * A worker in a process of its own, to be killed or frozen: it claims the run, tells its parent, and works on until
 * its parent lets it record a step, whatever its signal says.
 */
// Never outlives its test.
process.on("disconnect", () => process.exit());

// As long as the file is missing nothing else is done in this process: no timer, no answer, no renewal of a lock.
process.on("message", (file: string) => {
  process.send?.("busy", () => {
    while (!existsSync(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  });
});

const [url = "", prefix = ""] = process.argv.slice(2);
// Patient, because a command that was under way at the freeze would be given up at the thaw.
const redis = await connectRedis(url, "worker");
const { runs } = createStores(redis, prefix, Date.now);

await createWorkers(
  redis,
  handlersWith({
    run: async ({ run }, { signal }) => {
      const claim = await runs.claim(run);
      process.send?.("claimed");
      while ((await redis.get("go on")) === null) await delay(20);
      const answer = await runs.recordStep(run, claim, "apply", { outcome: "done", at: 1 });
      await expectAbort(signal);
      process.send?.(`${answer}, ${signal.aborted ? "aborted" : "not aborted"}`);
    },
  }),
  { prefix, environments: ["production"], concurrency: 1, onError: () => undefined },
);

async function expectAbort(signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!signal.aborted && Date.now() < deadline) await delay(20);
}
