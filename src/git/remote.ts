import { resolve } from "node:path";
import { makeProblem, ProblemError } from "../release/problem.ts";

/** Where to fetch from, and how: credentials travel in the environment only, never in arguments or on disk. */
export interface Remote {
  /** What git is given: free of credentials. */
  address: string;
  /** The whole environment of every git process. */
  env: Record<string, string>;
  /** Texts that must never appear in a message. */
  secrets: string[];
}

export type Environment = Record<string, string | undefined>;

/** What git may keep of our own environment: programs, home, keys, proxies and certificates; no `GIT_` setting. */
const inherited = [
  "PATH",
  "HOME",
  "TMPDIR",
  "SSH_AUTH_SOCK",
  "GNUPGHOME",
  "http_proxy",
  "https_proxy",
  "HTTPS_PROXY",
  "no_proxy",
  "NO_PROXY",
  "SSL_CERT_FILE",
];

const hardening: [string, string][] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.quotePath", "false"],
  ["log.showSignature", "false"],
  ["protocol.ext.allow", "never"],
];

/**
 * How a configured location is reached. A token (`SLIPWAY_GIT_TOKEN`, or what the URL carries) is sent as a header to
 * that host alone; an SSH key file is named by `SLIPWAY_GIT_SSH_KEY`. Raises `bad-configuration` for anything but a
 * path, http(s), ssh, git or file.
 */
export function describeRemote(location: string, env: Environment): Remote {
  const { address, credentials } = readLocation(location);
  const token = env["SLIPWAY_GIT_TOKEN"];
  const login = credentials ?? (token ? `x-access-token:${token}` : undefined);
  const header = login ? authorization(address, login) : undefined;
  const secrets = [token, credentials, credentials?.split(":")[1], header?.value.split(" ").at(-1)];
  return {
    address,
    env: {
      ...Object.fromEntries(inherited.flatMap((key) => (env[key] ? [[key, env[key]]] : []))),
      LC_ALL: "C",
      GIT_TERMINAL_PROMPT: "0",
      // Otherwise git hands out a long history commit by commit, and the hand-overs cost more than the reading.
      GIT_FLUSH: "0",
      GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
      GIT_SSH_COMMAND: sshCommand(env["SLIPWAY_GIT_SSH_KEY"]),
      ...configuration(header ? [...hardening, [header.key, header.value]] : hardening),
    },
    secrets: secrets.flatMap((secret) => (secret ? [secret] : [])),
  };
}

/** The text without any of the secrets, nor the credentials of any URL in it. */
export function redact(text: string, secrets: string[]): string {
  const masked = secrets.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  return masked.replace(/\/\/[^/@\s]{1,500}@/g, "//…@");
}

function readLocation(location: string): { address: string; credentials?: string } {
  if (/^[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]/.test(location)) return { address: location };
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(location)) return { address: resolve(location) };
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (!url || !["http:", "https:", "ssh:", "git:", "file:"].includes(url.protocol)) {
    throw new ProblemError(
      makeProblem(
        "bad-configuration",
        "The repository's location is neither a path nor an address that Slipway fetches from.",
        "Use a path, https://…, ssh://… or git@host:path.",
      ),
    );
  }
  if (!url.protocol.startsWith("http") || !url.username) return { address: url.href };
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return { address: url.href, credentials };
}

/** Git sends a header bound to an address to no other, so a redirect cannot carry the token away. */
function authorization(address: string, login: string): { key: string; value: string } | undefined {
  if (!/^https?:/.test(address)) return undefined;
  const url = new URL(address);
  const isPrivate = url.protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (!isPrivate) return undefined;
  const value = `Authorization: Basic ${Buffer.from(login).toString("base64")}`;
  return { key: `http.${url.origin}/.extraHeader`, value };
}

function sshCommand(keyFile: string | undefined): string {
  const options = "ssh -o BatchMode=yes -o ConnectTimeout=10";
  if (!keyFile) return options;
  return `${options} -o IdentitiesOnly=yes -i '${keyFile.replaceAll("'", String.raw`'\''`)}'`;
}

/** Settings by environment outrank every file and show in no process list. */
function configuration(entries: [string, string][]): Record<string, string> {
  const settings: Record<string, string> = { GIT_CONFIG_COUNT: String(entries.length) };
  for (const [index, [key, value]] of entries.entries()) {
    settings[`GIT_CONFIG_KEY_${index}`] = key;
    settings[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return settings;
}
