import Characters
import Documents

/// Words of a command for a POSIX shell, written as somebody would type them:
///
///     "-n \(namespace) scale deploy/\(name) --replicas=1"
///
/// Spaces of the literal separate words. An interpolated value never does, and every word is quoted as a whole when it is
/// printed, the literal parts as well: no text, from wherever it comes, can be read as syntax of the shell. Pipes and
/// sequences are built from whole commands (`ShellCommand`).
package struct ShellWords: Sendable, Hashable, ExpressibleByStringInterpolation {
    private(set) var words: [ShellWord] = []

    package init(stringLiteral value: String) {
        var interpolation = StringInterpolation(literalCapacity: value.utf8.count, interpolationCount: 0)
        interpolation.appendLiteral(value)
        words = interpolation.words
    }

    package init(stringInterpolation: StringInterpolation) {
        words = stringInterpolation.words
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var words: [ShellWord] = []
        /// Whether what comes next belongs to the last word.
        private var isInWord = false

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            for (index, piece) in literal.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { isInWord = false }
                if !piece.isEmpty { append(.literal(String(piece))) }
            }
        }

        /// A name, an address or any other text; part of the word that it is written in.
        package mutating func appendInterpolation(_ value: String) { append(.value(value)) }

        package mutating func appendInterpolation(_ value: some BinaryInteger) { append(.literal(String(value))) }

        /// JSON on one line, such as a patch.
        package mutating func appendInterpolation(json value: JSONValue) {
            append(.value(String(decoding: value.encoded(), as: UTF8.self)))
        }

        package mutating func appendInterpolation(_ word: ShellWord) {
            for part in word.parts { append(part) }
        }

        /// Further words, which begin after those that are there.
        package mutating func appendInterpolation(words others: ShellWords) {
            words += others.words
            isInWord = false
        }

        /// An option with its value, if it has one.
        package mutating func appendInterpolation(option name: String, _ value: String?) {
            appendInterpolation(options: name, value.map { [$0] } ?? [])
        }

        /// An option without a value, if it is set.
        package mutating func appendInterpolation(flag name: String, _ isSet: Bool) {
            if isSet { words.append(ShellWord(parts: [.literal(name)])) }
            isInWord = false
        }

        /// An option for each of several values.
        package mutating func appendInterpolation(options name: String, _ values: [String]) {
            words += values.flatMap { [ShellWord(parts: [.literal(name)]), ShellWord($0)] }
            isInWord = false
        }

        private mutating func append(_ part: ShellWord.Part) {
            if !isInWord { words.append(ShellWord(parts: [])) }
            words[words.count - 1].parts.append(part)
            isInWord = true
        }
    }
}

/// One word of a command.
package struct ShellWord: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        /// Text of this program.
        case literal(String)
        /// Text that may come from a cluster or a file.
        case value(String)
        case variable(String, meaning: String)
        case output(ShellCommand)
    }

    var parts: [Part]

    init(parts: [Part]) { self.parts = parts }

    /// A text that may come from a cluster or a file.
    package init(_ value: String) { parts = [.value(value)] }

    /// A variable that the reader sets, `"${SERVER:?set it to a URL}"`, or `tenant-"${NAME:?…}"` with a prefix. A shell in
    /// which it is not set does not run the command, and prints what it stands for.
    package static func variable(_ name: StaticString, _ meaning: StaticString, prefix: String = "") -> ShellWord {
        variable("\(name)", "\(meaning)", prefix: prefix)
    }

    static func variable(_ name: String, _ meaning: String, prefix: String = "") -> ShellWord {
        ShellWord(parts: (prefix.isEmpty ? [] : [.literal(prefix)]) + [.variable(name, meaning: meaning)])
    }

    /// What a command prints: `"$(kubectl …)"`.
    package static func output(of command: ShellCommand) -> ShellWord { ShellWord(parts: [.output(command)]) }

    /// The word as the shell has to be given it.
    var text: String {
        var text = ""
        var plain = ""
        func flush() {
            if !plain.isEmpty { text += Shell.quote(plain) }
            plain = ""
        }
        for part in parts {
            switch part {
            case .literal(let part), .value(let part): plain += part
            case .variable(let name, let meaning):
                flush()
                text += "\"${\(name):?set it to \(meaning)}\""
            case .output(let command):
                flush()
                text += "\"$(\(command.text))\""
            }
        }
        flush()
        return text.isEmpty ? "''" : text
    }

    /// Whether a value could make an option of it.
    var mayBeOption: Bool {
        if case .value(let text) = parts.first { text.hasPrefix("-") } else { false }
    }

    var isOption: Bool {
        if case .literal(let text) = parts.first { text.hasPrefix("-") } else { false }
    }
}

/// Quoting for a POSIX shell.
enum Shell {
    /// The word as it is if that is safe, otherwise in single quotes; what precedes the first `=` stays outside of them.
    static func quote(_ word: String) -> String {
        // zsh replaces a word that begins with `=`.
        if !word.isEmpty, word.first != "=", word.unicodeScalars.allSatisfy(isSafe) { return word }
        if let equals = word.firstIndex(of: "="), equals > word.startIndex,
            word[..<equals].unicodeScalars.allSatisfy(isSafe)
        {
            return word[...equals] + quote(String(word[word.index(after: equals)...]))
        }
        if word.unicodeScalars.contains(where: \.isUnprintable) { return printf(word) }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-_./:@=,+%".unicodeScalars.contains(scalar))
    }

    /// A word with characters that no terminal can show, and that a line break would cut in two: printf(1) writes them.
    /// Line breaks at the end are lost, as they always are in `$(…)`. Interactive shells may expand `!` in double quotes.
    private static func printf(_ word: String) -> String {
        var format = ""
        for scalar in word.unicodeScalars {
            if scalar == "%" {
                format += "%%"
            } else if "\\'!".unicodeScalars.contains(scalar) || scalar.isUnprintable || format.isEmpty && scalar == "-"
            {
                for byte in String(scalar).utf8 {
                    let octal = String(byte, radix: 8)
                    format += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
                }
            } else {
                format.unicodeScalars.append(scalar)
            }
        }
        return "\"$(printf '\(format)')\""
    }
}
