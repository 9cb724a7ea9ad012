/** The one function of sodium-native that is used here. */
declare module "sodium-native" {
  const sodium: {
    readonly crypto_sign_verify_detached: (
      signature: Uint8Array,
      message: Uint8Array,
      publicKey: Uint8Array,
    ) => boolean
  }
  export default sodium
}
