/** The courier's phone: what I hold, give, receive, and the states of it; everything works without network. */

import { useEffect, useRef, useState } from "preact/hooks"
import { only } from "../device/shelf.ts"
import { type Fault, faultOf, feel, network, type Props, type View } from "./courier-act.ts"
import { broughtByLink, Enrol } from "./courier-enrol.tsx"
import { Home } from "./courier-home.tsx"
import { keepPages } from "./courier-offline.ts"
import { type Opened, openPhone, usePhone } from "./courier-phone.ts"
import { Bottom } from "./courier-things.tsx"
import { type CourierWords, loadWords } from "./courier-words.ts"
import { type PageProps, servedSample, show } from "./shell.tsx"

type Page = PageProps<CourierWords>

function Courier({ words, language }: Page) {
  const opened = usePhone()
  if (opened === undefined) return <h1>{words.loading}</h1>
  if (opened instanceof Error)
    return (
      <>
        <h1>{words.title}</h1>
        <p class="state bad">{words.cannotKeep}</p>
      </>
    )
  return <InHand words={words} language={language} opened={opened} />
}

function InHand({ words, language, opened }: Page & { readonly opened: Opened }) {
  const [brought] = useState(broughtByLink)
  const isAnew = opened.kept.self !== undefined && brought instanceof Uint8Array
  const [view, setView] = useState<View>(
    isAnew ? { at: "enrol", message: brought } : { at: "home" },
  )
  const [fault, setFault] = useState<Fault>()
  const [isBusy, setBusy] = useState(false)
  const hasNetwork = useNetwork(opened)
  const go = (next: View): void => {
    setFault(undefined)
    setView(next)
    scrollTo(0, 0)
    document.querySelector<HTMLElement>("main")?.focus()
  }
  const act: Props["act"] = async (step) => {
    setBusy(true)
    setFault(undefined)
    try {
      return await opened.phone.alone(step)
    } catch (error) {
      setFault(faultOf(error))
      feel("bad")
      return undefined
    } finally {
      await opened.reread()
      setBusy(false)
    }
  }
  const props: Props = { ...opened, words, language, go, act, isBusy }
  return (
    <div class="courier">
      {fault !== undefined && (
        <p role="alert" class="state bad">
          <span class="icon" aria-hidden="true">
            ✕
          </span>
          {words.faults[fault]}
        </p>
      )}
      {opened.kept.self === undefined ? (
        <Enrol {...props} brought={brought} />
      ) : (
        <Shown {...props} view={view} />
      )}
      {!hasNetwork && <p class="soft">{words.noNetwork}</p>}
    </div>
  )
}

/** The first screen is there at once, the others a moment later. */
function Shown({ view, ...props }: Props & { readonly view: View }) {
  const [further, setFurther] = useState<Further>()
  const isMissing = further === undefined
  useEffect(() => {
    if (isMissing) loadFurther().then(setFurther, () => {})
  }, [isMissing, view])
  if (view.at === "home") return <Home {...props} />
  if (further === undefined)
    return (
      <>
        <h1>{props.words.loading}</h1>
        <Bottom>
          <button type="button" onClick={() => props.go({ at: "home" })}>
            {props.words.back}
          </button>
        </Bottom>
      </>
    )
  return <further.Screen {...props} view={view} />
}

const loadFurther = () => import("./courier-screen.tsx")
type Further = Awaited<ReturnType<typeof loadFurther>>

/** Milliseconds between two visits to the ledger: soon while it owes an answer or a proof, which takes a publication. */
const visitEvery = { owing: 3000, quiet: 20_000 } as const

/** Meets the ledger when there is something to deliver, when network comes, and now and then. */
function useNetwork({ phone, kept, reread }: Opened): boolean {
  const [hasNetwork, setNetwork] = useState(navigator.onLine)
  const isMeeting = useRef(false)
  const isEnrolled = kept.self !== undefined
  const papers = kept.papers.size
  const isOwing = [...kept.papers.values()].some(
    ({ said, proof }) => said.state !== "refused" && proof === null,
  )
  useEffect(() => {
    if (!isEnrolled) return
    const meet = async (): Promise<void> => {
      setNetwork(navigator.onLine)
      if (isMeeting.current || !navigator.onLine) return
      isMeeting.current = true
      try {
        await (await network()).meetLedger(phone)
      } catch (error) {
        if (faultOf(error) === "offline") setNetwork(false)
      } finally {
        isMeeting.current = false
        await reread()
      }
    }
    const visit = (): void => void meet()
    visit()
    const timer = setInterval(visit, isOwing ? visitEvery.owing : visitEvery.quiet)
    addEventListener("online", visit)
    addEventListener("offline", visit)
    return () => {
      clearInterval(timer)
      removeEventListener("online", visit)
      removeEventListener("offline", visit)
    }
  }, [phone, isEnrolled, papers, isOwing])
  return hasNetwork
}

/** A phone without network knows by itself that its ledger is a sample. */
async function isSample(): Promise<boolean> {
  const self = await (await openPhone()).shelf.get("self", only)
  if (self !== undefined) return self.origin.startsWith("sample.invalid/")
  return servedSample()
}

void keepPages()
show("courier", loadWords, Courier, isSample)
