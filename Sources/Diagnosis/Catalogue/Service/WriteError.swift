import Characters
import KubeLB
import Kubernetes
import Redaction
import Topology

/// An API server's answer to a write of a controller that failed, read once.
struct WriteError {
    let text: String
    private let time: Timestamp?
    private let refusal: Refusal?

    init(_ text: String, at time: Timestamp? = nil) {
        self.text = text
        self.time = time
        refusal = Refusal(text)
    }

    init(_ line: LogLine) { self.init(TextRedactor.message(line.errorText), at: line.time) }

    /// The error with what refuses in front of it, so that it is read first.
    var sentence: String {
        let excerpt = ServiceWords.excerpt(text)
        guard let name = refusal?.name, !excerpt.hasPrefix(name) else { return excerpt }
        return "\(name): \(excerpt)"
    }

    /// Whether it is known who or what refuses.
    var isRefusal: Bool { refusal != nil }

    /// Codes whose findings explain it.
    var suspects: [CheckCode] { refusal?.suspects ?? [] }

    /// The namespace of the Service of an admission webhook that does not respond; nil for any other error.
    var namespaceOfStoppedWebhook: String? {
        if case .unreachable(_, let service?, .down) = refusal { service.namespace } else { nil }
    }

    /// Whether waiting changes nothing: somebody states that they refuse, and does not just fail to respond.
    var isLasting: Bool {
        refusal?.isLasting ?? (text.containsBytes(of: " is invalid: ") || text.containsBytes(of: "denied the request"))
    }

    /// What refuses the manager's writes for every tenant alike, with what fixes that; nil for anything else.
    func commonCause(namespace: String, _ context: CheckContext) -> CommonCause? {
        guard let (subject, detail) = refusal?.common else { return nil }
        let manager = context.topology.manager
        let known = remedies(.management, namespace: namespace, of: .controller(manager), context)
        return CommonCause(
            subject: subject, detail: detail,
            objects: [context.reference(manager)],
            remedies: known.filter { $0.role != .inspect }
                + [context.thenRestart(manager, ", so that it retries immediately")]
                + known.filter { $0.role == .inspect })
    }

    /// The cluster to which the CCM wrote: it writes the Service to one, LoadBalancers and Addresses to the other. nil if the
    /// error does not show that it is the management cluster.
    func managementSide(tenantNamespace: String?) -> ClusterSide? {
        let names = [LoadBalancer.kind, "." + KubeLBNames.group] + [tenantNamespace].compactMap { $0 }
        return names.contains { text.containsBytes(of: $0) } ? .management : nil
    }

    func evidence(_ source: LogSource, count: Int = 1) -> Evidence {
        Evidence("\(source)", text + (count > 1 ? " (×\(count))" : ""), at: time)
    }

    /// What fixes it, by who refuses; empty if it is not known.
    func remedies(
        _ side: ClusterSide, namespace: String, of subject: Refusal.Subject, _ context: CheckContext
    ) -> [Remedy] {
        refusal?.remedies(side, namespace: namespace, of: subject, context) ?? []
    }

    /// What fixes it and makes the controller write again immediately.
    func remedies(
        _ side: ClusterSide, namespace: String, by controller: Controller, retry object: ObjectReference,
        _ context: CheckContext
    ) -> [Remedy] {
        let known = remedies(side, namespace: namespace, of: .controller(controller), context)
        let fixes = known.filter { $0.role != .inspect }
        let retry = Remedy.then("touch the object, which makes the controller retry immediately", context.touch(object))
        return (fixes.isEmpty ? [.fix("fix what the error names")] : fixes) + [retry]
            + known.filter { $0.role == .inspect }
    }

    /// That the CCM fails on an object of the tenant cluster, by the last of `lines` of its log.
    static func finding(
        _ failure: String, _ resource: ExposedResource, _ object: ObjectReference, tenantNamespace: String?,
        _ last: (source: LogSource, line: LogLine), of lines: [LogLine], _ context: CheckContext
    ) -> Finding {
        let error = WriteError(last.line)
        let side = error.managementSide(tenantNamespace: tenantNamespace) ?? .tenant
        let namespace = side == .management ? tenantNamespace ?? "" : object.namespace
        return error.finding(
            failure, resource, objects: [object],
            evidence: error.evidence(last.source, count: LogLine.failures(in: lines)),
            remedies: error.remedies(
                side, namespace: namespace, by: context.topology.ccm, retry: object, context))
    }

    /// That a controller fails on a resource. `failure`: what it fails to do.
    func finding(
        _ failure: String, _ resource: ExposedResource, objects: [ObjectReference], evidence: Evidence,
        remedies: [Remedy]
    ) -> Finding {
        var finding = Finding(
            isLasting ? .error : .warning, "\(failure): \(sentence)", resource: resource, objects: objects,
            evidence: [evidence], confidence: refusal == nil ? .likely : .certain, remedies: remedies)
        finding.isAsSevereAsEffects = true
        finding.suspects = suspects
        return finding
    }
}
