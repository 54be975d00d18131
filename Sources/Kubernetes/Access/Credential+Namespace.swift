import Documents

extension Credential {
    /// The namespace of the ServiceAccount that a token is of, by its own claims (RFC 7519), which only the server verifies; nil for
    /// other credentials.
    package var serviceAccountNamespace: String? {
        guard case .token(let token) = self else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        // Its alphabet has two other digits and no padding.
        var digits = parts[1].utf8.map { digit in
            switch digit {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: digit
            }
        }
        while digits.count % 4 != 0 { digits.append(UInt8(ascii: "=")) }
        guard let claims = Base64.decode(String(decoding: digits, as: UTF8.self)),
            let subject = (try? JSONValue(parsing: claims))?["sub"]?.string
        else { return nil }
        let names = subject.split(separator: ":", omittingEmptySubsequences: false)
        guard names.count == 4, names[0] == "system", names[1] == "serviceaccount", !names[2].isEmpty else {
            return nil
        }
        return String(names[2])
    }
}
