import { defineConfig } from "vitest/config"

const patience = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // Not one less than the cores, as by default: on two cores that is half of them.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/web/**"],
          // One copy of the program for all files of a worker, as users have it: a third less time than a fresh one for each.
          isolate: false,
          ...patience,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/web/**/*.test.ts"],
          // Builds the pages, finds a browser, makes one sample ledger: for all of these tests together.
          globalSetup: ["test/support/browser-setup.ts"],
          // A browser is several processes already.
          fileParallelism: false,
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
