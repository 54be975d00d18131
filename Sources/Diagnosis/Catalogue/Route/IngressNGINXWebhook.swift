import Characters
import KubeLB
import Kubernetes
import Topology

/// Why the admission webhook of ingress-nginx rejects an Ingress that the manager should create or update.
enum IngressNGINXWebhook {
    /// As ingress-nginx logs it (`internal/admission/controller/main.go`).
    static func rejection(_ exposure: RouteExposure, _ context: CheckContext) -> GenerationObstacle? {
        guard exposure.kind == .ingress, let namespace = exposure.tenantNamespace else { return nil }
        let metadata = exposure.source.metadata
        let name = KubeLBNames.generatedName(.ingress, namespace: metadata.namespace, name: metadata.name) ?? ""
        let object = LogLine.Object(name: name, namespace: namespace)
        let entry = context.topology.ingressLog(of: exposure, since: exposure.lastChange).first { line, _ in
            line.message == "invalid ingress configuration" && line.objects.contains(object)
        }
        // Whoever has the host already is named by other means.
        guard let (line, source) = entry, !line.error.containsBytes(of: "is already defined in ingress") else {
            return nil
        }
        let cause = cause(in: exposure, context)
        return GenerationObstacle(
            sentence: ": the admission webhook of ingress-nginx rejects it: \(ServiceWords.excerpt(line.error))"
                + (cause.map { " (\($0.text))" } ?? ""),
            evidence: [Evidence("\(source)", line.error, at: line.time)] + (cause?.evidence ?? []),
            remedies: [cause?.remedy ?? .fix("fix that in the Ingress", context.kubectl("edit", exposure.reference))])
    }

    /// What it rejects by default, if the log was not read or has no such line any more.
    static func suspect(_ exposure: RouteExposure, _ context: CheckContext) -> GenerationObstacle? {
        guard let controller = context.topology.ingressController(for: exposure),
            case .controller(ServingController.ingressNGINX, let workloads?) = controller.state,
            let workload = workloads.first(where: { !$0.values(ofFlag: "validating-webhook").isEmpty }),
            let cause = cause(in: exposure, context)
        else { return nil }
        return GenerationObstacle(
            sentence: ": \(cause.text), which the admission webhook of ingress-nginx rejects by default",
            isCertain: false, objects: [workload.object],
            evidence: cause.evidence
                + [
                    Evidence(
                        "\(workload.reference): --validating-webhook",
                        workload.values(ofFlag: "validating-webhook").joined(separator: ", "))
                ], remedies: [cause.remedy])
    }

    private struct Cause {
        let text: String
        let evidence: [Evidence]
        let remedy: Remedy
    }

    private static func cause(in exposure: RouteExposure, _ context: CheckContext) -> Cause? {
        expression(exposure, context) ?? snippet(exposure, context)
    }

    /// A path that only `ImplementationSpecific` may have (`internal/ingress/inspector/ingress.go`; since v1.12 by default).
    private static func expression(_ exposure: RouteExposure, _ context: CheckContext) -> Cause? {
        let special: Set<Character> = ["^", "$", "[", "]", "(", ")", "{", "}", "*", "+", "?", "|", "\\"]
        let found = exposure.source.spec.backends.first { backend in
            (backend.pathType == "Prefix" || backend.pathType == "Exact")
                && backend.path?.contains(where: special.contains) == true
        }
        guard let path = found?.path, let type = found?.pathType else { return nil }
        return Cause(
            text: "path \(path) is a regular expression, and its pathType is \(type)",
            evidence: [Evidence("\(exposure.source.reference): spec.rules[].http.paths[]", "\(path) (\(type))")],
            remedy: .fix(
                "set pathType ImplementationSpecific for the path", context.kubectl("edit", exposure.reference)))
    }

    /// Snippets are switched off unless its ConfigMap allows them (`allow-snippet-annotations`, `annotations-risk-level`).
    private static func snippet(_ exposure: RouteExposure, _ context: CheckContext) -> Cause? {
        let propagation = AnnotationPropagation(
            tenant: context.topology.tenantObject.value, config: context.topology.config.value,
            hasPatterns: context.topology.has(.annotationPatterns))
        let found = exposure.source.metadata.annotations.sorted { $0.key < $1.key }.first { name, value in
            name.hasPrefix("nginx.ingress.kubernetes.io/") && name.hasSuffix("-snippet")
                && propagation.copies(name, value: value)
        }
        guard let found else { return nil }
        return Cause(
            text: "annotation \(found.key) puts its text into the configuration of nginx",
            evidence: [
                Evidence(
                    "\(exposure.source.reference): metadata.annotations[\(found.key)]",
                    ServiceWords.excerpt(found.value))
            ],
            remedy: .fix(
                "remove the annotation, or allow it in the ConfigMap of ingress-nginx (allow-snippet-annotations, annotations-risk-level)",
                exposure.isSourceVisible ? context.kubectl("annotate", exposure.reference, "\(found.key)-") : nil))
    }
}
