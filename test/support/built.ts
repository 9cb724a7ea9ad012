/** The program as `npm run build` makes it, in a folder of its own, so that a test never runs what lies in `dist`. */

import { execFile } from "node:child_process"
import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

export const repository = fileURLToPath(new URL("../..", import.meta.url))

/** The folder that it was built in; the command is `dist/cli/main.js` below it. */
export async function builtProgram(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kvitto-built-"))
  await mkdir(join(folder, "dist"))
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"))
  await writeFile(join(folder, "package.json"), '{"type":"module"}')
  const compiler = join(repository, "node_modules/.bin/tsc")
  const project = join(repository, "tsconfig.build.json")
  const flags = ["-p", project, "--outDir", join(folder, "dist"), "--noCheck"]
  await promisify(execFile)(compiler, flags)
  return folder
}
