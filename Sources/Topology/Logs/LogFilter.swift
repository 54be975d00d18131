import KubeLB
import Kubernetes

/// Which lines are shown.
package struct LogFilter: Sendable {
    /// Empty: lines of all Services, and those of none.
    package var scopes: [LogScope] = []
    package var minimum: LogLine.Level?
    package var pattern: LogPattern?
    /// Whether to leave out what the manager reports about every snapshot that it sends to Envoy.
    package var hidesSnapshots = false
    /// By the tenant cluster's clock.
    package var since: Timestamp?

    package init() {}

    package enum Verdict: Sendable, Hashable {
        case shown
        case hidden
        /// A connection for which Envoy found no healthy node: nothing in its line says to which Service it went.
        case unattributable
    }

    /// `isExplained`: a check explains the line, so that it matters also where it names no Service.
    package func verdict(on entry: LogEntry, isExplained: Bool = false) -> Verdict {
        if let since, let time = entry.time, time < since { return .hidden }
        if hidesSnapshots, entry.component == .manager, entry.line.isAboutSnapshots { return .hidden }
        if let minimum, entry.line.level < minimum { return .hidden }
        if let pattern, !pattern.matches(entry.bytes) { return .hidden }
        guard !scopes.isEmpty else { return .shown }
        if scopes.contains(where: { concerns($0, entry) }) { return .shown }
        if let access = entry.access { return access.upstream == nil ? .unattributable : .hidden }
        return isExplained && isAboutAll(entry) ? .shown : .hidden
    }

    private func concerns(_ scope: LogScope, _ entry: LogEntry) -> Bool {
        if scope.isOfTenant { return entry.component == .envoy || names(scope, entry) }
        if let access = entry.access { return access.nodePort.map(scope.nodePorts.contains) ?? false }
        if scope.uids.contains(where: { entry.bytes.contains($0) }) { return true }
        guard entry.component == .ccm, !scope.name.isEmpty else { return false }
        return entry.line.objects.contains(LogLine.Object(name: scope.name, namespace: scope.namespace))
            || entry.bytes.contains(scope.path, asWord: true)
    }

    /// Whether a line names a tenant, its namespace or an object in it.
    private func names(_ tenant: LogScope, _ entry: LogEntry) -> Bool {
        guard let namespace = tenant.tenantNamespace else { return false }
        return entry.line.objects.contains { object in
            object.namespace == namespace
                || object.namespace.isEmpty && [tenant.name, namespace].contains(object.name)
        } || entry.bytes.contains(namespace, asWord: true)
    }

    /// A fault that a line without a Service tells of is every Service's, one of the tenant's namespace all of the tenant's.
    private func isAboutAll(_ entry: LogEntry) -> Bool {
        switch LogSignature(entry.line) {
        case nil: false
        case .noNodeAddress: true
        case .addressesMissing, .tenantMissing:
            scopes.contains { scope in entry.line.objects.contains { $0.namespace == scope.tenantNamespace } }
        case _?: entry.line.objects.isEmpty || entry.line.objects.allSatisfy { $0.namespace.isEmpty }
        }
    }
}

extension LogLine.Level: Comparable {
    /// Plain lines rank with errors: Go's panics are such, and nothing says that they do not matter.
    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error, .unknown: 3
        }
    }

    package static func < (left: LogLine.Level, right: LogLine.Level) -> Bool { left.rank < right.rank }
}

extension [UInt8] {
    /// Whether a text stands in it; as a word: not within a longer name of Kubernetes.
    package func contains(_ text: String, asWord: Bool = false) -> Bool {
        var text = text
        return text.withUTF8 { word in
            guard let first = word.first, count >= word.count else { return false }
            var start = startIndex
            while let index = self[start...(count - word.count)].firstIndex(of: first) {
                let end = index + word.count
                if self[index..<end].elementsEqual(word),
                    !asWord
                        || !(index > 0 && self[index - 1].isNameByte || end < count && self[end].isNameByte)
                {
                    return true
                }
                start = index + 1
                guard start <= count - word.count else { return false }
            }
            return false
        }
    }
}

extension UInt8 {
    /// A letter, a digit, `-`, `.` or `/`.
    fileprivate var isNameByte: Bool {
        (0x61...0x7A).contains(self | 0x20) || (0x2D...0x39).contains(self)
    }
}
