import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    maxConcurrency: 16,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
