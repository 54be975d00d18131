import Characters
import KubeLB
import Kubernetes
import Topology

/// Who refused a controller's write, by the API server's error: an admission webhook or policy, a quota, Pod Security, a full
/// range.
enum WriteRefusal {
    /// What fixes the cause in the cluster that refused, and then makes the controller write again at once.
    static func remedies(
        for error: String, _ side: ClusterSide, namespace: String, retry object: ObjectReference,
        _ context: CheckContext
    ) -> [Remedy] {
        let known = remedies(for: error, side, namespace: namespace, context)
        let fixes = known.filter { $0.role != .inspect }
        let retry = Remedy.then("touch the object, which makes the controller retry at once", context.touch(object))
        return (fixes.isEmpty ? [.fix("fix what the error names")] : fixes) + [retry]
            + known.filter { $0.role == .inspect }
    }

    /// Empty if the error is none of those.
    static func remedies(for error: String, _ side: ClusterSide, namespace: String, _ context: CheckContext) -> [Remedy]
    {
        if let webhook = error.quoted(after: "failed calling webhook ") ?? error.quoted(after: "admission webhook ") {
            return self.webhook(webhook, error, side, context)
        }
        if let binding = error.quoted(after: "with binding ", by: "'") {
            let reference = ObjectReference(side, kind: "ValidatingAdmissionPolicyBinding", name: binding)
            return [.fix("exempt KubeLB's objects from the admission policy", context.kubectl("edit", reference))]
        }
        if let quota = error.word(after: "exceeded quota: ") {
            let reference = ObjectReference(side, kind: ResourceQuota.kind, namespace: namespace, name: quota)
            return [
                .fix(
                    "raise the ResourceQuota, or remove objects that count against it",
                    context.kubectl("edit", reference)),
                .inspect("see what counts against it", context.kubectl("describe", reference)),
            ]
        }
        if error.containsBytes(of: "violates PodSecurity") {
            let reference = ObjectReference(side, kind: Namespace.kind, name: namespace)
            return [
                .fix(
                    "allow such pods in the namespace",
                    context.kubectl("label", reference, "pod-security.kubernetes.io/enforce=privileged --overwrite"))
            ]
        }
        if error.containsBytes(of: "range is full") || error.containsBytes(of: "provided port is already allocated") {
            return [
                .fix(
                    "free node ports by removing Services that nobody uses, or widen --service-node-port-range of the API server"
                ),
                .inspect(
                    "list the Services that have node ports",
                    context.kubectl(side, "get services -A").piped(
                        into: ShellCommand("grep -E 'LoadBalancer|NodePort'"))),
            ]
        }
        return serverRemedies(for: error, side, namespace: namespace, context)
    }

    /// A webhook that cannot be called is down; one that answers refuses by intention.
    private static func webhook(
        _ name: String, _ error: String, _ side: ClusterSide, _ context: CheckContext
    ) -> [Remedy] {
        let isDown = error.containsBytes(of: "failed calling webhook")
        var remedies: [Remedy] = [
            .fix(
                isDown
                    ? "bring back the webhook \(name), or set its failurePolicy to Ignore while it is down"
                    : "exempt KubeLB's objects from the webhook \(name), or satisfy it"),
            .inspect(
                "find the configuration of the webhook",
                context.kubectl(
                    side,
                    """
                    get validatingwebhookconfigurations,mutatingwebhookconfigurations \
                    -o custom-columns=KIND:.kind,NAME:.metadata.name,WEBHOOKS:.webhooks[*].name
                    """)),
        ]
        // https://SERVICE.NAMESPACE.svc:443/path
        if let host = error.word(after: "https://"), let end = host.firstByteRange(of: ".svc") {
            let parts = host[..<end.lowerBound].split(separator: ".").map(String.init)
            if parts.count == 2 {
                remedies.append(
                    .inspect(
                        "check its Service and the pods behind it",
                        context.kubectl(side, "-n \(parts[1]) get services,endpointslices,pods -o wide")))
            }
        }
        return remedies
    }
}

extension String {
    /// The quoted text right behind a phrase.
    fileprivate func quoted(after phrase: String, by mark: Character = "\"") -> String? {
        guard let range = firstByteRange(of: phrase + String(mark)) else { return nil }
        let rest = self[range.upperBound...]
        guard let end = rest.firstIndex(of: mark), end > rest.startIndex else { return nil }
        return String(rest[..<end])
    }

    /// The word right behind a phrase, without the punctuation that follows it.
    fileprivate func word(after phrase: String) -> String? {
        guard let range = firstByteRange(of: phrase) else { return nil }
        let word = self[range.upperBound...].prefix { !$0.isWhitespace && !",;\"".contains($0) }
        return word.isEmpty ? nil : String(word)
    }
}
