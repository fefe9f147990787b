import { z } from "zod";

/** Sentinels, the name under which they know a master, and what opens them and it. */
export interface SentinelAddress {
  sentinels: { host: string; port: number }[];
  name: string;
  /** Whether to talk TLS, to the sentinels and to the master. */
  tls: boolean;
  username?: string;
  password?: string;
  db?: number;
  sentinelUsername?: string;
  sentinelPassword?: string;
}

/** One server, or the sentinels that know which server it is now. */
export type RedisAddress = { url: string } | SentinelAddress;

const single = z.url({ protocol: /^rediss?$/u });
const usualPort = 26_379;
const options = z.strictObject({
  sentinel_username: z.string().exactOptional(),
  sentinel_password: z.string().exactOptional(),
});

const cluster = /^rediss?[+-]cluster:/iu;
const ofSentinels =
  /^(?<scheme>rediss?)\+sentinel:\/\/(?:(?<user>[^@/?#]*)@)?(?<hosts>[^@/?#]*)(?:\/(?<name>[^/?#]*))?(?:\/(?<db>\d*))?(?:\?(?<query>[^#]*))?$/u;
const oneHost = /^(?:\[(?<six>[\da-f:.]+)\]|(?<host>[^\s:[\]]+))(?::(?<port>\d{1,5}))?$/iu;

/**
 * Reads the address of a Redis: `redis://` or `rediss://` for one server, or sentinels as other programs write them,
 * `redis+sentinel://[user:password@]host[:port][,host[:port]…]/name[/db]`. Answers words about what is wrong with it
 * otherwise; none of them repeats a part of it.
 */
export function readRedisAddress(text: string): RedisAddress | string {
  if (cluster.test(text)) return "It is the address of a Redis Cluster, which Slipway does not use.";
  if (single.safeParse(text).success) return { url: text };
  const parts = ofSentinels.exec(text)?.groups;
  if (!parts) return "It is not the address of a Redis or of sentinels.";
  try {
    return readSentinels(parts);
  } catch {
    return "It has a % that begins no character; write % itself as %25.";
  }
}

/** The passwords in an address, which nobody may read in a log. */
export function passwordsIn(address: RedisAddress): string[] {
  if (!("url" in address))
    return [address.password, address.sentinelPassword].filter((one) => one !== undefined);
  const written = new URL(address.url).password;
  return written === "" ? [] : [written, decoded(written)];
}

function readSentinels(parts: Record<string, string | undefined>): SentinelAddress | string {
  const { scheme, user = "", hosts = "", name = "", db = "", query = "" } = parts;
  if (name === "") return "It does not say by which name the sentinels know the master.";
  const sentinels = hosts.split(",").map(readHost);
  if (!sentinels.every((host) => host !== undefined))
    return "One of its sentinels is not written as host:port.";
  const opened = options.safeParse(Object.fromEntries(new URLSearchParams(query)));
  if (!opened.success) return "It has options other than sentinel_username and sentinel_password.";
  const { sentinel_username: sentinelUsername, sentinel_password: sentinelPassword } = opened.data;
  return {
    sentinels,
    name: decodeURIComponent(name),
    tls: scheme === "rediss",
    ...readUser(user),
    ...(db !== "" && { db: Number(db) }),
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
  };
}

function readHost(text: string): { host: string; port: number } | undefined {
  const parts = oneHost.exec(text)?.groups;
  const host = parts?.["six"] ?? parts?.["host"];
  const port = Number(parts?.["port"] ?? usualPort);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

function readUser(text: string): Pick<SentinelAddress, "username" | "password"> {
  const colon = text.indexOf(":");
  const [username, password] = colon === -1 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
  return {
    ...(username !== "" && { username: decodeURIComponent(username) }),
    ...(password !== "" && { password: decodeURIComponent(password) }),
  };
}

/** As it was meant, where it was written for an address; whoever wrote a % as it is meant just that. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
