import Characters
import Kubernetes

/// klog's text format, which client-go writes past zap.
extension LogLine {
    /// `I1122 20:16:08.935392 11136 event.go:359] "message" key="value"`, or unquoted text after the bracket.
    mutating func readKlog(_ text: String, reference: Timestamp) -> Bool {
        // A quick look first: the letter of a level.
        guard let initial = text.utf8.first(where: { $0 != UInt8(ascii: " ") }),
            Level(klog: Character(Unicode.Scalar(initial))) != nil,
            let bracket = text.prefix(200).firstByteRange(of: "] ")
        else { return false }
        let header = text[..<bracket.lowerBound].split(separator: " ")
        guard header.count == 4, header[0].utf8.count == 5, let letter = header[0].first,
            let level = Level(klog: letter),
            header[0].dropFirst().allSatisfy(\.isWholeNumber), header[3].contains(":")
        else { return false }
        self.level = level
        time = Self.klogTime(monthAndDay: header[0].dropFirst(), clock: header[1], reference: reference) ?? time
        var fields = LogFields(text[bracket.upperBound...])
        guard let quoted = fields.message() else {
            message = String(text[bracket.upperBound...])
            return true
        }
        message = quoted
        var names: [String] = []
        var namespaces: [String] = []
        while let (key, value) = fields.next() {
            switch key {
            case "name": names.append(value)
            case "namespace": namespaces.append(value)
            // As ingress-nginx names one, and cert-manager.
            case "ingress", "key":
                let parts = value.split(separator: "/", maxSplits: 1)
                if parts.count == 2 { objects.append(Object(name: String(parts[1]), namespace: String(parts[0]))) }
            default: set(key, to: value)
            }
        }
        setObjects(names: names, namespaces: namespaces)
        return true
    }

    /// The year is the reference's, or the one before where that would lie in the future: a log read in January has
    /// lines of December.
    private static func klogTime(monthAndDay: Substring, clock: Substring, reference: Timestamp) -> Timestamp? {
        guard let year = Int(reference.description.prefix(4)) else { return nil }
        let rest = "-\(monthAndDay.prefix(2))-\(monthAndDay.suffix(2))T\(clock)Z"
        guard let time = Timestamp("\(year)\(rest)") else { return Timestamp("\(year - 1)\(rest)") }
        let day = 86400.0
        return time.seconds(since: reference) > day ? Timestamp("\(year - 1)\(rest)") : time
    }
}

extension LogLine.Level {
    fileprivate init?(klog letter: Character) {
        switch letter {
        case "E", "F": self = .error
        case "W": self = .warning
        case "I": self = .info
        default: return nil
        }
    }
}
