import Characters
import Kubernetes

/// The formats of programs beside KubeLB: logfmt, as logrus and slog write it (Cilium, external-dns, older kube-vip), and the
/// text of slog's default handler (kube-vip).
extension LogLine {
    /// `time="2026-11-22T21:25:52Z" level=error msg="…" error="…" k8sNamespace=tenant-acme subsys=k8s-watcher`.
    mutating func readLogfmt(_ text: String) -> Bool {
        guard ["time=", "ts=", "level="].contains(where: { text.hasPrefix($0) }) else { return false }
        var line = self
        var fields = LogFields(text[...])
        var isLogLine = false
        while let (key, value) = fields.next() {
            switch key {
            case "time", "ts": line.time = Timestamp(value) ?? line.time
            case "level":
                line.level = Level(named: value)
                isLogLine = isLogLine || line.level != .unknown
            case "msg": line.message = value
            default: line.set(key, to: value)
            }
        }
        guard isLogLine else { return false }
        self = line
        return true
    }

    /// `2026/11/22 20:16:09 ERROR message key=value`: after the time of Go's package log, the level in capitals.
    mutating func readLevel(of text: String) {
        let words = text.prefix(60).split(separator: " ", maxSplits: 3)
        guard words.count == 4, words[2].utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            return
        }
        level = Level(named: words[2])
        guard level != .unknown, let start = text.firstByteRange(of: " \(words[2]) ") else { return }
        message = String(text[start.upperBound...])
    }
}
