import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { WebSocketServer } from "ws";
import type { Ack, Delivery, Line } from "./core.ts";
import { isJson, parseJson, textOf } from "./json.ts";

const connectionLifeS = 3600;
const mostConnections = 10;
const politeMs = 250;

/** What Socket Mode needs from the workspace around it. */
export interface SocketModeOptions {
  appId: string;
  ackTimeoutMs: number;
  /** Where breaches of the protocol are noted. */
  breaches: string[];
  onChange: () => void;
}

interface Waiting {
  delivery: Delivery;
  settle: (ack: Ack) => void;
}

/** Slack's side of Socket Mode: tickets, connections, envelopes and their acknowledgements. */
export class SocketMode implements Line {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #connections: WebSocket[] = [];
  readonly #waiting = new Map<string, Waiting>();
  readonly #settled = new Set<string>();
  readonly #options: SocketModeOptions;
  #turn = 0;

  constructor(options: SocketModeOptions) {
    this.#options = options;
  }

  /** A ticket for one connection. */
  newTicket(): string {
    const ticket = crypto.randomUUID();
    this.#tickets.add(ticket);
    return ticket;
  }

  /** Takes over an HTTP upgrade; refuses it without a fresh ticket or while `isRefused`. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer, isRefused: boolean): void {
    const { searchParams } = new URL(incoming.url ?? "/", "http://localhost");
    if (isRefused || !this.#tickets.delete(searchParams.get("ticket") ?? "")) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(incoming, socket, head, (connection) => this.#welcome(connection));
  }

  #welcome(connection: WebSocket): void {
    if (this.#connections.length >= mostConnections) {
      connection.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      connection.close(1000);
      return;
    }
    this.#connections.push(connection);
    connection.on("message", (data: Buffer) => this.#read(data.toString("utf8")));
    connection.on("close", () => this.#forget(connection));
    connection.on("error", () => this.#forget(connection));
    connection.send(
      JSON.stringify({
        type: "hello",
        num_connections: this.#connections.length,
        debug_info: { host: "local", approximate_connection_time: connectionLifeS },
        connection_info: { app_id: this.#options.appId },
      }),
    );
    this.#options.onChange();
  }

  #forget(connection: WebSocket): void {
    const at = this.#connections.indexOf(connection);
    if (at < 0) return;
    this.#connections.splice(at, 1);
    this.#options.onChange();
  }

  isConnected(): boolean {
    return this.connections > 0;
  }

  /** How many sockets of the app are open. */
  get connections(): number {
    return this.#connections.length;
  }

  /** Sends one envelope to one of the connections and waits for its acknowledgement. */
  deliver(delivery: Delivery): Promise<Ack> {
    const connection = this.#connections[this.#turn % Math.max(1, this.#connections.length)];
    this.#turn += 1;
    if (connection === undefined) return Promise.resolve({ ok: false, error: "dispatch_failed" });
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      const settle = (ack: Ack): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        this.#settled.add(id);
        resolve(ack);
      };
      const timer = setTimeout(
        () => settle({ ok: false, error: "operation_timeout" }),
        this.#options.ackTimeoutMs,
      );
      this.#waiting.set(id, { delivery, settle });
      connection.send(JSON.stringify(envelopeOf(id, delivery)));
    });
  }

  #read(text: string): void {
    const message = parseJson(text);
    const id = isJson(message) ? textOf(message["envelope_id"]) : undefined;
    if (!isJson(message) || id === undefined) return this.#breach(`a frame without envelope_id: ${text}`);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      const why = this.#settled.has(id) ? "a late or second acknowledgement" : "an unknown envelope";
      return this.#breach(`${why}: ${id}`);
    }
    const payload = message["payload"];
    const isEmpty = payload === undefined || (isJson(payload) && Object.keys(payload).length === 0);
    if (!isEmpty && !waiting.delivery.acceptsAnswer) {
      this.#breach(`an answer where none is read: ${JSON.stringify(payload)}`);
    }
    waiting.settle({ ok: true, answer: isEmpty ? undefined : payload });
  }

  #breach(words: string): void {
    this.#options.breaches.push(words);
    this.#options.onChange();
  }

  /** Asks every connection to be made anew, as Slack does every few hours. */
  refresh(): void {
    this.#disconnect("refresh_requested");
  }

  /** Tells the app that Socket Mode was switched off. */
  disable(): void {
    this.#disconnect("link_disabled");
  }

  #disconnect(reason: string): void {
    for (const connection of this.#connections) {
      connection.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "local" } }));
    }
  }

  /** Cuts every connection without a word. */
  drop(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  /** Ends everything: deliveries that still wait fail, connections are closed politely and cut when that takes long. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, politeMs);
    for (const connection of this.#connections) {
      connection.on("close", () => this.#connections.length === 0 && resolve());
      connection.close(1001);
    }
    if (this.#connections.length === 0) resolve();
    await promise;
    clearTimeout(timer);
    this.drop();
    for (const { settle } of this.#waiting.values()) settle({ ok: false, error: "dispatch_failed" });
    this.#server.close();
  }
}

function envelopeOf(id: string, delivery: Delivery): object {
  return {
    envelope_id: id,
    type: delivery.kind,
    accepts_response_payload: delivery.acceptsAnswer,
    payload: delivery.payload,
    ...(delivery.kind === "events_api" && {
      retry_attempt: delivery.retry?.attempt ?? 0,
      retry_reason: delivery.retry?.reason ?? "",
    }),
  };
}
