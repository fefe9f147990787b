import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";

/** The line between one bot and one of its servers, which a test can cut, if it likes at the very command it names. */
export interface Line {
  /** Where the bot finds the server. */
  url: string;
  /**
   * Resolves when a command to Redis passes that the pattern matches, and from that moment on nothing passes any more:
   * with `before` the command has not reached Redis, with `after` Redis has done it and the bot does not know.
   */
  stopAt(pattern: RegExp, when: "before" | "after"): Promise<void>;
  /** Ends every connection at once and refuses new ones. */
  cut(): void;
}

interface Stop {
  pattern: RegExp;
  when: "before" | "after";
  reached: () => void;
}

/** What the two directions of all connections share. */
interface State {
  stop: Stop | undefined;
  isStopped: boolean;
}

/** Opens a line to the server of this machine at a URL. */
export async function openLine(url: string): Promise<Line> {
  const state: State = { stop: undefined, isStopped: false };
  const sockets = new Set<Socket>();
  const port = Number(new URL(url).port);
  const server = createServer((socket) => connect(socket, port, state, sockets)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const own = new URL(url);
  own.port = String(typeof address === "object" && address !== null ? address.port : 0);
  return {
    url: String(own),
    stopAt: (pattern, when) =>
      new Promise((resolve) => {
        state.stop = { pattern, when, reached: resolve };
      }),
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function connect(bot: Socket, port: number, state: State, sockets: Set<Socket>): void {
  const far = createConnection(port, "127.0.0.1");
  let last = "";
  let awaits: Stop | undefined;
  bot.on("data", (chunk: Buffer) => {
    if (state.isStopped) return;
    const { stop } = state;
    if (stop) {
      const text = last + chunk.toString("latin1");
      // A command may come in pieces; one that came whole must not be found again behind the next.
      last = text.endsWith("\r\n") ? "" : text.slice(-4000);
      if (stop.pattern.test(text)) {
        last = "";
        if (stop.when === "before") return reach(state, stop);
        awaits = stop;
      }
    }
    far.write(chunk);
  });
  far.on("data", (chunk: Buffer) => {
    // A script that the server does not know yet has not run; it comes again in full.
    if (awaits && !chunk.toString("latin1", 0, 9).startsWith("-NOSCRIPT")) reach(state, awaits);
    if (!state.isStopped) bot.write(chunk);
  });
  for (const [one, other] of [
    [bot, far],
    [far, bot],
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

function reach(state: State, stop: Stop): void {
  state.isStopped = true;
  state.stop = undefined;
  stop.reached();
}
