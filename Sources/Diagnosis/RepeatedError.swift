import Characters
import KubeLB
import Kubernetes
import Redaction
import Topology

/// An error that a controller of the management cluster logs again and again.
struct RepeatedError {
    let source: LogSource
    let group: RecurringErrors.Group

    /// What its last line says, without wrappers.
    var text: String { ServiceWords.excerpt(group.latest.statement) }

    /// The same as the program wrote it, without what nginx adds about the request.
    var statement: String {
        let whole = TextRedactor.message(group.latest.statement)
        return whole.firstByteRange(of: ", client: ").map { String(whole[..<$0.lowerBound]) } ?? whole
    }

    var evidence: Evidence {
        let count = group.count > 1 ? " (×\(group.count))" : ""
        let value = statement
        return Evidence("\(source)", (value.utf8.count > Self.limit ? text : value) + count, at: group.last)
    }

    /// Bytes of a line that are shown as they are.
    private static let limit = 600

    /// `3 times in 14m`, as far as the log goes back.
    func frequency(_ context: CheckContext) -> String {
        "\(group.count) times" + (context.age(of: group.first).map { " in \($0)" } ?? "")
    }

    /// Whether a line names an object of the management cluster, by its fields or as `namespace/name`.
    func names(_ metadata: ObjectMeta) -> Bool {
        let path = metadata.path
        return group.lines.contains { line in
            line.objects.contains { $0.name == metadata.name && $0.namespace == metadata.namespace }
                || line.statement.containsBytes(of: path)
        }
    }
}

extension CheckContext {
    /// The errors that a controller repeats until now, the newest last.
    func repeatedErrors(
        of logger: RoutingLogger, fewest: Int = 3, includesWarnings: Bool = false,
        isHealed: (_ error: LogLine, _ later: LogLine) -> Bool = { _, _ in false }
    ) -> [RepeatedError] {
        topology.lines(of: logger).flatMap { source, lines in
            RecurringErrors(in: lines, includesWarnings: includesWarnings, isHealed: isHealed).groups
                .filter { $0.goesOn(at: now, fewest: fewest) }
                .map { RepeatedError(source: source, group: $0) }
        }
    }

    /// Shows the log of a workload of the management cluster.
    func log(of workload: ServingController.Workload) -> Remedy {
        .inspect("check its log", kubectl("logs", workload.object, "--all-containers --tail=100"))
    }
}
