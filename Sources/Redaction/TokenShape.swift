/// Tokens that a fixed beginning announces. Prefixes, alphabets and lengths are those that the issuers document.
struct TokenShape: Sendable {
    let prefix: StaticString
    let alphabet: ByteClass
    /// Characters after the prefix.
    let minimum: Int
    /// No characters of the alphabet may follow these.
    var isExact = false

    private init(_ prefix: StaticString, _ alphabet: ByteClass, _ minimum: Int, isExact: Bool = false) {
        self.prefix = prefix
        self.alphabet = alphabet
        self.minimum = minimum
        self.isExact = isExact
    }

    /// By the first byte.
    static let byFirst: [[TokenShape]] = {
        var shapes = [[TokenShape]](repeating: [], count: 256)
        for shape in all {
            // SAFETY: no prefix is empty, and the buffer is valid in the closure.
            shapes[Int(shape.prefix.withUTF8Buffer { $0[0] })].append(shape)
        }
        return shapes
    }()

    /// Whether the prefix stands at a place.
    func begins(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        guard bytes.count - place >= prefix.utf8CodeUnitCount + minimum else { return false }
        return prefix.withUTF8Buffer { buffer in
            // SAFETY: the buffer is valid in the closure, and both are indexed within their bounds.
            for offset in buffer.indices where bytes[place + offset] != buffer[offset] { return false }
            return true
        }
    }

    private static let word: ByteClass = .base64URL
    private static let letters: ByteClass = .alphanumeric

    private static let all: [TokenShape] = [
        // GitHub
        TokenShape("ghp_", letters, 30), TokenShape("gho_", letters, 30), TokenShape("ghu_", letters, 30),
        TokenShape("ghs_", letters, 30), TokenShape("ghr_", letters, 30), TokenShape("github_pat_", word, 22),
        // GitLab
        TokenShape("glpat-", .token, 20), TokenShape("gldt-", .token, 20), TokenShape("glptt-", .token, 20),
        TokenShape("glrt-", .token, 20), TokenShape("glrtr-", .token, 20), TokenShape("glcbt-", .token, 16),
        TokenShape("glft-", .token, 20), TokenShape("glsoat-", .token, 20), TokenShape("glimt-", .token, 20),
        TokenShape("glagent-", .token, 20), TokenShape("gloas-", .token, 20), TokenShape("glffct-", .token, 20),
        TokenShape("GR1348941", word, 20), TokenShape("_gitlab_session=", letters, 20),
        // Slack
        TokenShape("xoxa-", word, 10), TokenShape("xoxb-", word, 10), TokenShape("xoxe-", word, 10),
        TokenShape("xoxe.", .name, 10), TokenShape("xoxo-", word, 10), TokenShape("xoxp-", word, 10),
        TokenShape("xoxr-", word, 10), TokenShape("xoxs-", word, 10), TokenShape("xoxc-", word, 10),
        TokenShape("xoxd-", .token, 10), TokenShape("xapp-", word, 20),
        // AWS
        TokenShape("AKIA", letters, 16, isExact: true), TokenShape("ASIA", letters, 16, isExact: true),
        TokenShape("ABIA", letters, 16, isExact: true), TokenShape("ACCA", letters, 16, isExact: true),
        TokenShape("A3T", letters, 17, isExact: true), TokenShape("bedrock-api-key-", .base64, 20),
        // Google
        TokenShape("AIza", word, 33), TokenShape("ya29.", word, 20), TokenShape("GOCSPX-", word, 20),
        // Packages and registries
        TokenShape("npm_", letters, 30), TokenShape("pypi-", word, 50), TokenShape("rubygems_", letters, 40),
        TokenShape("dckr_pat_", word, 20), TokenShape("dckr_oat_", word, 20), TokenShape("CLOJARS_", letters, 50),
        // Payment and mail
        TokenShape("sk_live_", letters, 10), TokenShape("sk_test_", letters, 10), TokenShape("rk_live_", letters, 10),
        TokenShape("rk_test_", letters, 10), TokenShape("sk_prod_", letters, 10), TokenShape("whsec_", .base64, 20),
        TokenShape("SG.", .name, 40), TokenShape("xkeysib-", word, 60), TokenShape("shpat_", letters, 32),
        TokenShape("shpss_", letters, 32), TokenShape("shpca_", letters, 32), TokenShape("shppa_", letters, 32),
        // Clouds and tools
        TokenShape("dop_v1_", letters, 40), TokenShape("doo_v1_", letters, 40), TokenShape("dor_v1_", letters, 40),
        TokenShape("hvs.", word, 20), TokenShape("hvb.", word, 20), TokenShape("hvr.", word, 20),
        TokenShape("sha256~", word, 40), TokenShape("glsa_", word, 32), TokenShape("glc_", .base64, 32),
        TokenShape("sk-ant-", word, 20), TokenShape("sk-proj-", word, 20), TokenShape("sk-svcacct-", word, 20),
        TokenShape("sk-", letters, 40), TokenShape("hf_", letters, 30), TokenShape("dapi", letters, 32),
        TokenShape("NRAK-", letters, 20), TokenShape("PMAK-", word, 40), TokenShape("pul-", letters, 40),
        TokenShape("sntrys_", .base64.union(.dash), 40), TokenShape("sntryu_", letters, 40),
        TokenShape("dp.pt.", letters, 40), TokenShape("lin_api_", letters, 30), TokenShape("figd_", word, 30),
        TokenShape("ATATT3", .base64.union(.dash), 40), TokenShape("ATCTT3", .base64.union(.dash), 40),
        TokenShape("ops_eyJ", .base64, 40), TokenShape("AGE-SECRET-KEY-1", letters, 50),
        TokenShape("tskey-", word, 20), TokenShape("LTAI", letters, 20), TokenShape("EAACEdEose0cBA", letters, 8),
        // The beginning of PEM text in Base64 where it stands behind something else.
        TokenShape("LS0tLS1CRUdJTiBQUklWQVRF", .base64, 1), TokenShape("LS0tLS1CRUdJTiBSU0EgUFJJ", .base64, 1),
        TokenShape("LS0tLS1CRUdJTiBFQyBQUklW", .base64, 1), TokenShape("LS0tLS1CRUdJTiBFTkNSWVBU", .base64, 1),
        TokenShape("LS0tLS1CRUdJTiBPUEVOU1NI", .base64, 1), TokenShape("LS0tLS1CRUdJTiBEU0EgUFJJ", .base64, 1),
        // "eyJhbGciOiJ" of a JSON Web Token, likewise.
        TokenShape("ZXlKaGJHY2lPaUp", .base64, 1),
    ]
}

extension SecretScan {
    /// The first token in a word, which may reach beyond it.
    mutating func token(_ word: Range<Int>, _ starts: WordStarts) -> Range<Int>? {
        if let range = scheme(starts, word.upperBound) ?? webhook(word) ?? attachedPassword(word) { return range }
        var place = word.lowerBound
        defer { add(steps: place - word.lowerBound) }
        while place < word.upperBound {
            defer { place += 1 }
            let previous = place == word.lowerBound ? 0 : bytes[place - 1]
            let isStart = !ByteClass.table[Int(previous)].meets(.alphanumeric) || starts.holds(place)
            guard isStart else { continue }
            if let range = shaped(at: place) ?? bareKey(at: place) ?? webToken(at: place, in: word, after: previous) {
                return range
            }
        }
        for start in starts {
            if let range = clusterToken(start..<word.upperBound) { return range }
        }
        return nil
    }

    private mutating func shaped(at place: Int) -> Range<Int>? {
        for shape in TokenShape.byFirst[Int(bytes[place])] {
            let body = place + shape.prefix.utf8CodeUnitCount
            guard bytes.count - body >= shape.minimum, hasExactly(shape.prefix, at: place) else { continue }
            let end = end(of: shape.alphabet, from: body)
            // The last dot ends a sentence.
            let last = byte(at: end - 1) == UInt8(ascii: ".") ? end - 1 : end
            guard last - body >= shape.minimum, !shape.isExact || last - body == shape.minimum else { continue }
            if shape.isExact, bytes[body..<last].contains(where: \.isLower) { continue }
            return place..<last
        }
        return nil
    }

    /// The beginnings of private keys in Base64 without the lines around them, as DER (RFC 5958, 8017, 5915; stores of keys
    /// as in RFC 7292, too) and as OpenSSH writes them.
    private static let keyBeginnings: [StaticString] = [
        "b3BlbnNzaC1rZXktdjE", "MC4CAQAwBQYDK2V", "MEcCAQAwBQYDK2V", "MIGHAgEAM", "MIG2AgEAM", "MIHuAgEAM", "MHcCAQEEI",
        "MIGkAgEBBD", "MIHcAgEBBE",
    ]
    private static let bareKeyMinimum = 40

    private mutating func bareKey(at place: Int) -> Range<Int>? {
        guard bytes[place] == UInt8(ascii: "M") || bytes[place] == UInt8(ascii: "b"),
            bytes.count - place >= Self.bareKeyMinimum
        else { return nil }
        // A sequence of more than 255 bytes that begins with the version, a small number: certificates begin otherwise.
        let isLong = hasExactly("MII", at: place) && hasExactly("IBA", at: place + 6)
        guard isLong || Self.keyBeginnings.contains(where: { hasExactly($0, at: place) }) else { return nil }
        let end = endOfCutKey(from: place)
        guard end - place >= Self.bareKeyMinimum else { return nil }
        let next = self.end(of: .newline, from: end)
        return place..<(hasWord("-----end ", at: next) ? labelEnd(after: next + 9) ?? end : end)
    }

    private func hasExactly(_ prefix: StaticString, at place: Int) -> Bool {
        prefix.withUTF8Buffer { buffer in
            // SAFETY: the buffer is valid in the closure, and indexed within its bounds.
            for offset in buffer.indices where bytes[place + offset] != buffer[offset] { return false }
            return true
        }
    }

    // MARK: JSON Web Tokens

    private static let partMinimum = 10
    /// An encrypted one has five (RFC 7516).
    private static let partLimit = 5
    /// Before a longer run of Base64 nothing is taken for the name of a token.
    private static let webTokenNameLimit = 64

    /// A JSON Web Token (RFC 7519), also one without payload, as `cluster-info` holds, or encrypted.
    private mutating func webToken(at place: Int, in word: Range<Int>, after previous: UInt8) -> Range<Int>? {
        guard isObject(place) else { return nil }
        let isDashed = previous == UInt8(ascii: "-") || previous == UInt8(ascii: "_")
        guard !isDashed || place - word.lowerBound < Self.webTokenNameLimit else { return nil }
        var parts: [Range<Int>] = []
        var start = place
        while parts.count < Self.partLimit {
            let end = end(of: .base64URL, from: start)
            parts.append(start..<end)
            guard byte(at: end) == UInt8(ascii: ".") else { break }
            start = end + 1
        }
        guard parts.count > 1, parts[0].count >= Self.partMinimum else { return nil }
        let hasPayload = parts[1].count >= Self.partMinimum && isObject(parts[1].lowerBound)
        let hasSignature = parts.count > 2 && parts[2].count >= Self.partMinimum
        guard hasPayload || hasSignature, let last = parts.last(where: { !$0.isEmpty }) else { return nil }
        return place..<last.upperBound
    }

    /// Base64 of `{"`.
    private func isObject(_ place: Int) -> Bool {
        place + 3 <= bytes.count && bytes[place] == UInt8(ascii: "e") && bytes[place + 1] == UInt8(ascii: "y")
            && bytes[place + 2] == UInt8(ascii: "J")
    }

    // MARK: Tokens of clusters

    /// A bootstrap token of a cluster, `abcdef.0123456789abcdef`, and a token of older Vaults, `s.` and 24 characters.
    private func clusterToken(_ word: Range<Int>) -> Range<Int>? {
        let isSentence = byte(at: word.upperBound - 1) == UInt8(ascii: ".")
        let word = word.lowerBound..<max(word.upperBound - (isSentence ? 1 : 0), word.lowerBound)
        let text = bytes[word]
        if text.count == 23, bytes[word.lowerBound + 6] == UInt8(ascii: ".") {
            let isToken = text.enumerated().allSatisfy { $0.offset == 6 || $0.element.isDigit || $0.element.isLower }
            let last = text.suffix(16)
            // Events are named `web-01.18a1b2c3d4e5f607`, after an object and the time in hexadecimal nanoseconds.
            let isEvent = last.allSatisfy(\.isHexDigit) && last.first == UInt8(ascii: "1")
            return isToken && !isEvent && last.contains(where: \.isDigit) ? word : nil
        }
        if text.count == 26, text.starts(with: "s.".utf8) {
            let isToken = text.dropFirst(2).allSatisfy { $0.isDigit || $0.isLower || $0.isUpper }
            return isToken && text.contains(where: \.isDigit) && text.contains(where: \.isUpper) ? word : nil
        }
        return nil
    }
}
