import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-S013: a named target port that no pod has, or a Service that names no pods and has no endpoints of its own, or only those
/// of pods that are gone.
struct S013TargetUnresolved: Check {
    let documentation = CheckDocumentation(
        code: "S013",
        title: "The Service's selector or target port matches nothing",
        severity: .error,
        explains: [.endpoints, .endpointPorts],
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices, .tenantPods],
        optionalInputs: [.tenantDeployments, .tenantNodes],
        meaning: """
            A named targetPort is looked up among the container ports of the selected pods, and none of them has a \
            port with that name and protocol. Or the Service has no selector, and no EndpointSlices were created for \
            it. Or its selector was removed: Kubernetes then keeps its EndpointSlices but no longer updates them, so they \
            list pods that no longer exist.
            """,
        impact:
            "Kubernetes finds no endpoints for the port, so traffic that KubeLB sends to the node ports is refused.",
        mending: "Correct the port's name in the Service or in the pods, or add the selector or the EndpointSlices.",
        examples: [
            .fires(
                .warning, "the Deployment's template has the port, but its rollout is paused",
                """
                tenant:
                  services: {shop/web: {spec: {ports: [
                    {name: http, port: 80, protocol: TCP, targetPort: https, nodePort: 31080}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {ports: null}}
                  deployments.apps: {shop/web: {spec: {replicas: 2, paused: true, selector: {matchLabels: {app: web}},
                    template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:2",
                      ports: [{name: https, containerPort: 8443}]}]}}}}}
                """),
            .fires(
                .warning, "no pod has a port of that name",
                """
                tenant:
                  services: {shop/web: {spec: {ports: [
                    {name: http, port: 80, protocol: TCP, targetPort: htpp, nodePort: 31080}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {ports: null}}
                """),
            .fires(
                .warning, "neither selector nor endpoints",
                """
                tenant:
                  services: {shop/web: {spec: {selector: null}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: null}
                """),
            .fires(
                .error, "its selector was removed, and its pods were replaced afterwards",
                """
                tenant:
                  services: {shop/web: {spec: {selector: null}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {metadata: {labels: {\(byController)}}}}
                  pods: {shop/web-1: null, shop/web-2: null}
                """),
            .silent(
                "its selector was removed, and its pods are still there",
                """
                tenant:
                  services: {shop/web: {spec: {selector: null}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {metadata: {labels: {\(byController)}}}}
                """),
            .silent(
                "its selector was removed, and one of its pods is still there",
                """
                tenant:
                  services: {shop/web: {spec: {selector: null}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {metadata: {labels: {\(byController)}}}}
                  pods: {shop/web-2: null}
                """),
            .silent(
                "another controller lists pods of another cluster for a Service without a selector",
                """
                tenant:
                  services: {shop/web: {spec: {selector: null}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {metadata: {labels: {
                    endpointslice.kubernetes.io/managed-by: lighthouse-agent.submariner.io}}}}
                  pods: {shop/web-1: null, shop/web-2: null}
                """),
            .silent(
                "a Service without a selector that has EndpointSlices made by hand",
                "tenant: {services: {shop/web: {spec: {selector: null}}}}"),
            .silent(
                "the name exists",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: http, nodePort: 31080}]}}}}
                """),
        ])

    private static let byController = "\(EndpointSlice.managedByLabel): \(EndpointSlice.controller)"

    func findings(in context: CheckContext) -> [Finding] {
        let affected = context.topology.takenExposures.filter { exposure in
            exposure.service.selector.isEmpty
                ? !unserved(exposure).isEmpty || !exposure.abandonedEndpoints.isEmpty : !namedPorts(exposure).isEmpty
        }
        guard !affected.isEmpty, let pods = PodIndex(context.topology) else { return [] }
        return affected.compactMap { exposure -> Finding? in
            exposure.service.selector.isEmpty
                ? withoutSelector(exposure, context) ?? abandoned(exposure, pods, context)
                : unresolved(exposure, pods.selected(by: exposure.service), context)
        }
    }

    /// Ports that no EndpointSlice lists at all, ready or not: Kubernetes itself has not resolved them.
    private func unserved(_ exposure: Exposure) -> [ServicePort] {
        let slices = exposure.slices.value ?? []
        return (exposure.portsWithoutEndpoints ?? []).filter { port in
            !slices.contains { slice in
                !slice.endpoints.isEmpty
                    && slice.ports.contains { ($0.name ?? "") == (port.name ?? "") && $0.protocol == port.protocol }
            }
        }
    }

    private func namedPorts(_ exposure: Exposure) -> [(port: ServicePort, name: String)] {
        unserved(exposure).compactMap { port in
            if case .name(let name) = port.targetPort { (port, name) } else { nil }
        }
    }

    // MARK: No selector

    private func withoutSelector(_ exposure: Exposure, _ context: CheckContext) -> Finding? {
        let service = exposure.service
        guard let slices = exposure.slices.value, slices.allSatisfy(\.endpoints.isEmpty) else { return nil }
        let label = "kubernetes.io/service-name=\(service.metadata.name)"
        return Finding(
            .warning, "\(service.reference) has no selector, and no endpoints were created for it manually",
            resource: exposure.resource, objects: [context.reference(exposure)],
            evidence: [
                service.evidence("spec.selector", "none"),
                Evidence(
                    "EndpointSlices labelled \(label)", ServiceWords.count(slices.count, "slice") + ", no endpoints"),
            ],
            remedies: [
                .fix(
                    "set the selector of the pods that should serve it",
                    context.kubectl("edit", context.reference(exposure))),
                .fix("create an EndpointSlice with the label \(label) that lists the endpoints"),
            ])
    }

    /// EndpointSlices that Kubernetes wrote for a selector of before, and of whose pods none is left.
    private func abandoned(_ exposure: Exposure, _ pods: PodIndex, _ context: CheckContext) -> Finding? {
        let service = exposure.service
        let names = exposure.abandonedEndpoints.map(\.podName)
        guard !names.isEmpty,
            names.allSatisfy({ name in
                name.map { !pods.contains($0, namespace: service.metadata.namespace) } ?? false
            })
        else { return nil }
        let slices = (exposure.slices.value ?? []).filter { $0.endpoints.contains(where: \.isReady) }
        let gone = names.compactMap(\.self).uniqued()
        return Finding(
            .error,
            "\(service.reference) has no selector, so Kubernetes no longer updates its EndpointSlices: they list "
                + "\(ServiceWords.list(gone, limit: 3)), which no longer \(gone.count == 1 ? "exists" : "exist"), so connections to "
                + "the node ports time out",
            resource: exposure.resource,
            objects: [context.reference(exposure)] + slices.prefix(3).map { ObjectReference(.tenant, $0) },
            evidence: [service.evidence("spec.selector", "none", at: service.metadata.lastSpecWrite)]
                + slices.prefix(3).map { slice in
                    slice.evidence(
                        "ready endpoints",
                        ServiceWords.list(
                            slice.endpoints.filter(\.isReady).map { endpoint in
                                "\(endpoint.addresses.first ?? "") (Pod \(endpoint.podName ?? ""), not found)"
                            }, limit: 3))
                },
            remedies: [
                .fix(
                    "set the selector of the pods that should serve it",
                    context.kubectl("edit", context.reference(exposure))),
                .inspect(
                    "list the labels of the pods in its namespace",
                    context.kubectl(.tenant, "-n \(service.metadata.namespace) get pods --show-labels")),
            ])
    }

    // MARK: Unknown port names

    private func unresolved(_ exposure: Exposure, _ pods: [Pod], _ context: CheckContext) -> Finding? {
        // Without any pod the selector is at fault, and KLC-S004 says so.
        let candidates = pods.filter { !$0.metadata.isBeingDeleted }
        guard !candidates.isEmpty else { return nil }
        let offered = candidates.flatMap { $0.spec.containers.flatMap(\.ports) }
        let missing = namedPorts(exposure).filter { port, name in
            !offered.contains { $0.name == name && $0.protocol == port.protocol }
        }
        guard let first = missing.first else { return nil }
        let service = exposure.service
        let names = missing.map { "\"\($0.name)\" (port \($0.port.label))" }
        let unrolled = PodTrouble(context).unrolled(first.name, behind: service)
        let rollout = unrolled.map {
            ". The template of \($0.reference) has one, but its rollout \($0.state.isPaused ? "is paused" : "has not replaced the pods")"
        }
        let has = offered.map { "\($0.name ?? "unnamed") \($0.containerPort)/\($0.protocol)" }.uniqued()
        return Finding(
            .warning,
            "\(service.reference) has target port \(ServiceWords.list(names)), but none of its "
                + "\(ServiceWords.count(candidates.count, "pod")) has a container port with that name\(rollout ?? "")",
            resource: exposure.resource,
            objects: [context.reference(exposure)] + candidates.prefix(3).map { ObjectReference(.tenant, $0) },
            evidence: missing.prefix(8).map {
                service.evidence("targetPort of port \($0.port.label)", $0.name)
            } + [
                Evidence(
                    "container ports of the selected pods", has.isEmpty ? "none" : ServiceWords.list(has, limit: 8))
            ] + (unrolled.map { [$0.evidence("spec.paused", "\($0.state.isPaused)")] } ?? []),
            remedies: unrolled.map { Self.rollOut($0, context) } ?? [remedy(first.port, offered, exposure, context)])
    }

    private static func rollOut(_ deployment: Deployment, _ context: CheckContext) -> [Remedy] {
        let reference = ObjectReference(.tenant, deployment)
        let status = Remedy.inspect("see what the rollout waits for", context.kubectl("rollout status", reference))
        return deployment.state.isPaused
            ? [.fix("resume the rollout", context.kubectl("rollout resume", reference), risk: .restart), status]
            : [status]
    }

    private func remedy(
        _ port: ServicePort, _ offered: [PodSpec.ContainerPort], _ exposure: Exposure, _ context: CheckContext
    ) -> Remedy {
        let fitting = offered.filter { $0.protocol == port.protocol }.uniqued()
        guard fitting.count == 1, let target = fitting.first,
            let index = exposure.service.ports.firstIndex(where: { $0.label == port.label })
        else {
            return .fix(
                "set targetPort to one of the container ports, by name or number",
                context.kubectl("edit", context.reference(exposure)))
        }
        let path = "/spec/ports/\(index)"
        let value = target.name.map { JSONValue.string($0) } ?? .number(JSONNumber(target.containerPort))
        return .fix(
            "set targetPort to the only container port, if that is the right one",
            context.patch(
                context.reference(exposure),
                operations: [
                    ["op": "test", "path": .string("\(path)/port"), "value": .number(JSONNumber(port.port))],
                    ["op": "replace", "path": .string("\(path)/targetPort"), "value": value],
                ]))
    }
}
