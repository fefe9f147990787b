import { setTimeout as pause } from "node:timers/promises";
import { endWith } from "../../src/lifetime.ts";

/** A process that lives like the bot, and to which happens what its command line says. */
const [fate = ""] = process.argv.slice(2);
const broken = Promise.withResolvers<string>();

endWith(
  {
    stop: async () => {
      if (fate === "stuck") await new Promise(() => undefined);
      if (fate === "refusing") throw new Error("does not stop");
      await pause(50);
      process.stdout.write("parked\n");
    },
    broken: broken.promise,
  },
  200,
  (...words) => process.stderr.write(`${words.map(String).join(" ")}\n`),
);
// As sockets and timers keep the bot alive.
setInterval(() => undefined, 10_000);

/** What a listener or a job does that nobody waits for. */
async function handle(): Promise<void> {
  await pause(1);
  throw new Error("nobody foresaw this");
}

switch (fate) {
  case "rejection":
    void handle();
    void handle();
    break;
  case "exception":
    setTimeout(() => {
      throw new Error("nobody foresaw this");
    }, 1);
    break;
  case "broken":
    broken.resolve("nobody foresaw this");
    break;
  default:
    process.kill(process.pid, "SIGTERM");
}
