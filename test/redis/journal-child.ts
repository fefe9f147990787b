import { connectRedis } from "../../src/redis/connection.ts";
import { createStores } from "../../src/redis/stores.ts";
import { sampleEntry } from "./samples.ts";

/** Appends the same entries from the first one on, and tells its parent of each that is stored. */
// Never outlives its test.
process.on("disconnect", () => process.exit());

const [url = "", count = ""] = process.argv.slice(2);
const { journal } = createStores(await connectRedis(url, "interactive"), "test", Date.now);
for (let n = 0; n < Number(count); n++) {
  await journal.append(sampleEntry(n));
  process.send?.(n);
}
