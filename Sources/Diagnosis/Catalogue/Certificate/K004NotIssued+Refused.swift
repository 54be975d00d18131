import Characters
import KubeLB
import Kubernetes
import Topology

extension K004NotIssued {
    /// cert-manager refuses the annotations or entries of the generated object, and says so in an Event of it alone.
    func refused(
        _ exposure: RouteExposure, _ generated: RouteSource, _ own: [Certificate], _ context: CheckContext
    ) -> Finding? {
        let missing = generated.certificates.filter { named in !own.contains { $0.secretName == named.name } }
        guard let first = missing.first else { return nil }
        let metadata = generated.metadata
        let event = context.standingWarning(
            .management, kind: generated.kind.rawValue, namespace: metadata.namespace, name: metadata.name,
            since: metadata.creationTimestamp
        ) { $0.reason == "BadConfig" }
        guard let event else { return nil }
        // What the tenant has not written is of defaultAnnotations.
        let added = metadata.annotations.keys.filter { name in
            event.message.containsBytes(of: "\"\(name)\"") && exposure.source.metadata.annotations[name] == nil
        }.sorted()
        let origin =
            added.isEmpty || !exposure.isSourceVisible
            ? "" : "; \(ServiceWords.list(added)) is added by defaultAnnotations of the Tenant or Config"
        return context.finding(
            .error,
            "cert-manager requests no certificate \(first.name) for \(exposure.source.reference), because it rejects \(generated.reference) "
                + "(\(event.reason)): \(ServiceWords.excerpt(event.message))\(origin)",
            of: exposure, objects: [generated.reference(on: .management)],
            evidence: [Evidence(event)]
                + added.map {
                    Evidence("\(generated.reference): metadata.annotations[\($0)]", metadata.annotations[$0] ?? "")
                },
            remedies: [
                added.isEmpty
                    ? .fix(
                        "correct what the Event names",
                        exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil)
                    : .fix(
                        "remove \(ServiceWords.list(added)) from defaultAnnotations, or the other annotation from the object",
                        context.kubectl("edit", .config)),
                .inspect(
                    "show its Events", context.kubectl("describe", generated.reference(on: .management))),
            ])
    }
}
