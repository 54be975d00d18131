/// One option as it was typed.
struct Occurrence {
    let option: OptionSpec
    /// A flag's is `true` or `false`.
    let value: String
    /// The dashes and the name as typed, `--mgmt-context` or `-o`.
    let typed: String
    /// The whole word in which the option stands.
    let word: String
}

/// Why a word is no option of a scope; its text needs to know the command.
enum OptionFault: Error {
    /// `name` is as typed, without a value: `--namspace`, or one letter of a bundle, `-x`.
    case unknown(name: String, word: String)
    case missingValue(Occurrence, next: String?)
    case unexpectedValue(Occurrence)
    case notBoolean(Occurrence)
}

/// Splits words that start with a dash into options, by the options that are known in a scope.
struct OptionReader {
    let scope: [OptionSpec]
    let words: [String]

    /// Whether a word stands for options: a lone dash does not.
    static func isOption(_ word: String) -> Bool { word.hasPrefix("-") && word != "-" }

    /// Reads the options of the word at `position` and moves on, behind a value that is a word of its own as well.
    func read(at position: inout Int) throws(OptionFault) -> [Occurrence] {
        let word = words[position]
        position += 1
        return word.hasPrefix("--") ? [try readLong(word, &position)] : try readShort(word, &position)
    }

    private func readLong(_ word: String, _ position: inout Int) throws(OptionFault) -> Occurrence {
        let body = word.dropFirst(2)
        let name = String(body.prefix { $0 != "=" })
        let attached = name.count < body.count ? String(body.dropFirst(name.count + 1)) : nil
        let typed = "--" + name
        if let option = scope.first(where: { $0.names.contains(name) }) {
            guard let attached else { return try take(option, typed, word, &position) }
            let occurrence = Occurrence(option: option, value: attached, typed: typed, word: word)
            return option.kind == .flag ? try boolean(occurrence) : occurrence
        }
        guard name.hasPrefix("no-"), let option = scope.first(where: { $0.negatable && "no-" + $0.name == name }) else {
            throw .unknown(name: typed, word: word)
        }
        let occurrence = Occurrence(option: option, value: attached ?? "false", typed: typed, word: word)
        guard attached == nil else { throw .unexpectedValue(occurrence) }
        return occurrence
    }

    /// `-n shop`, `-nshop`, `-n=shop`, `-Aw`, `-Aojson`, `-A=false`.
    private func readShort(_ word: String, _ position: inout Int) throws(OptionFault) -> [Occurrence] {
        var found: [Occurrence] = []
        var rest = word.dropFirst()
        while let letter = rest.popFirst() {
            let typed = "-\(letter)"
            guard let option = scope.first(where: { $0.short == letter }) else {
                throw .unknown(name: typed, word: word)
            }
            if rest.first == "=" {
                let occurrence = Occurrence(option: option, value: String(rest.dropFirst()), typed: typed, word: word)
                return found + [option.kind == .flag ? try boolean(occurrence) : occurrence]
            }
            if option.needsValue, !rest.isEmpty {
                return found + [Occurrence(option: option, value: String(rest), typed: typed, word: word)]
            }
            // `-v6`: letters behind such an option are further options, a number is its value.
            if option.placeholder != nil, rest.first?.isNumber == true {
                return found + [Occurrence(option: option, value: String(rest), typed: typed, word: word)]
            }
            found.append(try take(option, typed, word, &position))
        }
        return found
    }

    /// An option without an attached value.
    private func take(
        _ option: OptionSpec, _ typed: String, _ word: String, _ position: inout Int
    ) throws(OptionFault) -> Occurrence {
        switch option.kind {
        case .flag: return Occurrence(option: option, value: "true", typed: typed, word: word)
        case .optionalValue(_, let implied): return Occurrence(option: option, value: implied, typed: typed, word: word)
        case .value: break
        }
        guard position < words.count, !isKnownOption(words[position]) else {
            throw .missingValue(
                Occurrence(option: option, value: "", typed: typed, word: word),
                next: position < words.count ? words[position] : nil)
        }
        position += 1
        return Occurrence(option: option, value: words[position - 1], typed: typed, word: word)
    }

    /// Whether the next word is certainly an option and no value: `--tail -1` has a value, `-n -A` lacks one.
    private func isKnownOption(_ word: String) -> Bool {
        if word == "--" { return true }
        if word.hasPrefix("--") {
            let name = String(word.dropFirst(2).prefix { $0 != "=" })
            return scope.contains { $0.names.contains(name) }
        }
        guard word.count == 2, word.hasPrefix("-") else { return false }
        return scope.contains { $0.short == word.last }
    }

    private func boolean(_ occurrence: Occurrence) throws(OptionFault) -> Occurrence {
        let value: String
        switch occurrence.value.lowercased() {
        case "true", "t", "1": value = "true"
        case "false", "f", "0": value = "false"
        default: throw .notBoolean(occurrence)
        }
        return Occurrence(option: occurrence.option, value: value, typed: occurrence.typed, word: occurrence.word)
    }
}
