/** What is used of sodium-native here. */
declare module "sodium-native" {
  const sodium: {
    readonly crypto_sign_verify_detached: (
      signature: Uint8Array,
      message: Uint8Array,
      publicKey: Uint8Array,
    ) => boolean
    /** Canonical, on the curve, in the prime-order subgroup, not of small order. */
    readonly crypto_core_ed25519_is_valid_point: (point: Uint8Array) => boolean
  }
  export default sodium
}
