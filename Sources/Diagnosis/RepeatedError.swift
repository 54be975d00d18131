import Characters
import KubeLB
import Kubernetes
import Redaction
import Topology

/// An error that a program of the management cluster logs again and again.
struct RepeatedError {
    let source: LogSource
    let group: RecurringErrors.Group

    /// What its last line says: the cause, without wrappers, after the message if that is not the whole.
    var text: String {
        let line = group.latest
        let digest = ErrorDigest.text(of: line.errorText)
        return line.error.isEmpty || line.message.isEmpty || line.message == "Unhandled Error"
            ? digest : "\(ErrorDigest.text(of: line.message, limit: 80)): \(digest)"
    }

    /// The same as the program wrote it, on one line, without what nginx adds about the request.
    var statement: String {
        let whole = TextRedactor.message(group.latest.statement).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
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

    /// How often and since when, with the pod and the cause.
    func sentence(_ context: CheckContext) -> String {
        "pod \(source.namespace)/\(source.pod) has logged it \(group.count) times in \(Age.text(seconds: group.span)), last "
            + "\(context.age(of: group.last) ?? "0s") ago: \(text)"
    }

    /// Shows the log of the pod. `name`: of the program.
    func log(of name: String, _ context: CheckContext) -> Remedy {
        .inspect(
            "check the log of \(name)",
            context.kubectl(
                "logs", ObjectReference(.management, kind: Pod.kind, namespace: source.namespace, name: source.pod),
                "-c \(source.container) --tail=100"))
    }

    /// Whether a line names an object of the management cluster, by its fields or as `namespace/name`.
    func names(_ metadata: ObjectMeta) -> Bool {
        let path = metadata.path
        return group.lines.contains { line in
            line.objects.contains { $0.name == metadata.name && $0.namespace == metadata.namespace }
                || line.statement.containsBytes(of: path)
        }
    }

    /// Whether the program cannot read a kind at all, so that it fails on every object.
    var isAboutAll: Bool { Self.ofAll.contains { group.latest.statement.containsBytes(of: $0) } }

    private static let ofAll = [
        "is forbidden: User", "no matches for kind ", "failed to list ", "failed to watch ", "Failed to watch",
    ]

    /// Whether the log has a line after it that shows that it is over.
    func isOver(_ isSuccess: (LogLine) -> Bool) -> Bool { group.later.contains(where: isSuccess) }
}

extension CheckContext {
    /// The errors of a log that go on, the newest last.
    func repeatedErrors(
        in lines: [LogLine], of source: LogSource, _ persistence: RecurringErrors.Persistence = .steady,
        where isError: (LogLine) -> Bool = { $0.level == .error }
    ) -> [RepeatedError] {
        RecurringErrors(in: lines, where: isError).groups.compactMap { group in
            group.ongoing(at: now, persistence).map { RepeatedError(source: source, group: $0) }
        }
    }

    /// The errors that a controller of Layer 7 repeats until now, of each pod the newest last.
    func repeatedErrors(
        of logger: RoutingLogger, fewest: Int = 3, where isError: (LogLine) -> Bool = { $0.level == .error }
    ) -> [RepeatedError] {
        topology.logTails(of: logger).flatMap { source, tail in
            repeatedErrors(in: tail.lines, of: source, .occasional(fewest: fewest), where: isError)
        }
    }

    /// Shows the log of a workload of the management cluster.
    func log(of workload: ServingController.Workload) -> Remedy {
        .inspect("check its log", kubectl("logs", workload.object, "--all-containers --tail=100"))
    }
}
