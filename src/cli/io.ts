/** Everything outside that a command may touch beside files: streams, clock, chance, a person, signals. */

export type Io = {
  /** Standard output: what was asked for, and nothing else. Resolves when the stream takes more. */
  readonly out: (chunk: string | Uint8Array) => Promise<void>
  /** Standard error: whatever is said about it. */
  readonly err: (text: string) => void
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  /** Milliseconds since 1970, and minutes east of UTC. */
  readonly clock: () => { readonly at: number; readonly offset: number }
  readonly random: (length: number) => Uint8Array
  /** One line typed without being shown; undefined where nobody sits at a terminal. */
  readonly askSecret: (question: string) => Promise<string | undefined>
  /** Resolves when the program is asked to stop (SIGINT, SIGTERM). */
  readonly asked: () => Promise<void>
  /** Starts this program once more, beside this one; resolves when it has said its first words on standard output. */
  readonly startBeside: (argv: readonly string[]) => Promise<Beside>
}

/** `stop` asks it to stop and waits until it has. It stops by itself when this program ends. */
export type Beside = { readonly stop: () => Promise<void> }
