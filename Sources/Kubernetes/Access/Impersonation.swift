/// The user that requests are made as in place of the one who is authenticated.
package struct Impersonation: Sendable, Hashable {
    package var user: String
    package var groups: [String]
    package var uid: String?
    package var extra: [String: [String]]

    package init(user: String, groups: [String] = [], uid: String? = nil, extra: [String: [String]] = [:]) {
        self.user = user
        self.groups = groups
        self.uid = uid
        self.extra = extra
    }

    /// The headers that the API server takes, extras in the order of their keys.
    var headers: [RequestCredential.Header] {
        var headers = [RequestCredential.Header("Impersonate-User", user)]
        if let uid { headers.append(.init("Impersonate-Uid", uid)) }
        headers += groups.map { .init("Impersonate-Group", $0) }
        for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
            headers += values.map { .init("Impersonate-Extra-\(Self.escaped(key))", $0) }
        }
        return headers
    }

    /// Percent-encodes what the name of a header cannot hold (RFC 9110, section 5.6.2), as the API server decodes it.
    private static func escaped(_ key: String) -> String {
        var escaped = ""
        for byte in key.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isLetterOrDigit = byte < 0x80 && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if isLetterOrDigit || "!#$&'*+-.^_`|~".unicodeScalars.contains(scalar) {
                escaped.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += byte < 0x10 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return escaped
    }
}
