import Characters
import LocalSystem

/// Removes secrets from text that leaves the process: private keys, tokens, passwords, credentials of headers and URLs.
/// Certificates, public keys, names, addresses and hashes stay. Lengths are in bytes; the work is linear in them.
package enum TextRedactor {
    package static let replacement = "<redacted>"

    /// How a text is read where its parts do not say it.
    package enum Form: Sendable {
        /// Messages and logs.
        case text
        /// A script, or a word of one: `-p` may stand before a password.
        case commandLine
        /// A configuration: a value without quotes goes to the end of its line.
        case document
        /// What has been rendered for people or programs: secrets by their shape alone, as the names before them have been
        /// looked at where the parts came from.
        case output
    }

    /// The text without its secrets.
    package static func redacted(_ text: String, as form: Form = .text) -> String {
        counted(text, as: form)?.text ?? text
    }

    /// The text without its secrets, and how many they were; nil if there are none.
    package static func counted(_ text: String, as form: Form = .text) -> (text: String, count: Int)? {
        guard mayHoldSecret(text) else { return nil }
        return counted(Array(text.utf8), as: form).map { (String(decoding: $0.bytes, as: UTF8.self), $0.count) }
    }

    /// The same for bytes, which need not be UTF-8.
    package static func counted(_ bytes: [UInt8], as form: Form = .text) -> (bytes: [UInt8], count: Int)? {
        let result = scanned(bytes, as: form)
        return result.count > 0 ? (result.bytes, result.count) : nil
    }

    /// The text is scanned as it is, and then once more as it is read.
    private static func scanned(_ bytes: [UInt8], as form: Form) -> (bytes: [UInt8], count: Int, steps: Int) {
        var scan = SecretScan(bytes, form)
        var result = (bytes: scan.run() ?? bytes, count: scan.count, steps: scan.steps)
        guard form != .output else { return result }
        for decodesQuotes in [false, true] {
            guard let folded = FoldedText(result.bytes, decodesQuotes: decodesQuotes) else { continue }
            var scan = SecretScan(folded.bytes, form)
            if scan.run() != nil { result.bytes = folded.replacing(scan.replacements) }
            result.count += scan.count
            result.steps += scan.steps
        }
        return result
    }

    package static func redacted(_ bytes: [UInt8], as form: Form = .text) -> [UInt8] {
        counted(bytes, as: form)?.bytes ?? bytes
    }

    /// Bytes that were looked at for a text, some more than once: for tests of the cost.
    package static func steps(for bytes: [UInt8]) -> Int {
        scanned(bytes, as: .text).steps
    }

    /// Most strings of a cluster end here: names, UIDs, addresses and times neither begin as tokens do nor set anything.
    private static func mayHoldSecret(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            // SAFETY: the buffer is valid in the closure, and indexed within its bounds.
            guard bytes.count > 3 else { return false }
            var isWordStart = true
            var hasUpper = false
            var start = 0
            var place = -1
            while place + 1 < bytes.count {
                place += 1
                let byte = bytes[place]
                switch byte {
                case UInt8(ascii: "="), UInt8(ascii: " "), UInt8(ascii: "%"), UInt8(ascii: "<"), UInt8(ascii: "$"),
                    UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "\n"), UInt8(ascii: "\t"),
                    UInt8(ascii: "@"):
                    return true
                case UInt8(ascii: ":") where place > 0 && !bytes[place - 1].isDigit: return true
                case UInt8(ascii: ".") where place - start == 6 && bytes.count - place > 16: return true
                default: break
                }
                hasUpper = hasUpper || byte.isUpper
                if isWordStart {
                    if byte == UInt8(ascii: "e"), bytes.count - place > 20, bytes[place + 1] == UInt8(ascii: "y") {
                        return true
                    }
                    let shapes = TokenShape.byFirst[Int(byte)]
                    if !shapes.isEmpty, shapes.contains(where: { $0.begins(bytes, at: place) }) { return true }
                }
                isWordStart = !ByteClass.table[Int(byte)].meets(.alphanumeric)
                if isWordStart, byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") { start = place + 1 }
            }
            return hasUpper && bytes.count >= 24
        }
    }

    // MARK: Messages

    /// A message on one line, with runs of white space made one blank, without secrets, and with URLs cut to scheme, host
    /// and path.
    package static func message(_ text: String) -> String {
        redacted(text).split(whereSeparator: \.isWhitespace).map { withoutQuery($0) }.joined(separator: " ")
    }

    private static func withoutQuery(_ word: Substring) -> String {
        guard let scheme = word.firstByteRange(of: "://") else { return String(stripQuery(word)) }
        let rest = word[scheme.upperBound...]
        let authority = rest.prefix { !"/?#\"'\\".contains($0) }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return String(word[..<scheme.upperBound]) + host + stripQuery(rest[authority.endIndex...])
    }

    /// Without `?name=value…`, up to the quote that ends the URL.
    private static func stripQuery(_ word: Substring) -> Substring {
        guard let mark = word.firstIndex(of: "?") else { return word }
        let query = word[mark...].prefix { !"\"'\\".contains($0) }
        guard query.contains("=") else { return word }
        return word[..<mark] + word[query.endIndex...]
    }

    // MARK: Values with names

    /// A value of an object's member or of a setting: as a whole if its name says that it is secret.
    package static func redacted(_ value: String, named name: String) -> String {
        guard let kind = SecretName.kind(of: name) else { return redacted(value) }
        return SecretName.isPlain(value, of: name, kind) ? value : replacement
    }

    /// Annotations of ingress-nginx that hold the name of a Secret, nothing of its contents.
    private static let referenceAnnotations = Set(
        ["auth-secret", "auth-tls-secret", "proxy-ssl-secret"].map { "nginx.ingress.kubernetes.io/\($0)" })

    /// Whether the value of an annotation is secret, by the annotation's name or by what it holds.
    package static func isSecret(annotation name: String, _ value: String) -> Bool {
        guard !SecretName.isPlain(value), !referenceAnnotations.contains(name) else { return false }
        return SecretName.mentionsSecret(name) || counted(value, as: .document) != nil
    }

    private static let numbers = Locked<[Int: Int]>([:])

    /// An annotation's value as the process holds it: if it is secret, only a number stays of it, by which equal ones are
    /// equal and others are not, as copies of annotations are compared. Numbers are given in the order of reading.
    package static func sealed(annotation name: String, _ value: String) -> String {
        guard isSecret(annotation: name, value) else { return value }
        // Seeded anew in each process, so that nothing of the value can be told from it.
        let hash = value.hashValue
        let number = numbers.withLock { numbers in
            let number = numbers[hash] ?? numbers.count + 1
            numbers[hash] = number
            return number
        }
        return "\(replacement) (\(number))"
    }

    // MARK: Command lines

    /// The words of a command or its arguments, each of which may be an option, its value, or a script; nil where nothing
    /// was changed.
    package static func words(_ words: [String]) -> [String]? {
        var result = words
        var follows = Follows.nothing
        for (index, word) in words.enumerated() {
            let expected = follows
            follows = Follows(after: word)
            switch expected {
            case .secret where !word.hasPrefix("--"):
                if !SecretName.isPlain(word) { result[index] = replacement }
                follows = .nothing
            case .portOrPassword where !word.hasPrefix("-"):
                if !isPortOrPath(word) { result[index] = replacement }
            case .user where !word.hasPrefix("-"):
                result[index] = String(redacted("--user \(word)", as: .commandLine).dropFirst("--user ".count))
            default: result[index] = redacted(word: word)
            }
        }
        return result == words ? nil : result
    }

    /// What an option makes of the word after it.
    private enum Follows {
        case nothing, secret, user, portOrPassword

        init(after word: String) {
            self = .nothing
            let isName = word.utf8.allSatisfy { ByteClass.table[Int($0)].meets(.name) }
            guard word.hasPrefix("-"), isName else { return }
            if ["-u", "--user", "--proxy-user"].contains(word) { self = .user }
            if word == "-p" { self = .portOrPassword }
            if SecretName.isOfSecret(word) { self = .secret }
        }
    }

    /// `--token=…` as a whole; a word that is a script or a document, in the places that are secret.
    private static func redacted(word: String) -> String {
        let isOption = word.hasPrefix("-") || !word.utf8.contains { $0 <= 0x20 }
        if isOption, let equals = word.firstIndex(of: "="), let kind = SecretName.kind(of: String(word[..<equals])),
            word[..<equals].utf8.allSatisfy({ ByteClass.table[Int($0)].meets(.name) })
        {
            let value = String(word[word.index(after: equals)...])
            return SecretName.isPlain(value, of: String(word[..<equals]), kind)
                ? word : "\(word[...equals])\(replacement)"
        }
        return redacted(word, as: .commandLine)
    }

    /// A port, a mapping of ports, an address or a path: what follows `-p` where it is no password.
    static func isPortOrPath(_ value: String) -> Bool {
        SecretName.isPlain(value) || value.contains("/")
            || value.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }
}
