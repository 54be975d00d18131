import KubeLB
import Kubernetes
import Redaction

/// One line of one log, read and without its secrets.
package struct LogEntry: Sendable, Hashable {
    package let source: LogSource
    package let component: LogComponent
    /// As it was written, without the stamp of the kubelet.
    package let bytes: [UInt8]
    /// The number of bytes dropped at its end.
    package let cut: Int
    package let line: LogLine
    /// For lines of Envoy's access log.
    package let access: EnvoyAccess?
    /// When it was written, by the tenant cluster's clock; nil if unknown.
    package let time: Timestamp?
    /// Where it stands among the lines of all logs: never before the lines that precede it in its own.
    package let order: Timestamp
}

/// Makes entries of the lines of one log, in their order.
package struct LogParser: Sendable {
    package let source: LogSource
    private let component: LogComponent
    /// Seconds to add to the times of this cluster.
    private let correction: Double
    private let reference: Timestamp
    private var redactor = LineRedactor()
    private var last = Timestamp(milliseconds: 0)

    /// `reference` is shortly after the lines were written: klog leaves the year out.
    package init(_ source: LogSource, _ component: LogComponent, correction: Double = 0, reference: Timestamp) {
        self.source = source
        self.component = component
        self.correction = correction
        self.reference = reference
    }

    package mutating func entry(_ record: LogRecord) -> LogEntry {
        let bytes = redactor.redacted(Array(record.bytes))
        let reference = record.stamp?.time ?? reference
        var access: EnvoyAccess?
        let line: LogLine
        if component == .envoy {
            access = EnvoyAccess(String(decoding: bytes.prefix(LogLine.lengthLimit), as: UTF8.self))
            line = LogLine(envoy: bytes[...], access: access, reference: reference)
        } else {
            line = LogLine(bytes[...], reference: reference)
        }
        let time = Self.time(of: line, access, record.stamp?.time)?.adding(seconds: correction)
        last = max(last, time ?? last)
        return LogEntry(
            source: source, component: component, bytes: bytes, cut: record.cut, line: line, access: access, time: time,
            order: last)
    }

    /// A connection's line is written at its end. Plain lines know whole seconds only, the kubelet more.
    private static func time(of line: LogLine, _ access: EnvoyAccess?, _ stamp: Timestamp?) -> Timestamp? {
        if let access { return access.end }
        return line.level == .unknown ? stamp ?? line.time : line.time ?? stamp
    }
}
