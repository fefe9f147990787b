import { spawnSync } from "node:child_process";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

const byHand = "install Redis 7 or newer, for example with: sudo apt-get install -y redis-server";

/**
 * The path of a redis-server that runs here: the one on the PATH, else from the system's package manager (as root on
 * Debian and its relatives), else Debian's package unpacked below `cache`. Raises an error that names the command to type.
 */
export function findRedisServer(cache, say) {
  const found = onPath("redis-server");
  if (found) return found;
  if (!onPath("apt-get")) throw new Error(`redis-server is missing; ${byHand}`);
  const installed = process.getuid?.() === 0 ? install(say) : undefined;
  return installed ?? unpack(path.join(cache, "redis"), say);
}

function onPath(program) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, program)).find((file) => isExecutable(file));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs for the whole system, and sees to it that the package's own service does not run because of us. */
function install(say) {
  say("installing redis-server with apt-get");
  const policy = "/usr/sbin/policy-rc.d";
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const wanted = ["install", "-y", "--no-install-recommends", "redis-server"];
    if (!run("apt-get", wanted) && !(run("apt-get", ["update"]) && run("apt-get", wanted))) return undefined;
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
  if (existsSync("/run/systemd/system")) run("systemctl", ["disable", "--now", "redis-server"]);
  return onPath("redis-server");
}

/** Debian's redis-server is a link into redis-tools; the libraries are the ones that the two link to beyond libc. */
const redisPackages = ["redis-server", "redis-tools"];

function unpack(folder, say) {
  say(`unpacking Debian's redis-server into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const apt = aptOptions(folder);
  fetchInto(folder, [...redisPackages, ...librariesOf(redisPackages, apt)], apt);
  const wrapper = writeWrapper(folder);
  const { status, stderr } = spawnSync(wrapper, ["--version"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the unpacked redis-server does not start (${stderr.trim()}); ${byHand}`);
  return wrapper;
}

/** The system's package lists where they know redis-server, else lists of our own, which need no root to update. */
function aptOptions(folder) {
  if (run("apt-cache", ["show", "redis-server"])) return [];
  const state = path.join(folder, "apt");
  mkdirSync(path.join(state, "lists", "partial"), { recursive: true });
  mkdirSync(path.join(state, "cache", "archives", "partial"), { recursive: true });
  const own = ["-o", `Dir::State::lists=${state}/lists`, "-o", `Dir::Cache=${state}/cache`];
  run("apt-get", ["update", ...own]);
  return own;
}

function librariesOf(packages, apt) {
  const { stdout } = spawnSync("apt-cache", [...apt, "depends", "--important", ...packages], {
    encoding: "utf8",
  });
  const names = [...(stdout ?? "").matchAll(/Depends: (lib[^\s<>]+)/g)].map((match) => match[1]);
  // The C library must stay the system's own: its loader and it belong together.
  return [...new Set(names)].filter((name) => !name.startsWith("libc6"));
}

function fetchInto(folder, packages, apt) {
  const { status, stderr } = spawnSync("apt-get", [...apt, "download", ...packages], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`redis-server could not be downloaded (${lastLine(stderr)}); ${byHand}`);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
    if (!run("dpkg-deb", ["-x", path.join(folder, file), folder])) {
      throw new Error(`${file} could not be unpacked; ${byHand}`);
    }
    rmSync(path.join(folder, file));
  }
}

/** Finds its libraries beside itself, so that it still works when the checkout moves. */
function writeWrapper(folder) {
  const wrapper = path.join(folder, "redis-server");
  const script = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
libraries=$(echo "$here"/usr/lib/*-linux-gnu* "$here"/lib/*-linux-gnu* | tr ' ' ':')
LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/usr/bin/redis-server" "$@"
`;
  writeFileSync(wrapper, script);
  chmodSync(wrapper, 0o755);
  return wrapper;
}

function lastLine(text) {
  return (text ?? "").trim().split("\n").at(-1) ?? "";
}

function run(program, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(program, args, { env, stdio: "ignore" }).status === 0;
}
