/// Names that say that a value is secret.
enum SecretName {
    private static let words: [StaticString] = [
        "token", "password", "passwd", "passphrase", "secret", "credential", "api-key", "apikey", "private",
        "access-key",
        "accesskey", "client-key",
    ]
    /// What a name ends in whose value only says where a secret is, or something about it.
    private static let plainEndings = [
        "file", "path", "dir", "directory", "name", "namespace", "-ref", "keyref", "secretref", "ttl", "expiration",
        "audience", "audiences", "type", "method", "endpoint", "url", "uri", "issuer", "seconds", "minutes", "duration",
        "version", "provider", "webhook", "enabled",
    ]
    private static let plainBeginnings = ["enable-", "disable-", "allow-", "require-", "use-", "no-", "skip-"]

    private static let plainWords: Set<String> = ["", "true", "false", "null", "yes", "no", "on", "off"]

    /// Whether a word for secrets is in the name.
    static func mentionsSecret(_ name: String) -> Bool {
        let name = normal(name)
        return name.indices.contains { index in words.contains { name.hasWord($0, at: index) } }
    }

    /// Whether the value of a setting of this name is a secret, and does not only say where one is.
    static func isOfSecret(_ name: String) -> Bool {
        guard mentionsSecret(name) else { return false }
        let name = String(decoding: normal(name), as: UTF8.self)
        return !plainEndings.contains { name.hasSuffix($0) } && !plainBeginnings.contains { name.hasPrefix($0) }
    }

    /// Whether a value is no secret whatever its name: nothing, a boolean, a reference to a variable, replaced already.
    static func isPlain(_ value: some StringProtocol) -> Bool {
        if value.hasPrefix(SecretText.replacement) { return true }
        if value.utf8.count <= 5, plainWords.contains(value.lowercased()) { return true }
        guard value.hasPrefix("$") else { return false }
        let isWrapped = value.hasPrefix("$(") && value.hasSuffix(")") || value.hasPrefix("${") && value.hasSuffix("}")
        let name = isWrapped ? value.dropFirst(2).dropLast() : value.dropFirst()
        // Without brackets only in capitals: a password may begin with a dollar sign, too.
        return name.utf8.allSatisfy {
            $0.isASCIIDigit || $0 == UInt8(ascii: "_") || $0.isASCIILetter && (isWrapped || $0 == $0 & 0x5F)
        }
    }

    /// In lower case, parts joined by `-`, without the dashes of an option.
    private static func normal(_ name: String) -> [UInt8] {
        name.utf8.drop { $0 == UInt8(ascii: "-") }.map {
            $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") ? UInt8(ascii: "-") : $0.lowercased
        }
    }
}
