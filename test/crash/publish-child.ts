import { connectRedis } from "../../src/redis/connection.ts";
import { publisher } from "./publisher.ts";

/** Publishes one prepared release in a process of its own, which GitHub may outlive. */
const [url = "", location = "", cacheFolder = "", apiUrl = "", id = ""] = process.argv.slice(2);
const redis = await connectRedis(url, "interactive");
const publish = await publisher({ redis, location, cacheFolder, apiUrl, how: "draft" });
await publish(id);
redis.disconnect();
