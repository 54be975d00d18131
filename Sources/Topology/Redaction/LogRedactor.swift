/// Removes from a log what shows as a secret by its look: private keys, JSON Web Tokens, bearer tokens, `Authorization`
/// headers, credentials in URLs.
package enum LogRedactor {
    /// The log without them, and how many they were; nil where there are none. It need not be UTF-8.
    package static func redacted(_ bytes: [UInt8]) -> (bytes: [UInt8], count: Int)? { SecretText.redacted(bytes) }
}
