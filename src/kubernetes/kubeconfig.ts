import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Connection, ConnectionAnswer, ConnectionQuestion } from "./connection.ts";

/**
 * Finds out how to reach a cluster (kubeconfig with its certificates, tokens and credential plug-ins, or the service
 * account of the pod) and prints it as one line of JSON, a `ConnectionAnswer`. Meant for a process of its own: the
 * library behind it takes much memory and most of a second, which nobody should pay for as long as Slipway lives.
 */
export async function printConnection(question: ConnectionQuestion): Promise<void> {
  const answer = await answerTo(question);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function answerTo(question: ConnectionQuestion): Promise<ConnectionAnswer> {
  try {
    return { connection: await connect(question) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function connect({ target, kubeconfig }: ConnectionQuestion): Promise<Connection> {
  const config = new KubeConfig();
  if ("inCluster" in target) config.loadFromCluster();
  else if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  if ("context" in target) useContext(config, target.context);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error("the kubeconfig names no cluster for this context");
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return {
    server: cluster.server.replace(/\/+$/, ""),
    insecure: cluster.skipTLSVerify,
    headers: headersOf(options),
    ...pem("ca", options.ca),
    ...pem("cert", options.cert),
    ...pem("key", options.key),
    ...(cluster.tlsServerName !== undefined && { serverName: cluster.tlsServerName }),
    ...(cluster.proxyUrl !== undefined && { proxy: cluster.proxyUrl }),
  };
}

function useContext(config: KubeConfig, context: string): void {
  const known = config.getContexts().map(({ name }) => name);
  if (!known.includes(context)) {
    throw new Error(`the kubeconfig has no context "${context}", it has ${known.join(", ") || "none"}`);
  }
  config.setCurrentContext(context);
}

function headersOf(options: RequestOptions): Record<string, string> {
  const headers = Object.entries(options.headers ?? {}).map(([name, value]) => [name, String(value)]);
  const basic = options.auth
    ? { Authorization: `Basic ${Buffer.from(options.auth).toString("base64")}` }
    : {};
  return { ...Object.fromEntries(headers), ...basic };
}

function pem(name: "ca" | "cert" | "key", value: unknown): Partial<Record<"ca" | "cert" | "key", string>> {
  if (typeof value === "string") return { [name]: value };
  return Buffer.isBuffer(value) ? { [name]: value.toString("utf8") } : {};
}
