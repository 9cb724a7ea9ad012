/** The first screen: three doors, and on a sample ledger something to try behind each. */

import { useEffect, useState } from "preact/hooks"
import type { HomeWords } from "./en-home.ts"
import { fetchGuide, type Guide } from "./guide.ts"
import { LostPhone } from "./home-lost.tsx"
import { type PageProps, pathOf, show } from "./shell.tsx"
import { localeOf, type Wording, type WordsOf } from "./words.ts"

const load: WordsOf<Wording<HomeWords>> = {
  en: () => import("./en-home.ts"),
  da: () => import("./da-home.ts"),
  sv: () => import("./sv-home.ts"),
  nb: () => import("./nb-home.ts"),
}

type Props = PageProps<Wording<HomeWords>>

function Home({ words, language }: Props) {
  const [guide, setGuide] = useState<Guide>()
  useEffect(() => {
    // Without an answer the doors are there all the same.
    fetchGuide().then(setGuide, () => {})
  }, [])
  return (
    <>
      <h1>{words.title}</h1>
      <p>{words.promise}</p>
      <ul class="cards">
        <Door href={pathOf.courier} {...words.courier} />
        <Door href={pathOf.insurer} {...words.insurer} />
        <Door href={pathOf.auditor} {...words.auditor} />
      </ul>
      <p>
        {words.file} <a href={pathOf.verify}>{words.verify}</a>
      </p>
      <LostPhone words={words.lost} />
      {guide !== undefined && guide.phones.length > 1 && <TwoPhones words={words} guide={guide} />}
      {guide !== undefined && <Cases words={words} language={language} guide={guide} />}
    </>
  )
}

type DoorProps = { readonly href: string; readonly name: string; readonly what: string }

const Door = ({ href, name, what }: DoorProps) => (
  <li class="card">
    <h2>
      <a href={href}>{name}</a>
    </h2>
    <p>{what}</p>
  </li>
)

type Guided = Pick<Props, "words"> & { readonly guide: Guide }

/** Two windows of one browser are two phones: each keeps what it holds under a name of its own. */
function TwoPhones({ words, guide }: Guided) {
  return (
    <section class="card">
      <h2>{words.phones.title}</h2>
      <ol>
        {words.phones.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="choices">
        {guide.phones.map(({ name, text }, i) => (
          <a
            key={name}
            class="button main"
            href={`${pathOf.courier}?phone=${i + 1}#enrol=${encodeURIComponent(text)}`}
            target={`kvitto-phone-${i + 1}`}
            rel="opener"
          >
            {words.phones.open(i + 1, name)}
          </a>
        ))}
      </p>
    </section>
  )
}

function Cases({ words, language, guide }: Guided & Pick<Props, "language">) {
  const time = new Intl.DateTimeFormat(localeOf[language], {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  })
  // In the order of the words, which begin with the one to begin with.
  const told = Object.entries(words.cases.each).flatMap(([name, what]) => {
    const asked = guide.cases.find((each) => each.name === name)
    return asked === undefined ? [] : [{ ...asked, what }]
  })
  if (told.length === 0) return null
  return (
    <section>
      <h2>{words.cases.title}</h2>
      <p>{words.cases.intro}</p>
      <ul class="cards">
        {told.map(({ what, item, at }) => (
          <li key={item + at} class="card">
            <p>{what}</p>
            <a class="button" href={`${pathOf.insurer}?item=${item}&at=${encodeURIComponent(at)}`}>
              {words.cases.ask(time.format(new Date(at)))}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

show("home", load, Home)
