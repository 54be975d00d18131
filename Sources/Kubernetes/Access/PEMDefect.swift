import Characters

/// What is wrong with the PEM text of a certificate or key, as far as it shows without reading it (RFC 7468; RFC 1421 for the
/// header of encrypted keys).
struct PEMDefect {
    let message: String
    let hint: String

    /// nil if it may be used.
    init?(_ bytes: [UInt8], isKey: Bool) {
        let text = String(decoding: bytes, as: UTF8.self)
        if !text.containsBytes(of: "-----BEGIN ") {
            message = "does not contain PEM"
            hint = "PEM begins with -----BEGIN"
        } else if isKey, Self.encrypted.contains(where: { text.containsBytes(of: $0) }) {
            message = "contains an encrypted key"
            hint = "decrypt it: openssl pkey -in KEY -out DECRYPTED-KEY"
        } else if isKey, !text.containsBytes(of: "PRIVATE KEY-----") {
            message = "contains no private key"
            hint = "such a key begins with -----BEGIN PRIVATE KEY-----"
        } else if !isKey, !text.containsBytes(of: "CERTIFICATE-----") {
            message = "contains no certificate"
            hint = "a certificate begins with -----BEGIN CERTIFICATE-----"
        } else {
            return nil
        }
    }

    /// libcurl would ask for the passphrase, and ends the process if it has none.
    private static let encrypted = ["-----BEGIN ENCRYPTED PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED"]
}
