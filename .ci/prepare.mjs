#!/usr/bin/env node
// Brings a clone to the point where everything runs: the npm packages (Node 24 is one of them) and a redis-server.
// Plain JavaScript without dependencies, because it starts on whatever Node is there. Quick when nothing is to do.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.mjs";
import { findRedisServer } from "./redis.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cache = path.join(root, ".cache");

/** The hash of the lock file that the installed packages were last found to match. */
const stamp = path.join(root, "node_modules", ".slipway-lock");

function main() {
  mkdirSync(cache, { recursive: true });
  if (packagesAreCurrent() && redisIsKnown()) return;
  withLock(path.join(cache, "prepare.lock"), say, () => {
    if (!packagesAreCurrent()) preparePackages();
    if (!redisIsKnown()) writeFileSync(redisNote(), `${findRedisServer(cache, say)}\n`);
  });
}

function packagesAreCurrent() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lockFileHash();
}

function preparePackages() {
  if (!installedMatchesLockFile()) {
    say("installing the npm packages");
    // Not `npm ci`: it refuses a lock file that names the native parts of fewer platforms than there are, and those
    // are pinned by the packages that they belong to. NODE_ENV must not keep the development packages away.
    const args = ["install", "--no-save", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
    const { status } = spawnSync("npm", args, { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Error("`npm install` failed; its words are above");
  }
  writeFileSync(stamp, lockFileHash());
}

/**
 * Compares with the record that npm keeps of what it installed, so that a plain `npm install` is not followed by a
 * needless second one while something else runs in this checkout.
 */
function installedMatchesLockFile() {
  const installed = readPackages(path.join(root, "node_modules", ".package-lock.json"));
  const wanted = readPackages(path.join(root, "package-lock.json"));
  return Object.entries(wanted).every(([where, { version, optional }]) => {
    const found = installed[where];
    return where === "" || (found === undefined ? optional === true : found.version === version);
  });
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

function lockFileHash() {
  return createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
}

function redisNote() {
  return path.join(cache, "redis-server.path");
}

function redisIsKnown() {
  return existsSync(redisNote()) && existsSync(readFileSync(redisNote(), "utf8").trim());
}

function say(line) {
  process.stderr.write(`slipway: ${line}\n`);
}

try {
  main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
