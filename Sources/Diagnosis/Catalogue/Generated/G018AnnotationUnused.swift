import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-G018: ingress-nginx does not apply an annotation of a generated Ingress.
struct G018AnnotationUnused: Check {
    let documentation = CheckDocumentation(
        code: "G018",
        title: "ingress-nginx does not apply an annotation",
        severity: .warning,
        inputs: [.routes, .managementIngresses],
        optionalInputs: [
            .managementIngressClasses, .managementDeployments, .managementDaemonSets, .managementPods, .managerLogs,
        ],
        judgesManagementAlone: true,
        meaning: """
            ingress-nginx uses its default if it cannot parse the value of an annotation: sizes have a suffix of one letter (20m), \
            timeouts are numbers of seconds without a unit (60). It drops an Ingress with the annotation canary if no other Ingress \
            has the same host and path. It reports both only in its log.
            """,
        impact: "Uploads get 413, or requests time out, for example; a canary gets no requests.",
        mending: "Correct the annotation in the tenant cluster, or the paths of the canary.",
        examples: G018Examples.all)

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value,
                case .controller(ServingController.ingressNGINX, let workloads?)? =
                    context.topology.servingController(of: exposure)?.state,
                let workload = workloads.first
            else { return nil }
            return refused(exposure, generated, workload, context) ?? droppedCanary(exposure, generated, context)
        }
    }

    // MARK: Values

    private struct RefusedValue {
        /// Without its prefix.
        let name: String
        let value: String
        let format: NGINXAnnotationFormat?
        var line: (line: LogLine, source: LogSource)?

        var defect: String { "\(ServiceWords.excerpt(value)) is \(format?.defect ?? "an invalid value")" }
    }

    private func refused(
        _ exposure: RouteExposure, _ generated: RouteSource, _ workload: ServingController.Workload,
        _ context: CheckContext
    ) -> Finding? {
        let prefix = (workload.values(ofFlag: "annotations-prefix").first ?? NGINXAnnotationFormat.prefix) + "/"
        let annotations = generated.metadata.annotations.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
        guard !annotations.isEmpty else { return nil }
        let logged = loggedValues(exposure, generated, context)
        let found = annotations.compactMap { key, value -> RefusedValue? in
            let name = String(key.dropFirst(prefix.count))
            let format = NGINXAnnotationFormat.format(of: name)
            // It logs an alias by the other name.
            let line =
                logged.first { $0.value == value && $0.name == name }
                ?? logged.first { other in
                    other.value == value && !annotations.contains { $0.key == prefix + other.name }
                }
            guard line != nil || format?.accepts(value) == false else { return nil }
            return RefusedValue(name: name, value: value, format: format, line: line.map { ($0.line, $0.source) })
        }
        guard let first = found.first else { return nil }
        let isOne = found.count == 1
        let isTenants = exposure.source.metadata.annotations[prefix + first.name] == first.value
        let tooLarge =
            found.contains { $0.name == "proxy-body-size" }
            ? context.topology.ingressErrors(of: exposure, containing: "client intended to send too large body") : []
        var evidence = found.prefix(4).map {
            Evidence("\(generated.reference): metadata.annotations[\(prefix)\($0.name)]", $0.value)
        }
        if let entry = found.lazy.compactMap(\.line).first {
            evidence.append(
                Evidence("\(entry.source)", ServiceWords.excerpt(entry.line.message), at: entry.line.time))
        }
        if let last = tooLarge.first {
            evidence.append(Evidence("\(last.source)", ServiceWords.excerpt(last.line.message), at: last.line.time))
        }
        return context.finding(
            .warning,
            "ingress-nginx does not accept the \(isOne ? "value of annotation" : "values of annotations") "
                + "\(ServiceWords.list(found.map(\.name))) of \(exposure.source.reference) "
                + "(\(ServiceWords.list(found.map(\.defect)))), so "
                + (found.contains { $0.format == nil }
                    ? "\(isOne ? "it has" : "they have") no effect"
                    : "its \(isOne ? "default applies" : "defaults apply")")
                + (tooLarge.isEmpty
                    ? ""
                    : ": it rejected \(ServiceWords.count(tooLarge.count, "request")) with 413, because the bodies are too large"),
            of: exposure, objects: [generated.reference(on: .management)], evidence: evidence,
            remedies: [
                correction(of: first, prefix, isTenants && isOne, exposure, context), context.log(of: workload),
            ])
    }

    private func correction(
        of refused: RefusedValue, _ prefix: String, _ isOnlyTenants: Bool, _ exposure: RouteExposure,
        _ context: CheckContext
    ) -> Remedy {
        guard isOnlyTenants else {
            return .fix(
                "correct the values in the tenant cluster, or in defaultAnnotations of the Tenant or Config",
                exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil)
        }
        guard let value = refused.format?.correction(of: refused.value) else {
            return .fix(
                "correct the value", exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil)
        }
        return .fix(
            "correct the value: \(value)",
            exposure.isSourceVisible
                ? context.kubectl("annotate", exposure.reference, "--overwrite \(prefix)\(refused.name)=\(value)") : nil
        )
    }

    /// What its log says of annotations of the Ingress, the newest first (`internal/ingress/annotations/parser/validators.go`).
    private func loggedValues(
        _ exposure: RouteExposure, _ generated: RouteSource, _ context: CheckContext
    ) -> [(name: String, value: String, line: LogLine, source: LogSource)] {
        let start = "validation error on ingress \(generated.metadata.path): annotation "
        return context.topology.ingressLog(of: exposure, since: nil).compactMap { line, source in
            guard line.message.hasPrefix(start) else { return nil }
            let rest = line.message.dropFirst(start.count)
            guard let middle = rest.firstByteRange(of: " contains invalid value ") else { return nil }
            return (String(rest[..<middle.lowerBound]), String(rest[middle.upperBound...]), line, source)
        }
    }
}
