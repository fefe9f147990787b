import { enableCompileCache, flushCompileCache } from "node:module";

enableCompileCache();
const { connectRedis } = await import("../../src/redis/connection.ts");
const { preparer } = await import("./preparer.ts");

// Whoever is killed keeps nothing at its end.
flushCompileCache();

/** Works on one preparation in a process of its own, whose git may kill it. */
const [url = "", location = "", cacheFolder = "", id = ""] = process.argv.slice(2);
const redis = await connectRedis(url, "interactive");
await preparer({ redis, location, cacheFolder, path: process.env["PATH"] ?? "" })(id);
redis.disconnect();
