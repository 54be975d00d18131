/// Reads templates and expressions; every error names the character at which it was found.
struct JSONPathParser {
    private let text: [Character]
    private var position = 0
    /// How many filters are open at `position`.
    private var depth = 0
    /// More is no expression that a person has written, and would exhaust the stack.
    private static let depthLimit = 50

    init(_ text: String) { self.text = Array(text) }

    private var next: Character? { position < text.count ? text[position] : nil }

    private func error(_ message: String, at place: Int? = nil) -> JSONPathError {
        JSONPathError(column: (place ?? position) + 1, message: message)
    }

    private mutating func skip(_ word: String) -> Bool {
        let characters = Array(word)
        guard text[position...].starts(with: characters) else { return false }
        position += characters.count
        return true
    }

    private mutating func skipSpaces() {
        while next == " " || next == "\t" { position += 1 }
    }

    private mutating func expect(_ word: String, _ message: String, at place: Int) throws(JSONPathError) {
        skipSpaces()
        guard skip(word) else {
            throw next == nil ? error(message, at: place) : error("unexpected \(shown): expected \(word)")
        }
    }

    private var shown: String { next.map { "\"\($0)\"" } ?? "end" }

    // MARK: Templates

    private enum Action {
        case part(JSONPathTemplate.Part)
        case range(JSONPath)
        case end
    }

    mutating func template() throws(JSONPathError) -> [JSONPathTemplate.Part] {
        var open: [(path: JSONPath, place: Int, parts: [JSONPathTemplate.Part])] = []
        var parts: [JSONPathTemplate.Part] = []
        while let character = next {
            guard character == "{" else {
                let begin = position
                while let next, next != "{" { position += 1 }
                parts.append(.text(String(text[begin..<position])))
                continue
            }
            let place = position
            switch try action() {
            case .part(let part): parts.append(part)
            case .range(let path):
                guard open.count < Self.depthLimit else { throw error("too many nested ranges", at: place) }
                open.append((path, place, parts))
                parts = []
            case .end:
                guard let range = open.popLast() else { throw error("{end} without {range}", at: place) }
                parts = range.parts + [.range(range.path, parts)]
            }
        }
        if let range = open.last { throw error("{range} without {end}", at: range.place) }
        return parts
    }

    /// From `{` to `}`.
    private mutating func action() throws(JSONPathError) -> Action {
        let begin = position
        position += 1
        skipSpaces()
        let action: Action
        if let letter = next, letter.isLetter {
            let place = position
            switch word() {
            case "range":
                skipSpaces()
                action = .range(try path())
            case "end": action = .end
            case "true": action = .part(.path(JSONPath(start: .constant(true), steps: [])))
            case "false": action = .part(.path(JSONPath(start: .constant(false), steps: [])))
            case let word: throw error("unknown word \"\(word)\": fields begin with a dot, text is quoted", at: place)
            }
        } else if next == "\"" || next == "'" {
            action = .part(.text(try quoted()))
        } else {
            action = .part(.path(try operand()))
        }
        try expect("}", "{ without }", at: begin)
        return action
    }

    private mutating func word() -> String {
        let begin = position
        while let next, next.isLetter || next.isNumber { position += 1 }
        return String(text[begin..<position])
    }

    // MARK: Expressions

    /// See `JSONPath.init(relaxed:)`.
    mutating func relaxedExpression() throws(JSONPathError) -> JSONPath {
        let begin = position
        let isBraced = skip("{")
        if isBraced { skipSpaces() }
        var first: [JSONPath.Step] = []
        if !isBraced, let letter = next, !".[$@".contains(letter), let field = try field() { first = [field] }
        var path = try path()
        path.steps = first + path.steps
        if isBraced { try expect("}", "{ without }", at: begin) }
        guard next == nil else { throw error("unexpected \(shown): expected one expression") }
        return path
    }

    /// A path or a constant.
    private mutating func operand() throws(JSONPathError) -> JSONPath {
        switch next {
        case "\"", "'": return JSONPath(start: .constant(.string(try quoted())), steps: [])
        case let digit? where digit == "-" || digit.isNumber:
            return JSONPath(start: .constant(.number(try number())), steps: [])
        case let letter? where letter.isLetter:
            let place = position
            switch word() {
            case "true": return JSONPath(start: .constant(true), steps: [])
            case "false": return JSONPath(start: .constant(false), steps: [])
            case "null", "nil": return JSONPath(start: .constant(.null), steps: [])
            case let word: throw error("unknown word \"\(word)\"", at: place)
            }
        default: return try path()
        }
    }

    private mutating func number() throws(JSONPathError) -> JSONNumber {
        let begin = position
        while let next, next.isNumber || "+-.eE".contains(next) { position += 1 }
        let written = String(text[begin..<position])
        guard let value = Double(written), value.isFinite else {
            throw error("\"\(written)\" is not a number", at: begin)
        }
        return JSONNumber(value)
    }

    private mutating func path() throws(JSONPathError) -> JSONPath {
        var path = JSONPath(start: .current, steps: [])
        if skip("$") { path.start = .root } else if skip("@") { path.start = .current }
        while let character = next {
            if character == "." {
                position += 1
                if next == "." {
                    position += 1
                    path.steps.append(.descent)
                    if next == "[" { continue }
                }
                if let step = try field() { path.steps.append(step) }
            } else if character == "[" {
                path.steps.append(try brackets())
            } else {
                break
            }
        }
        return path
    }

    /// Behind a dot. nil for a dot alone, which is the value itself.
    private mutating func field() throws(JSONPathError) -> JSONPath.Step? {
        if next == "*" {
            position += 1
            return .wildcard
        }
        if next == "[" || next == "}" || next == nil { return nil }
        let begin = position
        var name = ""
        while let character = next, !" \t.,[]{}()$@=!<>|&*\"'".contains(character) {
            position += 1
            if character == "\\", let escaped = next {
                position += 1
                name.append(escaped)
            } else {
                name.append(character)
            }
        }
        guard !name.isEmpty else { throw error("unexpected \(shown): expected a field", at: begin) }
        return .field(name)
    }

    // MARK: Brackets

    private mutating func brackets() throws(JSONPathError) -> JSONPath.Step {
        let begin = position
        position += 1
        var steps: [JSONPath.Step] = []
        repeat {
            skipSpaces()
            steps.append(try subscription())
            skipSpaces()
        } while skip(",")
        try expect("]", "[ without ]", at: begin)
        return steps.count == 1 ? steps[0] : .union(steps)
    }

    private mutating func subscription() throws(JSONPathError) -> JSONPath.Step {
        switch next {
        case "*":
            position += 1
            return .wildcard
        case "?": return .filter(try filter())
        case "\"", "'": return try quotedFields()
        default: return .slice(try slice())
        }
    }

    /// `'name'`, and `'metadata.name'` for two fields: a dot that belongs to a name is escaped, as outside of brackets.
    private mutating func quotedFields() throws(JSONPathError) -> JSONPath.Step {
        let begin = position
        let mark = next
        position += 1
        var names = [""]
        while let character = next, character != mark {
            position += 1
            if character == "\\", let escaped = next {
                position += 1
                names[names.count - 1].append(escaped)
            } else if character == "." {
                names.append("")
            } else {
                names[names.count - 1].append(character)
            }
        }
        guard next != nil else { throw error("the quote is not closed", at: begin) }
        position += 1
        let fields = names.filter { !$0.isEmpty }.map { JSONPath.Step.field($0) }
        return fields.count == 1 ? fields[0] : .path(fields)
    }

    private mutating func slice() throws(JSONPathError) -> JSONPath.Slice {
        var slice = JSONPath.Slice()
        slice.start = try integer()
        guard skip(":") else {
            slice.isIndex = true
            // As in kubectl, [] is [0].
            if slice.start == nil, next != "]" { throw error("unexpected \(shown): expected an index") }
            return slice
        }
        slice.end = try integer()
        guard skip(":") else { return slice }
        let place = position
        if let step = try integer() {
            guard step > 0 else { throw error("the step must be positive", at: place) }
            slice.step = step
        }
        return slice
    }

    private mutating func integer() throws(JSONPathError) -> Int? {
        skipSpaces()
        let begin = position
        if next == "-" { position += 1 }
        while let next, ("0"..."9").contains(next) { position += 1 }
        guard begin < position else { return nil }
        let written = String(text[begin..<position])
        guard let value = Int(written) else { throw error("\"\(written)\" is not a valid index", at: begin) }
        skipSpaces()
        return value
    }

    private mutating func filter() throws(JSONPathError) -> JSONPath.Filter {
        let begin = position
        position += 1
        guard skip("(") else { throw error("unexpected \(shown): a filter is written ?(…)") }
        guard depth < Self.depthLimit else { throw error("too many nested filters", at: begin) }
        depth += 1
        defer { depth -= 1 }
        skipSpaces()
        let left = try operand()
        skipSpaces()
        // The longer operators first: <= is not <.
        let found = JSONPath.Filter.Operator.allCases.first { text[position...].starts(with: Array($0.rawValue)) }
        guard let found else {
            try expect(")", "the filter is not closed", at: begin)
            return JSONPath.Filter(left: left, comparison: nil)
        }
        position += found.rawValue.count
        skipSpaces()
        let right = try operand()
        try expect(")", "the filter is not closed", at: begin)
        return JSONPath.Filter(left: left, comparison: .init(operator: found, right: right))
    }

    // MARK: Texts

    /// A text in single or double quotes, with the escapes of Go: `\n`, `\t`, `\"`, `\u00e9`.
    private mutating func quoted() throws(JSONPathError) -> String {
        let begin = position
        let mark = next
        position += 1
        var result = ""
        while let character = next, character != mark {
            position += 1
            guard character == "\\" else {
                result.append(character)
                continue
            }
            result.append(try escape())
        }
        guard next != nil else { throw error("the quote is not closed", at: begin) }
        position += 1
        return result
    }

    /// Behind a backslash.
    private mutating func escape() throws(JSONPathError) -> Character {
        let place = position - 1
        guard let letter = next else { throw error("the escape is incomplete", at: place) }
        position += 1
        switch letter {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "\\", "\"", "'": return letter
        case "u", "x":
            let count = letter == "u" ? 4 : 2
            let digits = String(text[position...].prefix(count))
            guard digits.count == count, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
            else {
                throw error("\\\(letter) needs \(count) hexadecimal digits", at: place)
            }
            position += count
            return Character(scalar)
        default: throw error("unknown escape \\\(letter)", at: place)
        }
    }
}
