import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";

/** The line between one bot and its Redis, which a test can cut at the very command it names. */
export interface RedisLine {
  url: string;
  /**
   * Resolves when a command passes that the pattern matches, and from that moment on nothing passes any more: with
   * `before` the command has not reached Redis, with `after` Redis has done it and the bot does not know.
   */
  stopAt(pattern: RegExp, when: "before" | "after"): Promise<void>;
  /** Lets everything pass again, on connections made from now on. */
  open(): void;
  close(): Promise<void>;
}

interface Stop {
  pattern: RegExp;
  when: "before" | "after";
  reached: () => void;
}

/** What the two directions of all connections share. */
interface State {
  stop: Stop | undefined;
  isCut: boolean;
}

/** Opens a line to the Redis on this port of this machine. */
export async function openRedisLine(port: number): Promise<RedisLine> {
  const state: State = { stop: undefined, isCut: false };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => connect(socket, port, state, sockets));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `redis://127.0.0.1:${own}`,
    stopAt: (pattern, when) =>
      new Promise((resolve) => {
        state.stop = { pattern, when, reached: resolve };
      }),
    open: () => {
      state.isCut = false;
      state.stop = undefined;
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function connect(bot: Socket, port: number, state: State, sockets: Set<Socket>): void {
  const redis = createConnection(port, "127.0.0.1");
  let last = "";
  let awaits: Stop | undefined;
  bot.on("data", (chunk: Buffer) => {
    if (state.isCut) return;
    const text = last + chunk.toString("latin1");
    // A command may come in pieces; one that came whole must not be found again behind the next.
    last = text.endsWith("\r\n") ? "" : text.slice(-4000);
    const { stop } = state;
    if (stop?.pattern.test(text) === true) {
      last = "";
      if (stop.when === "before") return cut(state, stop);
      awaits = stop;
    }
    redis.write(chunk);
  });
  redis.on("data", (chunk: Buffer) => {
    // A script that the server does not know yet has not run; it comes again in full.
    if (awaits && !chunk.toString("latin1", 0, 9).startsWith("-NOSCRIPT")) cut(state, awaits);
    if (!state.isCut) bot.write(chunk);
  });
  for (const [one, other] of [
    [bot, redis],
    [redis, bot],
  ] as const) {
    sockets.add(one);
    // A cut line or a killed peer is what these tests are about.
    one.on("error", () => undefined);
    one.on("close", () => {
      sockets.delete(one);
      other.destroy();
    });
  }
}

function cut(state: State, stop: Stop): void {
  state.isCut = true;
  state.stop = undefined;
  stop.reached();
}
