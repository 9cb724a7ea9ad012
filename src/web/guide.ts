/** What the server of a sample ledger shows a newcomer; read strictly, as everything that comes over the wire. */

export type Guide = {
  readonly cases: readonly { readonly name: string; readonly item: string; readonly at: string }[]
  readonly phones: readonly { readonly name: string; readonly text: string }[]
}

const isText = (value: unknown): value is string => typeof value === "string"

/** Undefined where the ledger is no sample. Throws where nobody answers. */
export async function fetchGuide(): Promise<Guide | undefined> {
  const reply = await fetch("/sample")
  if (!reply.ok) return undefined
  const body = (await reply.json()) as { readonly cases?: unknown; readonly phones?: unknown }
  const cases = Object.entries((body.cases ?? {}) as Readonly<Record<string, unknown>>)
  const phones = Array.isArray(body.phones) ? (body.phones as readonly unknown[]) : []
  return {
    cases: cases.flatMap(([name, value]) => {
      const { item, at } = (value ?? {}) as { readonly item?: unknown; readonly at?: unknown }
      return isText(item) && /^[0-9a-f]{64}$/.test(item) && isText(at) ? [{ name, item, at }] : []
    }),
    phones: phones.flatMap((value) => {
      const { name, text } = (value ?? {}) as { readonly name?: unknown; readonly text?: unknown }
      return isText(name) && isText(text) ? [{ name, text }] : []
    }),
  }
}
