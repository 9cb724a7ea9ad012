/** The numbers that people print on goods: their schemes, check digits, and what a postal number says of its service. */

export const schemes = [
  "free",
  "s10",
  "sscc",
  "seal",
  "bag",
  "paper",
  "grai",
  "giai",
  "gln",
  "awb",
] as const
export type Scheme = (typeof schemes)[number]

export type Identifier = { readonly scheme: Scheme; readonly value: string }

/**
 * The check digit of a UPU S10 number over its eight serial digits (UPU S10: weights 8 6 4 2 3 5 9 7,
 * 11 − sum mod 11, with 10 → 0 and 11 → 5).
 */
function s10CheckDigit(serial: string): number {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(serial.charAt(i)), 0)
  const check = 11 - (sum % 11)
  return check === 10 ? 0 : check === 11 ? 5 : check
}

/** The GS1 modulo-10 check digit over the digits before it (GS1 General Specifications 7.9.1). */
function gs1CheckDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++)
    sum += Number(digits.charAt(digits.length - 1 - i)) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

/** An air waybill's serial of seven digits, modulo seven (IATA). The airline's prefix is not covered. */
const awbCheckDigit = (serial: string): number => Number(serial) % 7

/** What the form of a number is, how it is read, and which digit of it checks which others. */
type Form = {
  readonly name: string
  readonly pattern: RegExp
  readonly expected: string
  readonly check?: (value: string) => { readonly digit: string; readonly expected: number }
}

const gs1 = (length: number) => (value: string) => ({
  digit: value.charAt(length - 1),
  expected: gs1CheckDigit(value.slice(0, length - 1)),
})

/** GS1 AI encodable character set 82. */
const gs1Letters = String.raw`[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]`

const forms: Readonly<Partial<Record<Scheme, Form>>> = {
  s10: {
    name: "S10 number",
    pattern: /^[A-Z]{2}[0-9]{9}[A-Z]{2}$/,
    expected: "two letters, nine digits, two letters",
    check: (value) => ({
      digit: value.charAt(10),
      expected: s10CheckDigit(value.slice(2, 10)),
    }),
  },
  sscc: { name: "SSCC", pattern: /^[0-9]{18}$/, expected: "18 digits", check: gs1(18) },
  gln: { name: "GLN", pattern: /^[0-9]{13}$/, expected: "13 digits", check: gs1(13) },
  grai: {
    name: "GRAI",
    pattern: new RegExp(`^0[0-9]{13}${gs1Letters}{0,16}$`),
    expected: "0, thirteen digits and a serial of at most 16 characters",
    check: gs1(14),
  },
  giai: {
    name: "GIAI",
    pattern: new RegExp(`^[0-9]{4}${gs1Letters}{1,26}$`),
    expected: "a GS1 company prefix and a reference, at most 30 characters",
  },
  awb: {
    name: "AWB number",
    pattern: /^[0-9]{3}-[0-9]{8}$/,
    expected: "three digits, a hyphen, eight digits",
    check: (value) => ({ digit: value.charAt(11), expected: awbCheckDigit(value.slice(4, 11)) }),
  },
}

/** Why a printed number cannot be one of its scheme, or undefined if it can. Free numbers are never wrong. */
export function identifierFault({ scheme, value }: Identifier): string | undefined {
  const form = forms[scheme]
  if (form === undefined) return undefined
  const { name, pattern, expected, check } = form
  if (!pattern.test(value)) return `${name}: expected ${expected}, got ${value}`
  const found = check?.(value)
  if (found === undefined || Number(found.digit) === found.expected) return undefined
  return `${name} ${value}: expected check digit ${found.expected}, got ${found.digit}`
}

export const s10Services = [
  "insured",
  "registered",
  "parcel",
  "insured-parcel",
  "express",
  "other",
] as const
export type S10Service = (typeof s10Services)[number]

/** What the two letters before a postal number say (UPU S10, service indicators). `registered` is not insured. */
export function s10Service(value: string): S10Service {
  const [first, second] = value
  if (first === "V") return "insured"
  if (first === "R") return "registered"
  if (first === "C") return second === "V" ? "insured-parcel" : "parcel"
  return first === "E" || first === "L" ? "express" : "other"
}
