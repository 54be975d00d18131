/// Names that say that a value is secret.
package enum SecretName {
    /// How a name says it.
    enum Kind {
        /// `password`, `clientSecret`, `AWS_SECRET_ACCESS_KEY`.
        case secret
        /// `auth`, `session`: a word that stands for other things as well.
        case vague
        /// A header of HTTP whose value goes to the end of its line.
        case header
    }

    /// Wherever they stand in a word: `PGPASSWORD`, `accesstoken`.
    private static let parts = [
        "token", "password", "passwd", "passphrase", "passcode", "secret", "credential", "apikey", "accesskey",
        "passwort", "privatekey", "secretkey", "authkey", "signingkey", "encryptionkey", "presharedkey",
        "connectionstring", "htpasswd", "cookie",
        "jsessionid", "phpsessid", "sessionid",
    ]
    private static let wholes: Set<String> = [
        "creds", "cred", "jwt", "pwd", "pswd", "psk", "sid", "passwds", "pgpass", "dockerconfigjson", "dockercfg",
    ]
    /// `-key` behind one of these.
    private static let keyKinds: Set<String> = [
        "api", "access", "private", "secret", "client", "auth", "encryption", "signing", "account", "master", "shared",
        "ssh", "storage", "app", "application", "hmac", "license", "admin", "session", "webhook", "subscription",
        "deploy", "root", "tls", "server", "preshared", "unseal", "recovery", "unlock", "integration", "ingestion",
        "certificate", "join", "ca",
    ]
    /// Two words that are one.
    private static let pairs: Set<[String]> = [
        ["basic", "auth"], ["pass", "word"], ["pass", "phrase"], ["pass", "code"], ["saml", "response"],
        ["snmp", "community"], ["recovery", "code"], ["connection", "string"], ["oauth2", "bearer"],
    ]
    /// At the end of a name alone.
    private static let vague: Set<String> = [
        "auth", "session", "sig", "signature", "private", "pass", "pw", "otp", "pin", "auths", "oauth", "hmac",
        "masterauth", "basicauth", "proxyauth",
    ]
    private static let passWords: Set<String> = ["bypass", "compass", "trespass", "surpass", "encompass", "multipass"]
    /// Words that hold one of `parts` and are about something else.
    private static let otherWords = ["tokeniz", "tokenreview", "secretar", "secretsync", "passwordless", "secretless"]

    /// What a name ends in whose value only says where a secret is, or something about it.
    private static let plainEndings = [
        "file", "path", "dir", "directory", "name", "names", "namespace", "ref", "refs", "ttl", "expiration",
        "audience", "audiences", "type", "method", "endpoint", "url", "uri", "issuer", "seconds", "minutes",
        "duration", "version", "provider", "webhook", "enabled", "size", "count", "limit", "length", "algorithm",
        "mode", "policy", "rotation", "expiry", "expires", "interval", "timeout", "period", "status", "state", "kind",
        "class", "review", "reviews", "lifetime", "controller", "manager", "realm", "scope", "scopes", "required",
        "timestamp", "affinity", "source", "sources", "volume", "synchronizer", "format", "template",
    ]
    private static let plainBeginnings: Set<String> = [
        "enable", "disable", "allow", "require", "use", "no", "skip", "is", "has", "automount",
    ]
    private static let plainWords: Set<String> = [
        "", "true", "false", "null", "nil", "none", "yes", "no", "on", "off", "undefined", "n/a", "{}", "[]", "-", "~",
    ]
    /// Ways to log in, which stand where a secret may stand.
    private static let ways: Set<String> = [
        "basic", "digest", "bearer", "token", "oauth", "oauth2", "oidc", "rbac", "webhook", "node", "ldap", "saml",
        "mtls", "tls", "x509", "none", "optional", "required", "clientip", "anonymous", "jwt", "exec",
    ]

    /// Whether a word for secrets is in the name.
    package static func mentionsSecret(_ name: String) -> Bool {
        guard mayMention(name) else { return false }
        let words = meantWords(of: name)
        return words.contains("private") || isSecret(words) || isVague(words)
    }

    /// Whether the value of a setting of this name is a secret, and does not only say where one is.
    package static func isOfSecret(_ name: String) -> Bool { kind(of: name) != nil }

    static func kind(of name: String) -> Kind? {
        guard (2...128).contains(name.utf8.count), mayMention(name) else { return nil }
        let words = meantWords(of: name)
        guard let first = words.first, let last = words.last else { return nil }
        if last == "authorization" || last == "cookie" || last == "cookie2" { return .header }
        if words.count > 1, plainBeginnings.contains(first) { return nil }
        if isSecret(words) {
            let isSession = last.hasSuffix("sessionid") || last.hasSuffix("sessid")
            return !isSession && plainEndings.contains { last.hasSuffix($0) } ? nil : .secret
        }
        if last == "id", words.count > 1, words[words.count - 2].hasSuffix("session") { return .secret }
        return isVague(words) ? .vague : nil
    }

    /// Words after which it is said whose password it is.
    private static let owners: Set<String> = ["for", "of", "to"]

    /// Whether the words of a name in running text, in lower case, end in one of a secret: "secret access key",
    /// "unseal key 1", "password for user root".
    static func isSecret(phrase words: [String]) -> Bool {
        var words = words
        if words.count > 1, words.last == "is" {
            words.removeLast()
            if let last = words.last, kind(of: last) == .secret { return true }
        }
        if words.count > 2, let last = words.last, last.utf8.count <= 3, last.utf8.allSatisfy(\.isDigit) {
            words.removeLast()
        }
        guard words.count > 1, let last = words.last else { return false }
        let pair = [words[words.count - 2], last]
        if last == "key" || last == "keys" { return keyKinds.contains(pair[0]) || pair[0] == "pre-shared" }
        if pairs.contains(pair) || pair == ["secret", "id"] || pair == ["session", "id"] { return true }
        guard let place = words.lastIndex(where: owners.contains), place > 0 else { return false }
        return ["password", "passwd", "passphrase", "passcode", "token", "credentials"].contains(words[place - 1])
    }

    /// Whether three letters are in the name that one of the words begins with or holds: most names of settings end here.
    private static func mayMention(_ name: String) -> Bool {
        var window: UInt32 = 0
        for byte in name.utf8 {
            window = (window << 8 | UInt32(byte.lowercased)) & 0xFFFF_FFFF
            switch window & 0xFF_FFFF {
            // tok, pas, pwd, psw, sec, cre, key, jwt, psk, sid, ses, aut, sig, pri, otp, pin, coo, rin (of a string),
            // doc, hma, sam, snm, rec
            case 0x74_6F6B, 0x70_6173, 0x70_7764, 0x70_7377, 0x73_6563, 0x63_7265, 0x6B_6579, 0x6A_7774, 0x70_736B,
                0x73_6964, 0x73_6573, 0x61_7574, 0x73_6967, 0x70_7269, 0x6F_7470, 0x70_696E, 0x63_6F6F, 0x72_696E,
                0x64_6F63, 0x68_6D61, 0x73_616D, 0x73_6E6D, 0x72_6563:
                return true
            default:
                // pw
                if window & 0xFFFF == 0x7077 { return true }
            }
        }
        return false
    }

    /// The same as `contains` of the standard library, which is made for longer texts.
    private static func holds(_ word: String, _ part: String) -> Bool {
        let (word, part) = (Array(word.utf8), Array(part.utf8))
        guard word.count >= part.count else { return false }
        return (0...(word.count - part.count)).contains { start in
            word[start] == part[0] && word[start..<(start + part.count)].elementsEqual(part)
        }
    }

    private static func isSecret(_ words: [String]) -> Bool {
        for (index, word) in words.enumerated() {
            if wholes.contains(word) || word.hasSuffix("pwd") { return true }
            if parts.contains(where: { holds(word, $0) }), !otherWords.contains(where: { holds(word, $0) }) {
                return true
            }
            if index > 0, word == "key" || word == "keys", keyKinds.contains(words[index - 1]) { return true }
            if index > 0, pairs.contains([words[index - 1], word]) { return true }
        }
        return false
    }

    private static func isVague(_ words: [String]) -> Bool {
        guard let last = words.last(where: { !$0.utf8.allSatisfy(\.isDigit) }) else { return false }
        return vague.contains(last) || last.hasSuffix("pw") || last.hasSuffix("pass") && !passWords.contains(last)
    }

    /// Whether a value is no secret whatever its name: nothing, a boolean, a reference to a variable, replaced already.
    package static func isPlain(_ value: some StringProtocol) -> Bool {
        if value.hasPrefix(TextRedactor.replacement) { return true }
        let size = value.utf8.count
        if size <= 9, plainWords.contains(value.lowercased()) { return true }
        guard size <= 256, let first = value.utf8.first else { return false }
        if value.utf8.allSatisfy({ $0 == first }), "*.-".utf8.contains(first) || size > 2 && (first | 0x20) == 0x78 {
            return true
        }
        // A template, a place in a format.
        if value.hasPrefix("{{") || ["%s", "%v", "%q", "%d", "..."].contains(String(value)) { return true }
        guard first == UInt8(ascii: "$") else { return false }
        let isWrapped = value.hasPrefix("$(") && value.hasSuffix(")") || value.hasPrefix("${") && value.hasSuffix("}")
        let name = isWrapped ? value.dropFirst(2).dropLast() : value.dropFirst()
        // Without brackets only in capitals: a password may begin with a dollar sign, too.
        return name.utf8.allSatisfy {
            $0.isDigit || $0 == UInt8(ascii: "_") || (isWrapped ? $0.isUpper || $0.isLower : $0.isUpper)
        }
    }

    /// Whether a value of such a name is no secret: also a number or a time, a way to log in, an object's name.
    static func isPlain(_ value: String, of name: String, _ kind: Kind) -> Bool {
        if isPlain(value) { return true }
        if isPath(value) { return true }
        if kind == .vague, ways.contains(value.lowercased()) { return true }
        if words(of: name).contains(where: { $0.contains("pass") || $0.contains("pwd") || $0 == "pin" || $0 == "otp" })
        {
            return false
        }
        return isMeasure(value) || isObjectPath(value)
    }

    /// `/var/run/secrets/token`, which says where a secret is.
    private static func isPath(_ value: String) -> Bool {
        guard value.hasPrefix("/"), value.utf8.count < 200 else { return false }
        return value.utf8.allSatisfy { $0.isLower || $0.isDigit || "/._-".utf8.contains($0) }
            && value.split(separator: "/").allSatisfy { part in
                part.utf8.count < 40 && part.utf8.contains(where: \.isLower)
            }
    }

    /// `5`, `24h`.
    private static func isMeasure(_ value: String) -> Bool {
        guard value.utf8.count <= 5 else { return false }
        let unit = value.utf8.drop { $0.isDigit || $0 == UInt8(ascii: ".") }
        return unit.count < value.utf8.count && ["", "s", "m", "h", "d", "ms", "y"].contains(String(unit) ?? "?")
    }

    /// `namespace/name` of an object.
    private static func isObjectPath(_ value: String) -> Bool {
        let parts = value.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, value.utf8.count < 128 else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.count <= 63
                && part.utf8.allSatisfy {
                    $0.isLower || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
                }
                && part.utf8.first.map { $0.isLower } ?? false
        }
    }

    /// The words of a name; one word if capitals do not begin words: `PaSsWoRd`.
    private static func meantWords(of name: String) -> [String] {
        let words = words(of: name)
        let short = words.count { $0.utf8.count <= 2 }
        guard words.count > 1, short * 2 >= words.count, !isSecret(words), !isVague(words) else { return words }
        return self.words(of: name.lowercased())
    }

    /// The words of `AWS_SECRET_KEY`, `clientSecret`, `db.pass-word`, in lower case.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        let bytes = Array(name.utf8)
        func close() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word = []
        }
        for (index, byte) in bytes.enumerated() {
            guard byte.isDigit || byte.isLower || byte.isUpper else {
                close()
                continue
            }
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte.isUpper, index > 0, bytes[index - 1].isLower || bytes[index - 1].isUpper && next.isLower { close() }
            word.append(byte.lowercased)
        }
        close()
        return words
    }
}
