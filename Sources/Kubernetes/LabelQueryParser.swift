/// Reads a label selector, word by word as Kubernetes does.
struct LabelQueryParser {
    private enum Token: Hashable {
        case word(String)
        /// `=`, `==`, `!=`, `!`, `<`, `>`, `(`, `)`, `,`.
        case symbol(String)
        case end

        var shown: String {
            switch self {
            case .word(let text), .symbol(let text): "\"\(text)\""
            case .end: "the end"
            }
        }
    }

    private var tokens: ArraySlice<Token>
    private static let symbols: Set<String> = ["=", "==", "!=", "!", "<", ">", "(", ")", ","]

    init(_ text: String) {
        var tokens: [Token] = []
        var rest = text[...].unicodeScalars
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { " \t\r\n".unicodeScalars.contains(scalar) }
        func isSymbol(_ scalar: Unicode.Scalar) -> Bool { "=!(),<>".unicodeScalars.contains(scalar) }
        while let first = rest.first {
            if isBlank(first) {
                rest.removeFirst()
            } else if isSymbol(first) {
                let two = String(rest.prefix(2))
                let symbol = Self.symbols.contains(two) ? two : String(first)
                tokens.append(.symbol(symbol))
                rest = rest.dropFirst(symbol.unicodeScalars.count)
            } else {
                let word = rest.prefix { !isBlank($0) && !isSymbol($0) }
                tokens.append(.word(String(word)))
                rest = rest[word.endIndex...]
            }
        }
        self.tokens = tokens[...]
    }

    private var next: Token { tokens.first ?? .end }

    private mutating func take() -> Token { tokens.popFirst() ?? .end }

    private func fault(_ found: Token, _ expected: String) -> LabelQuery.Fault {
        LabelQuery.Fault(message: "found \(found.shown), expected \(expected)")
    }

    mutating func requirements() throws(LabelQuery.Fault) -> [LabelQuery.Requirement] {
        var requirements: [LabelQuery.Requirement] = []
        if next == .end { return [] }
        while true {
            let requirement = try requirement()
            try requirement.check()
            requirements.append(requirement)
            switch take() {
            case .end: return requirements
            case .symbol(","): if next == .end { throw fault(next, "a label key after \",\"") }
            case let other: throw fault(other, "\",\" or the end")
            }
        }
    }

    private mutating func requirement() throws(LabelQuery.Fault) -> LabelQuery.Requirement {
        if next == .symbol("!") {
            _ = take()
            return LabelQuery.Requirement(key: try word("a label key after \"!\""), operator: .absent)
        }
        let key = try word("a label key or \"!\"")
        switch next {
        case .end, .symbol(","): return LabelQuery.Requirement(key: key, operator: .exists)
        default: break
        }
        switch take() {
        case .symbol("="), .symbol("=="): return .init(key: key, operator: .isIn, values: [try value()])
        case .symbol("!="): return .init(key: key, operator: .isNotIn, values: [try value()])
        case .symbol(">"): return .init(key: key, operator: .above, values: [try value()])
        case .symbol("<"): return .init(key: key, operator: .below, values: [try value()])
        case .word("in"): return .init(key: key, operator: .isIn, values: try values())
        case .word("notin"): return .init(key: key, operator: .isNotIn, values: try values())
        case let other: throw fault(other, "one of in, notin, =, ==, !=, >, <")
        }
    }

    private mutating func word(_ expected: String) throws(LabelQuery.Fault) -> String {
        switch take() {
        case .word(let word): return word
        case let other: throw fault(other, expected)
        }
    }

    /// Behind `=`; nothing is the empty value.
    private mutating func value() throws(LabelQuery.Fault) -> String {
        if next == .end || next == .symbol(",") { return "" }
        return try word("a value")
    }

    /// `(a,b)`; nothing between commas is the empty value.
    private mutating func values() throws(LabelQuery.Fault) -> Set<String> {
        let open = take()
        guard open == .symbol("(") else { throw fault(open, "\"(\"") }
        var values: Set<String> = []
        while true {
            if case .word(let word) = next {
                values.insert(word)
                _ = take()
            } else {
                values.insert("")
            }
            switch take() {
            case .symbol(","): continue
            case .symbol(")"): return values
            case let other: throw fault(other, "\",\" or \")\"")
            }
        }
    }
}
