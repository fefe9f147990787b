import { startPrivateRedis } from "../../src/redis/server.ts";

// Started by redis-server.test.ts: starts a server in the given folder, says its process id, and dies without a goodbye.
const server = await startPrivateRedis({ folder: process.argv[2] ?? "", log: () => undefined });
process.stdout.write(String(server.pid), () => process.kill(process.pid, "SIGKILL"));
