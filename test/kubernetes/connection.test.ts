import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { findConnection } from "../../src/kubernetes/connection.ts";

let folder: string;
let kubeconfig: string;

/** What a credential plug-in prints. */
const credential = JSON.stringify({
  apiVersion: "client.authentication.k8s.io/v1",
  kind: "ExecCredential",
  status: { token: "from-the-plug-in" },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-test-"));
  kubeconfig = join(folder, "kubeconfig");
  const pem = Buffer.from("-----BEGIN CERTIFICATE-----").toString("base64");
  const users = [
    { name: "token", user: { token: "secret" } },
    { name: "basic", user: { username: "ann", password: "pass" } },
    { name: "certificate", user: { "client-certificate-data": pem, "client-key-data": pem } },
    {
      name: "plug-in",
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "echo",
          args: [credential],
          interactiveMode: "Never",
        },
      },
    },
  ];
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "token",
    clusters: [
      {
        name: "c",
        cluster: {
          server: "https://k8s.example/",
          "tls-server-name": "api",
          "certificate-authority-data": pem,
        },
      },
    ],
    contexts: users.map(({ name }) => ({ name, context: { cluster: "c", user: name } })),
    users,
  };
  await writeFile(kubeconfig, stringify(config));
});
afterAll(() => rm(folder, { recursive: true }));

describe.concurrent("the connection of a context", () => {
  test.each([
    ["token", { headers: { Authorization: "Bearer secret" } }],
    ["basic", { headers: { Authorization: `Basic ${Buffer.from("ann:pass").toString("base64")}` } }],
    ["certificate", { cert: "-----BEGIN CERTIFICATE-----", key: "-----BEGIN CERTIFICATE-----" }],
    ["plug-in", { headers: { Authorization: "Bearer from-the-plug-in" } }],
  ])("with a %s", async (context, expected) => {
    const connection = await findConnection({ target: { context }, kubeconfig });
    expect(connection).toMatchObject(expected);
    expect(connection).toMatchObject({
      server: "https://k8s.example",
      serverName: "api",
      insecure: false,
      ca: "-----BEGIN CERTIFICATE-----",
    });
  });

  test("that is not there is a problem that names those that are", async () => {
    await expect(findConnection({ target: { context: "typo" }, kubeconfig })).rejects.toMatchObject({
      problem: { code: "cluster-unavailable", what: expect.stringMatching(/"typo".*token, basic/) },
    });
  });

  test("from a file that is not there is a problem", async () => {
    const question = { target: { context: "token" }, kubeconfig: join(folder, "none") };
    await expect(findConnection(question)).rejects.toMatchObject({
      problem: { code: "cluster-unavailable", what: expect.stringMatching(/no such file/) },
    });
  });
});
