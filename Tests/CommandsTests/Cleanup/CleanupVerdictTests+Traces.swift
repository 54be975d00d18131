/// What refers to a Service that no list contains.
extension CleanupVerdictTests {
    private static func event(_ reason: String, at time: String) -> String {
        """
        tenant: {events: {shop/old.1: {type: Warning, reason: \(reason), lastTimestamp: "\(time)", involvedObject: {
          kind: Service, namespace: shop, name: old}}}}
        """
    }
    static let traces: [Case] = [
        Case(
            name: "an EndpointSlice still names its Service",
            changes: old
                + "tenant: {endpointslices.discovery.k8s.io: {shop/old-1: {metadata: {labels: "
                + "{kubernetes.io/service-name: old}}}}}", verdicts: ["X001 review"]),
        Case(
            name: "an object still belongs to its Service",
            changes: old
                + "tenant: {pods: {shop/old-1: {metadata: {ownerReferences: [{kind: Service, name: old, "
                + "uid: 00000000-0000-4000-8000-000000000077}]}}}}", verdicts: ["X001 review"]),
        Case(
            name: "an Ingress still routes to its Service",
            changes: old
                + "tenant: {ingresses.networking.k8s.io: {shop/old: {spec: {ingressClassName: nginx, rules: [{http: {paths: "
                + "[{path: /, backend: {service: {name: old, port: {number: 80}}}}]}}]}}}}", verdicts: ["X001 review"]),
        Case(
            name: "an Ingress of another namespace routes to a Service of the same name",
            changes: old
                + "tenant: {ingresses.networking.k8s.io: {kubelb/old: {spec: {ingressClassName: nginx, rules: [{http: {paths: "
                + "[{path: /, backend: {service: {name: old, port: {number: 80}}}}]}}]}}}}", verdicts: ["X001 delete"]),
        Case(
            name: "an Event is about its Service", changes: old + event("SyncFailed", at: "2026-11-22T11:59:00Z"),
            verdicts: ["X001 review"]),
        Case(
            name: "an old Event is about its Service", changes: old + event("SyncFailed", at: "2026-11-22T11:50:00Z"),
            verdicts: ["X001 delete"]),
        Case(
            name: "an Event is about its deletion",
            changes: old + event("DeletedLoadBalancer", at: "2026-11-22T11:59:00Z"),
            verdicts: ["X001 delete"]),
        Case(
            name: "its namespace is gone",
            changes: old.replacing("origin-ns: shop", with: "origin-ns: former"), verdicts: ["X001 delete"]),
        Case(
            name: "its namespace is not listed, but an object in it",
            changes: old + "tenant: {namespaces: {shop: null}}", verdicts: ["X001 review"]),
    ]
}
