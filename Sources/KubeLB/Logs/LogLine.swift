import Characters
import Documents
import Kubernetes

/// A line of the CCM's or the manager's log, in any of the formats that stand mixed in one stream: zap's JSON, zap's
/// console format, klog's text and plain text.
package struct LogLine: Sendable, Hashable {
    package enum Level: Sendable, Hashable {
        /// Also zap's `panic` and `fatal` and klog's `F`.
        case error
        case warning
        case info
        /// Also zap's numbered levels, `Level(-2)` and below.
        case debug
        /// A plain line: Go's own output, and what could not be read as any format.
        case unknown

        /// As zap, logrus, slog, nginx and Envoy name them, in any case; `unknown` for other words.
        init(named name: some StringProtocol) {
            let name = name.lowercased()
            switch name {
            case "error", "err", "dpanic", "panic", "fatal", "emerg", "alert", "crit", "critical": self = .error
            case "warn", "warning": self = .warning
            case "info", "notice": self = .info
            case "debug", "trace": self = .debug
            default: self = name.hasPrefix("level(-") ? .debug : .unknown
            }
        }
    }

    /// An object that a line names.
    package struct Object: Sendable, Hashable {
        package let name: String
        /// Empty for cluster-scoped objects, and where the line has no namespace.
        package let namespace: String

        package init(name: String, namespace: String) {
            self.name = name
            self.namespace = namespace
        }

        package init(_ metadata: ObjectMeta) {
            self.init(name: metadata.name, namespace: metadata.namespace)
        }
    }

    /// The line's own time, or that of kubectl's `--timestamps`. Nil where it has neither.
    package internal(set) var time: Timestamp?
    package internal(set) var level = Level.unknown
    package internal(set) var logger = ""
    /// The whole line where it is plain text.
    package internal(set) var message = ""
    package internal(set) var error = ""
    /// The error, or the message of a line without one.
    package var errorText: String { error.isEmpty ? message : error }
    /// The controller of controller-runtime that wrote the line; empty for lines of others.
    package internal(set) var controller = ""
    /// Every object that the line names: lines repeat the keys `name` and `namespace`.
    package internal(set) var objects: [Object] = []

    /// The other fields of a structured line, in its order.
    package internal(set) var details: [Detail] = []

    /// A field that only some programs write: `k8sSvcName`.
    package struct Detail: Sendable, Hashable {
        package let key: String
        /// `NAMESPACE/NAME` for an object that names another.
        package let value: String
    }

    /// Whether it is one of the plain lines with which Envoy's control plane accompanies each snapshot: dozens for every change,
    /// and as many for every Envoy that connects (go-control-plane, `pkg/cache/v3/simple.go`).
    package var isAboutSnapshots: Bool {
        guard level == .unknown else { return false }
        return message.containsBytes(of: " setting snapshot for node ")
            || ["open watch ", "respond "].contains { message.containsBytes(of: " " + $0) }
                && message.containsBytes(of: "type.googleapis.com/envoy.")
    }

    /// The name that stands last.
    package var objectName: String { objects.last?.name ?? "" }
    package var objectNamespace: String { objects.last?.namespace ?? "" }

    /// The number of bytes of a line that are read; longer lines are truncated.
    package static let lengthLimit = LogStream.lineLimit

    /// An error that stands outside of a log.
    init(error: String) { self.error = error }

    /// Reads one line; never fails, as what is in no known format is plain text.
    ///
    /// `reference` is a moment shortly after the line was written: klog leaves the year out.
    package init(_ bytes: ArraySlice<UInt8>, reference: Timestamp) {
        var rest = bytes.prefix(Self.lengthLimit)
        while let last = rest.last, last == UInt8(ascii: "\r") || last == UInt8(ascii: "\n") { rest.removeLast() }
        if let (stamp, line) = Self.timestampPrefix(of: rest) {
            time = stamp
            rest = line
        }
        if readJSON(rest) { return }
        let text = String(decoding: rest, as: UTF8.self)
        if readKlog(text, reference: reference) || readConsole(text) || readLogfmt(text) || readSyslog(text) { return }
        message = text
        guard let stamp = Self.goLogTime(of: text) else { return }
        time = stamp
        readLevel(of: text)
    }

    package init(_ text: String, reference: Timestamp) {
        self.init(Array(text.utf8)[...], reference: reference)
    }

    /// What `kubectl logs --timestamps` puts before a line: RFC 3339 and a blank.
    private static func timestampPrefix(of line: ArraySlice<UInt8>) -> (Timestamp, ArraySlice<UInt8>)? {
        guard let first = line.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
            let blank = line.prefix(40).firstIndex(of: UInt8(ascii: " ")),
            let time = Timestamp(String(decoding: line[..<blank], as: UTF8.self))
        else { return nil }
        return (time, line[(blank + 1)...])
    }

    /// `2026/11/22 20:16:09 …`, as Go's package log writes it; the controllers' containers run in UTC.
    private static func goLogTime(of text: String) -> Timestamp? {
        guard text.utf8.dropFirst(4).first == UInt8(ascii: "/") else { return nil }
        let words = text.prefix(40).split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0].count == 10 else { return nil }
        return Timestamp("\(words[0].split(separator: "/").joined(separator: "-"))T\(words[1])Z")
    }

    /// Notes a field of a structured line; true for those that are kept.
    mutating func set(_ key: String, to value: String) {
        switch key {
        case "logger": logger = value
        case "controller": controller = value
        case "error", "err": error = value
        case "msg", "level", "ts", "time", "caller", "source", "stacktrace": break
        default: details.append(Detail(key: key, value: value))
        }
    }

    /// Everything that it says, for searches: its message, its error and the values of its other fields.
    package var fullText: String {
        ([message, error] + details.map(\.value)).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Pairs names with namespaces in the order in which they stand.
    mutating func setObjects(names: [String], namespaces: [String]) {
        objects += names.enumerated().map { index, name in
            Object(name: name, namespace: index < namespaces.count ? namespaces[index] : "")
        }
    }
}
