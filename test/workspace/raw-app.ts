import { WebClient } from "@slack/web-api";
import { WebSocket } from "ws";
import { isJson, jsonOf, parseJson, textOf } from "../../demo/workspace/json.ts";
import type { Json } from "../../demo/workspace/json.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";

/** The smallest app there is: one socket that acknowledges everything and remembers what it was sent. */
export class RawApp {
  readonly payloads: Json[] = [];
  readonly retries: unknown[] = [];
  hello: Json = {};
  disconnectReason: string | undefined;
  isSilent = false;
  acksTwice = false;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Opens a socket as Slack's clients do; resolves after `hello`. */
  static async connect(workspace: Workspace): Promise<RawApp> {
    const client = new WebClient(workspace.identity.appToken, { slackApiUrl: workspace.url });
    const { url = "" } = await client.apps.connections.open({});
    const socket = new WebSocket(url);
    const app = new RawApp(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("message", (data: Buffer) => {
        app.#read(jsonOf(parseJson(data.toString("utf8"))));
        resolve();
      });
    });
    return app;
  }

  #read(frame: Json): void {
    if (frame["type"] === "hello") {
      this.hello = frame;
      return;
    }
    if (frame["type"] === "disconnect") {
      this.disconnectReason = textOf(frame["reason"]);
      this.close();
      return;
    }
    if (isJson(frame["payload"])) this.payloads.push(frame["payload"]);
    this.retries.push(frame["retry_attempt"]);
    if (this.isSilent) return;
    const ack = JSON.stringify({ envelope_id: frame["envelope_id"] });
    this.#socket.send(ack);
    if (this.acksTwice) this.#socket.send(ack);
  }

  /** The latest payload; an empty one before the first. */
  last(): Json {
    return this.payloads.at(-1) ?? {};
  }

  close(): void {
    this.#socket.close();
  }
}
