/// Names that say that a value is secret.
enum SecretName {
    private static let words = [
        "token", "password", "passwd", "passphrase", "secret", "credential", "api-key", "apikey", "private",
        "access-key",
        "accesskey", "client-key",
    ]
    /// What a name ends in whose value only says where a secret is, or something about it.
    private static let plainEndings = [
        "-file", "-path", "-dir", "-directory", "name", "namespace", "-ref", "keyref", "secretref", "-ttl", "ttl",
        "expiration",
        "audience", "audiences", "-type", "-method", "-endpoint", "-url", "-uri", "-issuer", "-seconds", "-minutes",
        "-duration", "-version", "-provider", "-webhook", "-enabled",
    ]
    private static let plainBeginnings = ["enable-", "disable-", "allow-", "require-", "use-", "no-", "skip-"]

    /// Whether a word for secrets is in the name.
    static func mentionsSecret(_ name: String) -> Bool {
        let name = normal(name)
        return words.contains { name.contains($0) }
    }

    /// Whether the value of a setting of this name is a secret, and does not only say where one is.
    static func isOfSecret(_ name: String) -> Bool {
        let name = normal(name)
        return words.contains { name.contains($0) } && !plainEndings.contains { name.hasSuffix($0) }
            && !plainBeginnings.contains { name.hasPrefix($0) }
    }

    /// Whether a value is no secret whatever its name: nothing, a boolean, a reference to a variable, replaced already.
    static func isPlain(_ value: some StringProtocol) -> Bool {
        if value.hasPrefix(SecretText.replacement) { return true }
        if ["", "true", "false", "null", "yes", "no", "on", "off"].contains(value.lowercased()) { return true }
        guard value.hasPrefix("$") else { return false }
        let isWrapped = value.hasPrefix("$(") && value.hasSuffix(")") || value.hasPrefix("${") && value.hasSuffix("}")
        let name = isWrapped ? value.dropFirst(2).dropLast() : value.dropFirst()
        // Without brackets only in capitals: a password may begin with a dollar sign, too.
        return name.utf8.allSatisfy {
            $0.isASCIIDigit || $0 == UInt8(ascii: "_") || $0.isASCIILetter && (isWrapped || $0 == $0 & 0x5F)
        }
    }

    private static func normal(_ name: String) -> String {
        let name = String(name.drop { $0 == "-" })
        var result = ""
        for character in name.unicodeScalars {
            result.unicodeScalars.append(character == "_" || character == "." ? "-" : character)
        }
        return result.lowercased()
    }
}
