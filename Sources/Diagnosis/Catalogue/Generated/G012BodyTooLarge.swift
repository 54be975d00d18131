import KubeLB
import Kubernetes
import Topology

/// KLC-G012: ingress-nginx rejects requests to an Ingress because their bodies are too large.
struct G012BodyTooLarge: Check {
    let documentation = CheckDocumentation(
        code: "G012",
        title: "ingress-nginx rejects request bodies as too large",
        severity: .warning,
        inputs: [.routes, .managementIngresses],
        optionalInputs: [
            .managementIngressClasses, .managementDeployments, .managementDaemonSets, .managementPods, .managerLogs,
        ],
        judgesManagementAlone: true,
        causedBy: ["G003"],
        meaning: """
            ingress-nginx accepts request bodies of up to 1 MiB, unless its ConfigMap or the annotation proxy-body-size of the \
            generated Ingress allows more. It answers larger ones with 413; only its log shows that.
            """,
        impact: "Uploads fail with 413, and other requests succeed.",
        mending: "Set the annotation nginx.ingress.kubernetes.io/proxy-body-size, and let KubeLB propagate it.",
        examples: [
            .firesOnRoutes(.warning, "two uploads were rejected", log("shop.example.com")),
            .silentOnRoutes("an upload to another host was rejected", log("other.example.com")),
            .silentOnRoutes(
                "the Ingress has a limit of its own",
                "\(log("shop.example.com"))\n---\n"
                    + "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {\(bodySize): 8m}}}}}"
            ),
            .silentOnRoutes("the log has no such line"),
        ])

    private static let bodySize = "nginx.ingress.kubernetes.io/proxy-body-size"

    private static func log(_ host: String) -> String {
        IngressNGINXExamples.twice(
            "[error] 39#39: *7 client intended to send too large body: 5242880 bytes, client: 10.0.0.1, server: \(host), request: "
                + "\"POST /upload HTTP/1.1\", host: \"\(host)\"")
    }

    /// Somebody may try a large body once.
    private static let fewest = 2

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value,
                generated.metadata.annotations[Self.bodySize] == nil
            else { return nil }
            let rejected = context.topology.ingressErrors(
                of: exposure, containing: "client intended to send too large body")
            guard rejected.count >= Self.fewest, let last = rejected.first else { return nil }
            return finding(exposure, rejected.count, last.line, last.source, context)
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ count: Int, _ last: LogLine, _ source: LogSource, _ context: CheckContext
    ) -> Finding {
        let object: ObjectReference = .config
        return context.finding(
            .warning,
            "ingress-nginx rejected \(count) requests to \(exposure.source.reference) with 413, because their bodies are larger "
                + "than it allows: 1 MiB, unless its ConfigMap sets another limit",
            of: exposure, objects: [exposure.generatedReference].compactMap(\.self),
            evidence: [Evidence("\(source)", ServiceWords.excerpt(last.message), at: last.time)],
            remedies: [
                .fix(
                    "set the annotation, for example to 16m",
                    exposure.isSourceVisible
                        ? context.kubectl("annotate", exposure.reference, "\(Self.bodySize)=16m") : nil),
                .then(
                    "let KubeLB propagate it",
                    context.patch(
                        object,
                        ["spec": ["propagatedAnnotations": .object(.init(members: [(Self.bodySize, .string(""))]))]])),
            ])
    }
}
