import Characters
import Kubernetes

/// Formats of programs that are not written in Go: nginx's error log, and Envoy's spdlog.
extension LogLine {
    /// The same line, read in those formats where it is plain text; its message is then what the program says, without what
    /// stands before it.
    package var read: LogLine {
        guard level == .unknown else { return self }
        var line = self
        if line.readNGINX() { return line }
        line.readEnvoy()
        return line
    }

    /// What the line says as one text: the message, and the error if there is one.
    package var statement: String {
        error.isEmpty || error == message ? message : message.isEmpty ? error : "\(message): \(error)"
    }

    /// `2026/11/28 23:13:19 [error] 29#29: *4627 upstream sent too big header while …, client: 198.51.100.71, server: …`. The
    /// time is that of Go's package log, and was read.
    private mutating func readNGINX() -> Bool {
        let words = message.prefix(60).split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, words[0].utf8.count == 10, words[2].hasPrefix("["), words[2].hasSuffix("]"),
            let colon = message.firstByteRange(of: ": ")
        else { return false }
        let level = Level(named: words[2].dropFirst().dropLast())
        guard level != .unknown else { return false }
        var rest = message[colon.upperBound...]
        // The number of the connection.
        if rest.first == "*", let blank = rest.firstIndex(of: " ") { rest = rest[rest.index(after: blank)...] }
        self.level = level
        message = String(rest)
        return true
    }
}
