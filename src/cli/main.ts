#!/usr/bin/env node
/** The composition root: the one place that takes up argv, environment, clock and chance. */

import { useTorsionCheck } from "../cose/ed25519.ts"
import { useSha256 } from "../encoding/hash.ts"
import { isTorsionFreeNode } from "../platform/ed25519.ts"
import { sha256Node } from "../platform/sha256.ts"
import { nodeIo } from "./node-io.ts"
import { run } from "./program.ts"

useSha256(sha256Node)
useTorsionCheck(isTorsionFreeNode)
process.exitCode = await run(process.argv.slice(2), nodeIo())
