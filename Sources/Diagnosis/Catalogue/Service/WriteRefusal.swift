import Characters
import KubeLB
import Topology

/// Who refused a controller's write, by the API server's error in its log: an admission webhook, a quota, a full range.
enum WriteRefusal {
    /// Whether somebody states a refusal, which waiting does not change: admission, a quota, a full range, RBAC, validation.
    static func isExplicit(_ error: String) -> Bool {
        [
            "denied the request", "denied request", "failed calling webhook", "exceeded quota", "range is full",
            "is forbidden: ", "is invalid: ", "violates PodSecurity",
        ].contains { error.containsBytes(of: $0) }
    }

    /// What fixes the cause, for the cluster that refused; empty if the error is none of those.
    static func remedies(for error: String, _ side: ClusterSide, namespace: String, _ context: CheckContext) -> [Remedy]
    {
        if let webhook = error.quoted(after: "failed calling webhook ") ?? error.quoted(after: "admission webhook ") {
            return self.webhook(webhook, error, side, context)
        }
        if let quota = error.word(after: "exceeded quota: ") {
            return [
                Remedy(
                    "raise the ResourceQuota, or remove objects that count against it",
                    command: context.kubectl(side, "-n \(namespace) describe resourcequota \(quota)"))
            ]
        }
        if error.containsBytes(of: "range is full") || error.containsBytes(of: "provided port is already allocated") {
            return [
                Remedy(
                    "free node ports by removing Services that nobody uses, or widen --service-node-port-range of the API server",
                    command: context.kubectl(side, "get services -A").piped(
                        into: ShellCommand("grep -E 'LoadBalancer|NodePort'")))
            ]
        }
        return []
    }

    /// A webhook that cannot be called is down; one that answers refuses by intention.
    private static func webhook(
        _ name: String, _ error: String, _ side: ClusterSide, _ context: CheckContext
    ) -> [Remedy] {
        var remedies: [Remedy] = []
        // https://SERVICE.NAMESPACE.svc:443/path
        if let host = error.word(after: "https://"), let end = host.firstByteRange(of: ".svc") {
            let parts = host[..<end.lowerBound].split(separator: ".").map(String.init)
            if parts.count == 2 {
                remedies.append(
                    Remedy(
                        "bring back the webhook \(name): check its Service and the pods behind it",
                        command: context.kubectl(
                            side,
                            "-n \(parts[1]) get services,endpointslices,pods -o wide")))
            }
        }
        remedies.append(
            Remedy(
                "find the configuration of webhook \(name); exempt KubeLB's objects, or set failurePolicy: Ignore if it is down",
                command: context.kubectl(
                    side,
                    """
                    get validatingwebhookconfigurations,mutatingwebhookconfigurations \
                    -o custom-columns=KIND:.kind,NAME:.metadata.name,WEBHOOKS:.webhooks[*].name
                    """)))
        return remedies
    }
}

extension String {
    /// The quoted text right behind a phrase.
    fileprivate func quoted(after phrase: String) -> String? {
        guard let range = firstByteRange(of: phrase + "\"") else { return nil }
        let rest = self[range.upperBound...]
        guard let end = rest.firstIndex(of: "\""), end > rest.startIndex else { return nil }
        return String(rest[..<end])
    }

    /// The word right behind a phrase, without the punctuation that follows it.
    fileprivate func word(after phrase: String) -> String? {
        guard let range = firstByteRange(of: phrase) else { return nil }
        let word = self[range.upperBound...].prefix { !$0.isWhitespace && !",;\"".contains($0) }
        return word.isEmpty ? nil : String(word)
    }
}
