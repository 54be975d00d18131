import KubeLB
import Kubernetes
import Topology

/// KLC-L003: the LoadBalancer says something else than the Service says now.
struct L003Drift: Check {
    let documentation = CheckDocumentation(
        code: "L003",
        title: "The LoadBalancer differs from what the CCM would write",
        severity: .warning,
        explains: [.loadBalancerCurrent],
        inputs: [.tenantServices, .loadBalancers],
        optionalInputs: [.customResourceDefinitions, .ccmLogs, .tenantDeployments, .tenantPods],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.ccm + ["S003", "R003", "T006", "T003"],
        meaning: """
            kubelb-ctl computes from the Service what the CCM would write to the LoadBalancer. The LoadBalancer \
            differs: the CCM has not applied a change to the Service, or the LoadBalancer was edited. Port names are a \
            special case: KubeLB does not compare them, so a new name is never applied. API servers drop fields that a CRD \
            of an older version does not have; the finding then names the field.
            """,
        impact: """
            Envoy uses the old state: traffic to a changed node port is lost, a new port is not served, an old policy \
            stays in effect.
            """,
        mending: """
            Get the CCM running again; it applies the change by itself. Touching the Service triggers a new \
            reconciliation.
            """,
        examples: [
            .fires(
                .warning, "the node port was changed",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31999}]}}}}
                """),
            .fires(
                .warning, "an annotation that KubeLB acts on is not taken over",
                "tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/proxy-protocol: v2}}}}}"),
            .fires(
                .info, "an annotation that nobody acts on is not taken over",
                "tenant: {services: {shop/web: {metadata: {annotations: {example.com/team: shop}}}}}"),
            .fires(
                .info, "a port has another name",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {
                  ports: [{name: web, port: 80, protocol: TCP}],
                  endpoints: [{addressesReference: {name: default}, ports: [{name: web, port: 31080, protocol: TCP}]}]}}}}
                """),
            .fires(
                .warning, "the CRD of the management cluster does not have the field",
                affinity + """

                    management: {customresourcedefinitions.apiextensions.k8s.io: {loadbalancers.kubelb.k8c.io: {spec: {
                      group: kubelb.k8c.io, versions: [{name: v1alpha1, served: true, storage: true, schema: {openAPIV3Schema: {
                      type: object, properties: {spec: {type: object, properties: {ports: {type: array}, type: {type: string}}}}}}}]}}}}
                    """),
            .fires(
                .warning, "the CCM logs that the API server does not know the field",
                affinity + """

                    logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"info","ts":"2026-11-22T11:50:00.000Z",\
                    "logger":"KubeAPIWarningLogger","msg":"unknown field \\"spec.persistence\\""}'}
                    """),
            .silent(
                "kubectl's own annotation is ignored on purpose",
                """
                tenant: {services: {shop/web: {metadata: {
                  annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}}}}}
                """),
            .silent(
                "the LoadBalancer is being deleted",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31999}]}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  deletionTimestamp: "2026-11-22T11:59:50Z"}}}}
                """),
        ])

    /// A field that the CCM writes since v1.5.
    private static let affinity = """
        tenant:
          services: {shop/web: {spec: {sessionAffinity: ClientIP}}}
          pods: {kubelb/kubelb-ccm-1: {spec: {containers: [{name: ccm, image: "quay.io/kubermatic/kubelb-ccm:v1.5.0"}]}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.flatMap { exposure -> [Finding] in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted else {
                return []
            }
            let drift = exposure.drift
            let spec = drift.filter { $0.effect == .spec }
            let names = drift.filter { $0.effect == .portName }
            let annotations = drift.filter { $0.effect == .annotations }
            var findings: [Finding] = []
            if !spec.isEmpty {
                findings.append(specDrift(spec, exposure, loadBalancer, context))
            } else if !names.isEmpty {
                // Beside other differences of the ports a name is only one more sign of them.
                findings.append(nameDrift(names, exposure, loadBalancer, context))
            }
            if !annotations.isEmpty {
                findings.append(annotationDrift(annotations, exposure, loadBalancer, context))
            }
            return findings
        }
    }

    private func specDrift(
        _ drift: [LoadBalancerDrift], _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ context: CheckContext
    ) -> Finding {
        let (severity, note) = context.symptom(since: exposure.lastChange)
        let first = drift.first.map { "\($0.field) is \($0.actual), not \($0.expected)" } ?? ""
        let more = drift.count > 1 ? ", and \(ServiceWords.count(drift.count - 1, "more difference"))" : ""
        var finding = finding(
            min(severity, .warning),
            "\(loadBalancer.reference) differs from \(exposure.service.reference): \(first)\(more)\(note)",
            drift, exposure, loadBalancer, context)
        // API servers drop fields that the CRD in force does not have.
        let lacking = drift.filter(\.isLacking)
        if lacking.count == drift.count { finding.suspects = ["V002"] }
        return lacking.isEmpty || severity == .info
            ? finding
            : finding.explained(by: DroppedFields(among: lacking.map(\.field), context), context)
    }

    private func annotationDrift(
        _ drift: [LoadBalancerDrift], _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ context: CheckContext
    ) -> Finding {
        // A new annotation is no write of the spec, so the last write of anything but the status counts.
        let writes = exposure.service.metadata.managedFields.filter { $0.subresource.isEmpty }.map(\.time)
        let start = (writes + [exposure.lastChange]).compactMap { $0 }.max()
        let (severity, note) = context.symptom(since: start)
        let keys = drift.map { $0.field.dropFirst("metadata.annotations[".count).dropLast() }
        let matters = keys.contains {
            $0.hasPrefix("\(KubeLBNames.group)/") || ProviderAnnotations.addressLoadBalancer(String($0))
        }
        return finding(
            matters ? min(severity, .warning) : .info,
            "\(loadBalancer.reference) does not have the annotations of \(exposure.service.reference): "
                + "\(ServiceWords.list(keys.map { String($0) }, limit: 3)) \(keys.count == 1 ? "differs" : "differ")\(note)",
            drift, exposure, loadBalancer, context)
    }

    private func nameDrift(
        _ drift: [LoadBalancerDrift], _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ context: CheckContext
    ) -> Finding {
        let pairs = drift.map { "\($0.actual) for \($0.expected)" }.uniqued()
        var finding = finding(
            .info,
            "\(loadBalancer.reference) has a different port name from \(exposure.service.reference) "
                + "(\(ServiceWords.list(pairs))): KubeLB never applies a changed name. Traffic is not affected",
            drift, exposure, loadBalancer, context)
        finding.remedies = []
        return finding
    }

    private func finding(
        _ severity: Severity, _ message: String, _ drift: [LoadBalancerDrift], _ exposure: Exposure,
        _ loadBalancer: LoadBalancer, _ context: CheckContext
    ) -> Finding {
        let written = loadBalancer.metadata.managedFields.filter(\.ownsSpec).compactMap(\.time).max()
        return Finding(
            severity, message, resource: exposure.resource,
            objects: [context.reference(exposure), ObjectReference(.management, loadBalancer)],
            evidence: drift.prefix(20).map {
                loadBalancer.evidence(
                    "\($0.field)",
                    "is \($0.actual), expected \($0.expected.isEmpty ? "none" : $0.expected)", at: written)
            },
            remedies: exposure.isServiceVisible
                ? [context.retry(exposure, "applies the change"), context.log(of: context.topology.ccm)]
                : [
                    .fix(
                        "set the type again",
                        context.patch(
                            ObjectReference(.management, loadBalancer), ["spec": ["type": "LoadBalancer"]]))
                ])
    }
}
