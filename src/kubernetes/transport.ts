import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Connection } from "./connection.ts";

/** One HTTP exchange with an API server. */
export interface Exchange {
  method: "GET" | "PATCH" | "POST" | "DELETE";
  /** Path and query, from the server's root. */
  path: string;
  body?: string;
  contentType?: string;
  /** Milliseconds until it is given up, the answer's last byte included. */
  timeout: number;
  signal?: AbortSignal;
}

export interface Answer {
  status: number;
  /** Seconds that the server asks to wait. */
  retryAfter?: number;
  text: string;
}

/** A connection in use, with its sockets kept for the next exchange. */
export interface Line {
  connection: Connection;
  agent: http.Agent | https.Agent;
}

/** Prepares sockets for a connection; nothing is sent yet. `close` on the agent lets them go. */
export function openLine(connection: Connection): Line {
  const { ca, cert, key, serverName, insecure, proxy } = connection;
  const proxied = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const common = { keepAlive: true, maxSockets: 64, ...proxied };
  if (connection.server.startsWith("http:")) return { connection, agent: new http.Agent(common) };
  const agent = new https.Agent({
    ...common,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
    rejectUnauthorized: !insecure,
  });
  return { connection, agent };
}

/** Sends a request and reads the whole answer. Rejects when no complete answer came within the time. */
export async function exchange(line: Line, request: Exchange): Promise<Answer> {
  const response = await begin(line, request);
  response.setEncoding("utf8");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  const retryAfter = Number(response.headers["retry-after"]);
  return { status: response.statusCode ?? 0, text, ...(retryAfter >= 0 && { retryAfter }) };
}

/** Sends a request and yields the answer's lines as they come; a status other than 200 rejects. */
export async function* streamLines(line: Line, request: Exchange): AsyncGenerator<string> {
  const response = await begin(line, request);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`the watch was answered with ${response.statusCode}`);
  }
  response.setEncoding("utf8");
  let rest = "";
  for await (const chunk of response) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((text) => text !== "");
  }
}

function begin(line: Line, request: Exchange): Promise<IncomingMessage> {
  const { connection, agent } = line;
  const limit = AbortSignal.timeout(request.timeout);
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
  const headers: Record<string, string> = { ...connection.headers, Accept: "application/json" };
  if (request.body !== undefined) {
    headers["Content-Type"] = request.contentType ?? "application/json";
    headers["Content-Length"] = String(Buffer.byteLength(request.body));
  }
  const send = connection.server.startsWith("http:") ? http.request : https.request;
  return new Promise((resolve, reject) => {
    const options = { method: request.method, agent, headers, signal };
    const call = send(connection.server + request.path, options, resolve);
    call.on("error", reject);
    call.end(request.body);
  });
}
