import { describe, expect, it } from "vitest"
import { buildApp } from "../../src/server/app.ts"
import { fakeLedger, itemId } from "./fake-ledger.ts"
import { refusals, replay, script } from "./transcript.ts"

const a = itemId("a")

describe("reading", () => {
  it("answers what the ledger has", async () => {
    const written = script(`
      > GET /health
      200 application/json; charset=utf-8
      {"ok":true}
      > GET /v1/about
      200 application/json; charset=utf-8
      {"origin":"ledger.example/fake","sample":false,"size":0,"published":0,"checkpointKey":"ledger.example/fake+00000000+AAAA"}
      > HEAD /v1/about
      200 application/json; charset=utf-8
      > GET /v1/checkpoint
      200 text/plain; charset=utf-8
      ledger.example/fake
      0

      — note
      > GET /v1/checkpoint/cosigned
      200 text/plain; charset=utf-8
      ledger.example/fake
      0

      — cosigned note
      > GET /v1/policy
      200 text/plain; charset=utf-8
      log ledger.example/fake+00000000+AAAA
      quorum none
      > GET /v1/witnesses
      200 application/json; charset=utf-8
      {"witnesses":[{"name":"anna","url":"http://127.0.0.1:1/","size":3,"at":1767225600000,"fault":null},{"name":"bert","url":null,"size":null,"at":null,"fault":"no answer came"}],"cosigned":3,"replayed":null,"lacking":[{"size":4,"cosigned":["anna"]}]}
      > GET /v1/entries/1
      200 application/cbor
      a001
      > GET /v1/entries/1/tlog-proof
      200 text/plain; charset=utf-8
      c2sp.org/tlog-proof@v1
      index 1
      > GET /v1/entries/1/tlog-proof?wait=30
      200 text/plain; charset=utf-8
      c2sp.org/tlog-proof@v1
      index 1
      > GET /v1/entries/1/cose-receipt
      200 application/cose; cose-type="cose-sign1"
      d201
      > HEAD /v1/entries/1
      200 application/cbor
      > GET /v1/items?limit=2
      200 application/json; charset=utf-8
      {"items":[{"id":"aaaaaa…","status":"held","identifiers":["bag a"]},{"id":"bbbbbb…","status":"held","identifiers":["bag b"]}]}
      > GET /v1/items?after=${itemId("b")}
      200 application/json; charset=utf-8
      {"items":[{"id":"cccccc…","status":"held","identifiers":["bag c"]}]}
      > GET /v1/names?limit=1
      200 application/json; charset=utf-8
      {"names":[{"type":"party","id":"111111…","name":"Havnetorvet","form":"organisation"}]}
      > GET /v1/names?after=${itemId("1")}
      200 application/json; charset=utf-8
      {"names":[{"type":"key","id":"222222…","name":null,"party":"111111…","person":null,"rights":"sign","assurance":2,"revoked":false}]}
      > GET /v1/holdings?party=${itemId("3")}
      200 application/json; charset=utf-8
      {"items":[{"item":"bbbbbb…","status":"held","goods":"cash","container":false,"owner":null,"within":null,"holder":"333333…","key":"222222…","person":null,"place":null,"receipt":"444444…","since":1767225600000,"contract":null,"identifiers":["bag b"],"value":{"currency":"DKK","minor":90000}}]}
      > GET /v1/holdings?identifier=bag%20b&after=${itemId("b")}
      200 application/json; charset=utf-8
      {"items":[]}
      > GET /v1/findings?limit=1
      200 application/json; charset=utf-8
      {"findings":[{"rule":"33-4","source":"003","section":"§33","force":"skal","severity":"violation","outcome":"broken","statement":"444444…","edition":1,"sentence":{"say":"rule.33-4","values":{}},"items":["aaaaaa…"]}],"items":1,"next":"bbbbbb…"}
      > GET /v1/findings?after=${itemId("b")}
      200 application/json; charset=utf-8
      {"findings":[],"items":0,"next":null}
      > GET /v1/books
      200 application/json; charset=utf-8
      {"size":3,"balances":[{"owner":null,"currency":"DKK","taken":900,"closed":100,"held":700,"difference":-100}],"differences":[{"kind":"count","item":"aaaaaa…","owner":null,"currency":"DKK","expected":900,"found":800,"by":{"statement":"444444…","party":null,"person":null,"key":"222222…"},"since":[{"statement":"444444…","party":null,"person":null,"key":"222222…"}],"reported":true}],"differing":1}
      > GET /v1/items/${a}/history
      200 application/json; charset=utf-8
      {"indexes":[4,7]}
      > GET /v1/items/${itemId("b")}/history
      200 application/json; charset=utf-8
      {"indexes":[]}
      > GET /v1/proofs/inclusion?index=1&size=3
      200 application/json; charset=utf-8
      {"hashes":["LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE="]}
      > GET /v1/proofs/consistency?from=1&to=3
      200 application/json; charset=utf-8
      {"hashes":[]}

      # A question about one time, and about a span of time.
      > GET /v1/items/${a}/bundle?at=2026-01-01T00:00:00Z
      200 application/vnd.kvitto.bundle
      content-disposition: attachment; filename="aaaaaaaaaaaaaaaa.kvitto"
      unit from 1767225600000 to 1767225600000
      > GET /v1/items/${a}/bundle?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:01.500Z&scope=contents
      200 application/vnd.kvitto.bundle
      content-disposition: attachment; filename="aaaaaaaaaaaaaaaa.kvitto"
      contents from 1767225600000 to 1767225601500
    `)
    expect(await replay(buildApp(fakeLedger()), written)).toBe(written)
  })

  it("says what it does not have", async () => {
    expect(
      await refusals(`
      GET /v1/entries/3
      GET /v1/entries/3/tlog-proof
      GET /v1/entries/3/tlog-proof?wait=0
      GET /v1/entries/3/cose-receipt
      GET /v1/statements/${a}
      GET /v1/items/${itemId("b")}/bundle?at=2026-01-01T00:00:00Z
      GET /v1/proofs/inclusion?index=3&size=3
      GET /v1/proofs/consistency?from=1&to=2
      GET /v1/nothing
      GET /v1/about/
      GET /V1/about
      GET /v1/entries/${"1".repeat(128)}
      POST /v1/publish
    `),
    ).toBe(
      script(`
      404 not-found: no entry 3
      404 not-found: no checkpoint with a quorum holds an entry 3
      404 not-found: no checkpoint with a quorum holds an entry 3
      404 not-found: no checkpoint with a quorum holds an entry 3
      404 not-found: no statement aaaaaa…
      404 not-found: nothing published touches item bbbbbb…
      404 not-found: no proof of 3 in a published 3
      404 not-found: no proof from 1 to 2 as published
      404 no-such-path: GET /v1/nothing
      404 no-such-path: GET /v1/about/
      404 no-such-path: GET /V1/about
      400 bad-request: '/v1/entries/111111…111111…' is exceeding the max param length
      404 no-such-path: POST /v1/publish
    `),
    )
  })

  it("reads one spelling of everything, and drops nothing that it does not know", async () => {
    expect(
      await refusals(`
      GET /v1/entries/01
      GET /v1/entries/01/tlog-proof
      GET /v1/entries/1/tlog-proof?wait=31
      GET /v1/entries/1/tlog-proof?wait=1.5
      GET /v1/entries/1/tlog-proof?wait=1&wait=1
      GET /v1/entries/1/cose-receipt?wait=1
      GET /v1/entries/1/cose-receipt?size=3
      GET /tile/0/000.p/3?x=1
      GET /v1/entries/-1
      GET /v1/entries/1.0
      GET /v1/entries/1e2
      GET /v1/entries/+1
      GET /v1/entries/%201
      GET /v1/entries/9007199254740993
      GET /v1/entries/%zz
      GET /v1/statements/${a.slice(1)}
      GET /v1/statements/${a.toUpperCase()}
      GET /v1/about?x=1
      GET /health?deep=yes
      GET /docs?q
      GET /v1/items?limit=0
      GET /v1/items?limit=1001
      GET /v1/items?limit=
      GET /v1/items?limit=1&limit=2
      GET /v1/items?after=x
      GET /v1/items?__proto__=1
      GET /v1/names?limit=1001
      GET /v1/names?type=party
      GET /v1/holdings?limit=201
      GET /v1/holdings?limit=0
      GET /v1/holdings?party=x
      GET /v1/holdings?key=
      GET /v1/holdings?status=lost
      GET /v1/holdings?identifier=
      GET /v1/holdings?identifier=${"9".repeat(257)}
      GET /v1/holdings?identifier=1&identifier=2
      GET /v1/holdings?who=1
      GET /v1/findings?limit=51
      GET /v1/findings?rule=33-4
      GET /v1/books?limit=1001
      GET /v1/books?after=1
      GET /v1/proofs/inclusion?index=1
      GET /v1/proofs/inclusion?index=1&size=3&size=3
      POST /v1/parcels?x=1 application/cbor ok
    `),
    ).toBe(
      script(`
      400 bad-request: path: expected index to be a decimal number of at most 15 digits
      400 bad-request: path: expected index to be a decimal number of at most 15 digits
      400 bad-request: query: expected wait from 0 to 30, got 31
      400 bad-request: query: expected wait to be a decimal number of at most 15 digits
      400 bad-request: query: expected wait once
      400 bad-request: query: unknown parameter "wait"
      400 bad-request: query: unknown parameter "size"
      400 bad-request: query: unknown parameter "x"
      400 bad-request: path: expected index to be a decimal number of at most 15 digits
      400 bad-request: path: expected index to be a decimal number of at most 15 digits
      400 bad-request: path: expected index to be a decimal number of at most 15 digits
      400 bad-request: path: expected index to be a decimal number of at most 15 digits
      400 bad-request: path: expected index to be a decimal number of at most 15 digits
      400 bad-request: path: expected index to be a decimal number of at most 15 digits
      400 bad-request: '/v1/entries/%zz' is not a valid url component
      400 bad-request: path: expected id to be 64 lower-case hexadecimal digits
      400 bad-request: path: expected id to be 64 lower-case hexadecimal digits
      400 bad-request: query: unknown parameter "x"
      400 bad-request: query: unknown parameter "deep"
      400 bad-request: query: unknown parameter "q"
      400 bad-request: query: expected limit from 1 to 1000, got 0
      400 bad-request: query: expected limit from 1 to 1000, got 1001
      400 bad-request: query: expected limit to be a decimal number of at most 15 digits
      400 bad-request: query: expected limit once
      400 bad-request: query: expected after to be 64 lower-case hexadecimal digits
      400 bad-request: query: unknown parameter "__proto__"
      400 bad-request: query: expected limit from 1 to 1000, got 1001
      400 bad-request: query: unknown parameter "type"
      400 bad-request: query: expected limit from 1 to 200, got 201
      400 bad-request: query: expected limit from 1 to 200, got 0
      400 bad-request: query: expected party to be 64 lower-case hexadecimal digits
      400 bad-request: query: expected key to be 64 lower-case hexadecimal digits
      400 bad-request: query: expected status to be one of held,closed,forked,unlinked,claimed
      400 bad-request: query: identifier must NOT have fewer than 1 characters
      400 bad-request: query: identifier must NOT have more than 256 characters
      400 bad-request: query: expected identifier once
      400 bad-request: query: unknown parameter "who"
      400 bad-request: query: expected limit from 1 to 50, got 51
      400 bad-request: query: unknown parameter "rule"
      400 bad-request: query: expected limit from 1 to 1000, got 1001
      400 bad-request: query: unknown parameter "after"
      400 bad-request: query: expected size
      400 bad-request: query: expected size once
      400 bad-request: query: unknown parameter "x"
    `),
    )
  })

  it("knows one instant, or two in order", async () => {
    const bundle = (query: string): string => `GET /v1/items/${a}/bundle${query}`
    expect(
      await refusals(
        [
          bundle(""),
          bundle("?scope=unit"),
          bundle("?from=2026-01-01T00:00:00Z"),
          bundle("?at=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"),
          bundle("?at=2026-02-30T00:00:00Z"),
          bundle("?at=1767225600000"),
          bundle("?at=2026-01-01T00:00:00%2B00:00"),
          bundle("?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"),
          bundle("?at=2026-01-01T00:00:00Z&scope=all"),
        ].join("\n"),
      ),
    ).toBe(
      script(`
      400 bad-request: query: expected at, or from and to
      400 bad-request: query: expected at, or from and to
      400 bad-request: query: expected at, or from and to
      400 bad-request: query: expected either at, or from and to
      400 bad-request: query: expected times like 2026-01-31T18:00:00Z, got 2026-02-30T00:00:00Z
      400 bad-request: query: expected times like 2026-01-31T18:00:00Z, got 1767225600000
      400 bad-request: query: at must NOT have more than 24 characters
      400 bad-request: query: expected from not to be after to
      400 bad-request: query: expected scope to be one of unit,contents
    `),
    )
  })

  it("says which methods a path has", async () => {
    const written = script(`
      > DELETE /v1/about
      405 application/problem+json; charset=utf-8
      allow: GET, HEAD
      {"type":"/docs#method-not-allowed","title":"this path has no such method","status":405,"detail":"DELETE /v1/about","code":"method-not-allowed"}
      > PUT /v1/parcels application/json ok
      405 application/problem+json; charset=utf-8
      allow: POST
      {"type":"/docs#method-not-allowed","title":"this path has no such method","status":405,"detail":"PUT /v1/parcels","code":"method-not-allowed"}
      > GET /v1/parcels
      405 application/problem+json; charset=utf-8
      allow: POST
      {"type":"/docs#method-not-allowed","title":"this path has no such method","status":405,"detail":"GET /v1/parcels","code":"method-not-allowed"}
    `)
    expect(await replay(buildApp(fakeLedger()), written)).toBe(written)
  })
})
