import Characters
import Kubernetes

/// Formats of programs other than KubeLB's: logfmt as logrus and slog write it (external-dns, Cilium), nginx's error log, and
/// Envoy's spdlog.
extension LogLine {
    /// The same line, read in those formats where it is plain text; its message is then what the program says, without what
    /// stands before it.
    package var read: LogLine {
        guard level == .unknown else { return self }
        var line = self
        if line.readLogfmt() || line.readNGINX() { return line }
        line.readEnvoy()
        return line
    }

    /// What the line says as one text: the message, and the error if there is one.
    package var statement: String {
        error.isEmpty || error == message ? message : message.isEmpty ? error : "\(message): \(error)"
    }

    /// `time="2026-11-28T23:15:41Z" level=error msg="Failed to do run once: …" error="…"`, in any order.
    private mutating func readLogfmt() -> Bool {
        guard message.containsBytes(of: "level=") else { return false }
        var fields = LogFields(message[...])
        var (text, level, isLogfmt) = ("", Level.unknown, false)
        while let (key, value) = fields.next() {
            switch key {
            case "level", "lvl": level = Level(logrus: value.lowercased())
            case "msg":
                text = value
                isLogfmt = true
            case "time", "ts": time = Timestamp(value) ?? time
            default: set(key, to: value)
            }
        }
        guard isLogfmt, level != .unknown else { return false }
        self.level = level
        message = text
        return true
    }

    /// `2026/11/28 23:13:19 [error] 29#29: *4627 upstream sent too big header while …, client: 198.51.100.71, server: …`. The
    /// time is that of Go's package log, and was read.
    private mutating func readNGINX() -> Bool {
        let words = message.prefix(60).split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, words[0].utf8.count == 10, words[2].hasPrefix("["), words[2].hasSuffix("]"),
            let level = Level(nginx: words[2].dropFirst().dropLast()),
            let colon = message.firstByteRange(of: ": ")
        else { return false }
        var rest = message[colon.upperBound...]
        // The number of the connection.
        if rest.first == "*", let blank = rest.firstIndex(of: " ") { rest = rest[rest.index(after: blank)...] }
        self.level = level
        message = String(rest)
        return true
    }
}

extension LogLine.Level {
    fileprivate init?(nginx name: Substring) {
        switch name {
        case "emerg", "alert", "crit", "error": self = .error
        case "warn": self = .warning
        case "notice", "info": self = .info
        case "debug": self = .debug
        default: return nil
        }
    }

    /// The words of logrus and slog are zap's, and `warning`.
    fileprivate init(logrus name: String) {
        switch name {
        case "error", "fatal", "panic": self = .error
        case "warn", "warning": self = .warning
        case "info": self = .info
        case "debug", "trace": self = .debug
        default: self = .unknown
        }
    }
}
