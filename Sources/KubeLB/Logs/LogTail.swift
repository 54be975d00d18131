import Characters
import Kubernetes
import Redaction

/// The last lines of a log.
package struct LogTail: Sendable, Hashable {
    /// In the log's order, without blank lines.
    package let lines: [LogLine]
    /// When the log was read.
    package let reference: Timestamp

    /// Takes the last lines of a log.
    ///
    /// - Parameters:
    ///   - bytes: the log as it is stored; any bytes will do.
    ///   - last: how many lines that are not blank.
    ///   - reference: when the log was read: gives klog's lines their year, and tells what still goes on.
    package init(text bytes: [UInt8], last: Int = 200, reference: Timestamp) {
        var slices: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while slices.count < last, !rest.isEmpty {
            let newline = rest.lastIndex(of: UInt8(ascii: "\n"))
            let line = rest[(newline.map { $0 + 1 } ?? rest.startIndex)...]
            if line.contains(where: { $0 > UInt8(ascii: " ") }) { slices.append(line) }
            rest = rest[..<(newline ?? rest.startIndex)]
        }
        var redactor = LineRedactor()
        lines = slices.reversed().map { LogLine(redactor.redacted(Array($0))[...], reference: reference) }
        self.reference = reference
    }

    package var isEmpty: Bool { lines.isEmpty }

    /// Error lines, but for those that healthy clusters have.
    package var errors: [LogLine] { lines.filter { $0.level == .error && !Self.isBenign($0) } }

    /// Error lines, and those of races that an object loses again and again: a healthy controller logs once or twice that what
    /// it creates already exists, one whose cache stands still does at every try.
    package var lastingErrors: [LogLine] {
        let races = lines.filter { $0.level == .error && Self.isRace($0) }
        var tries: [LogLine.Object: [Timestamp]] = [:]
        for line in races {
            for object in Set(line.objects) { tries[object, default: []] += [line.time].compactMap { $0 } }
        }
        let lost = Set(
            tries.filter { _, times in
                guard times.count >= Self.lostRaces, let first = times.min(), let last = times.max() else {
                    return false
                }
                return last.seconds(since: first) >= Self.startOfWatches
            }.keys)
        return lines.filter { line in
            guard line.level == .error else { return false }
            return !Self.isBenign(line)
                || Self.isRace(line) && line.objects.contains(where: lost.contains)
        }
    }

    /// Whether something that is to be created exists.
    package static func isRace(_ line: LogLine) -> Bool { line.error.containsBytes(of: exists) }

    private static let exists = "\" already exists"
    private static let lostRaces = 4
    /// Seconds within which a cache has caught up.
    private static let startOfWatches = 30.0

    /// Error lines of the service controller that name a Service; those that healthy clusters have are left out.
    package func errors(naming name: String, namespace: String) -> [LogLine] {
        let service = LogLine.Object(name: name, namespace: namespace)
        return errors.filter { $0.isOfServiceController && $0.objects.contains(service) }
    }

    /// Whether a line is one of the races that every healthy cluster logs as errors, mostly while it starts.
    ///
    /// Source: the logs of healthy recorded clusters. The next try succeeds; whether it did is in the API's objects.
    package static func isBenign(_ line: LogLine) -> Bool {
        if line.message.containsBytes(of: "Server rejected event") { return true }
        if line.message.containsBytes(of: "Unable to get service for status update") { return true }
        // The CCM reads its own Route back before its cache has it.
        if line.error.containsBytes(of: "failed to get Route from LB cluster"), line.error.hasSuffix("not found") {
            return true
        }
        if line.controller == "loadbalancer-controller", line.error.hasPrefix("Service \"envoy-"),
            line.error.hasSuffix("\" not found")
        {
            return true
        }
        return benignErrors.contains { line.error.containsBytes(of: $0) || line.message.containsBytes(of: $0) }
    }

    private static let benignErrors = [
        "\" already exists", "the object has been modified",
        "failed to generate kubeconfig: failed to get ServiceAccount token",
    ]
}

extension LogLine {
    /// Whether what it reports may still go on: controller-runtime pauses at most 1000 s between two tries.
    package func isRecent(at now: Timestamp) -> Bool {
        time.map { now.seconds(since: $0) < Self.longestPause } ?? false
    }

    package static let longestPause = 1010.0

    /// The CCM's service controller writes through its own logger and through controller-runtime's.
    fileprivate var isOfServiceController: Bool {
        controller == "service-controller" || logger == "kubelb.service.reconciler"
    }
}
