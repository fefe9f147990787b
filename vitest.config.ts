import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    maxConcurrency: 16,
    // Machines that build are noisy: what kills and freezes processes may meet a stall once. Twice is a fault.
    retry: process.env["CI"] === undefined ? 0 : 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A CommonJS file's default import is what Node gives.
    deps: { interopDefault: false },
  },
});
