import KubeLB
import Kubernetes
import Topology

/// KLC-L004: the LoadBalancer does not say where the Service's node ports are.
struct L004Endpoints: Check {
    let documentation = CheckDocumentation(
        code: "L004",
        title: "The LoadBalancer has no usable endpoints",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.tenantServices, .loadBalancers, .addresses],
        optionalInputs: [.configs], judgesManagementAlone: true,
        causedBy: ["C014", "L003", "N001", "S002"],
        meaning: """
            spec.endpoints of a LoadBalancer tells Envoy where to send traffic: node ports, and the addresses of the \
            nodes or the name of an Addresses object that contains them. The ports or the addresses are missing, or \
            the Addresses object does not exist.
            """,
        impact: """
            Envoy has no upstreams for the Service, and connections to its address fail. If the Addresses object does not \
            exist, the configuration of the tenant's Envoy is not updated for any Service: what it already has keeps working.
            """,
        mending: "Give the Service node ports, or find out why the CCM does not write the addresses of the nodes.",
        examples: [
            .fires(
                .error, "there are no endpoints",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {endpoints: []}}}}
                """),
            .fires(
                .error, "the node port is 0",
                """
                tenant: {services: {shop/web: {spec: {allocateLoadBalancerNodePorts: false,
                  ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080}]}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {
                  endpoints: [{addressesReference: {name: default}, ports: [{name: http, port: 0, protocol: TCP}]}]}}}}
                """),
            .fires(
                .error, "the Addresses object does not exist",
                "management: {addresses.kubelb.k8c.io: {tenant-acme/default: null}}"),
            .fires(
                .error, "a LoadBalancer that was created by hand refers to Addresses that do not exist",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  metadata: {labels: {kubelb.k8c.io/origin-ns: null, kubelb.k8c.io/origin-name: null}},
                  spec: {endpoints: [{addressesReference: {name: lab}, ports: [{name: http, port: 31080, protocol: TCP}]}]}}}}
                """),
            .fires(
                .error, "one that was created by hand in addition to those of Services does",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/lab: {spec: {endpoints: [{
                  addressesReference: {name: lab}, ports: [{name: http, port: 31080, protocol: TCP}]}]}}}}
                """),
            .silent(
                "one that was created by hand contains its addresses",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/lab: {spec: {endpoints: [{
                  addresses: [{ip: 203.0.113.11}], ports: [{name: http, port: 31080, protocol: TCP}]}]}}}}
                """),
            .fires(
                .error, "neither addresses nor a reference",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {
                  endpoints: [{ports: [{name: http, port: 31080, protocol: TCP}]}]}}}}
                """),
            .silent(
                "no node port, in a mode that needs none",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {backendTransport: {mode: MTLS}}}}
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {
                    endpoints: [{addressesReference: {name: default}, ports: [{name: http, port: 0, protocol: TCP}]}]}}}
                """),
            .silent(
                "the LoadBalancer itself contains the addresses",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {
                  endpoints: [{addresses: [{ip: 203.0.113.11}], ports: [{name: http, port: 31080, protocol: TCP}]}]}}}}
                """),
            .silent("the Addresses may not be read", "management: {addresses.kubelb.k8c.io: forbidden}"),
        ])

    private struct Defect {
        let message: String
        let evidence: Evidence
        var severity: Severity
        var note = ""
    }

    func findings(in context: CheckContext) -> [Finding] {
        let known = context.topology.list(.management, Addresses.self).all { _ in true }.value
            .map { Set($0.map(\.metadata.path)) }
        let ofServices = context.topology.takenExposures.compactMap { exposure -> Finding? in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
                context.topology.config.value?.usesNodePorts != false,
                let defect = defect(exposure, loadBalancer, known, context)
            else { return nil }
            return Finding(
                defect.severity, "\(loadBalancer.reference) \(defect.message)\(defect.note)",
                resource: exposure.resource,
                objects: [ObjectReference(.management, loadBalancer), context.reference(exposure)],
                evidence: [defect.evidence],
                remedies: [
                    Self.fix(exposure, loadBalancer, context),
                    .inspect(
                        "inspect the LoadBalancer",
                        context.kubectl("get", ObjectReference(.management, loadBalancer), "-o yaml")),
                ] + (loadBalancer.origin == nil ? [] : [context.log(of: context.topology.ccm)]))
        }
        return ofServices + withoutService(known, context)
    }

    /// LoadBalancers that no Service belongs to stall the tenant as well, if they refer to Addresses that do not exist. That
    /// `Addresses/default` is missing is another finding.
    private func withoutService(_ known: Set<String>?, _ context: CheckContext) -> [Finding] {
        let topology = context.topology
        let ofServices = Set(topology.takenExposures.compactMap { $0.loadBalancer.value?.metadata.name })
        return (topology.loadBalancers.value ?? []).compactMap { loadBalancer in
            let references = loadBalancer.spec.endpoints.compactMap(\.addressesReference)
            guard let known, !ofServices.contains(loadBalancer.metadata.name), !loadBalancer.metadata.isBeingDeleted,
                let reference = references.first(where: { name in
                    name != KubeLBNames.defaultAddresses
                        && !known.contains("\(loadBalancer.metadata.namespace)/\(name)")
                })
            else { return nil }
            let (severity, note) = context.symptom(since: loadBalancer.metadata.lastSpecWrite)
            let object = ObjectReference(.management, loadBalancer)
            return Finding(
                severity,
                "\(loadBalancer.reference), which belongs to no Service, refers to Addresses "
                    + "\(loadBalancer.metadata.namespace)/\(reference), which does not exist, so the manager cannot update the "
                    + "configuration of the tenant's Envoy for any Service\(note)",
                objects: [object],
                evidence: [
                    loadBalancer.evidence("spec.endpoints[].addressesReference.name", "\(reference), not found")
                ],
                remedies: [
                    .fix("create these Addresses, or refer to existing ones", context.kubectl("edit", object)),
                    .fix(
                        "delete the LoadBalancer if nothing needs it", context.kubectl("delete", object), risk: .delete),
                    .inspect("inspect the LoadBalancer", context.kubectl("get", object, "-o yaml")),
                ])
        }
    }

    /// No CCM writes what was made by hand.
    private static func fix(_ exposure: Exposure, _ loadBalancer: LoadBalancer, _ context: CheckContext) -> Remedy {
        loadBalancer.origin == nil
            ? .fix(
                "correct spec.endpoints of the LoadBalancer, which was created by hand: Addresses/"
                    + "\(KubeLBNames.defaultAddresses) contains the tenant's nodes",
                context.kubectl("edit", ObjectReference(.management, loadBalancer)))
            : context.retry(exposure, "writes the endpoints again")
    }

    private func defect(
        _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ known: Set<String>?, _ context: CheckContext
    ) -> Defect? {
        let endpoints = loadBalancer.spec.endpoints
        func evidence(_ field: String, _ value: String) -> Evidence {
            loadBalancer.evidence("\(field)", value)
        }
        if endpoints.allSatisfy(\.ports.isEmpty) {
            return Defect(
                message: "has no endpoints, so Envoy has no upstreams for \(exposure.service.reference)",
                evidence: evidence("spec.endpoints", endpoints.isEmpty ? "empty" : "without ports"), severity: .error)
        }
        let unset = endpoints.flatMap(\.ports).filter { $0.port == 0 }
        if !unset.isEmpty {
            let names = ServiceWords.list(unset.map { "\($0.name) (\($0.protocol))" })
            return Defect(
                message: "has no node port for \(names), so this traffic of \(exposure.service.reference) is lost",
                evidence: evidence("spec.endpoints[].ports with port 0", names), severity: .error)
        }
        let (severity, note) = context.symptom(since: exposure.lastChange)
        for endpoint in endpoints {
            guard let reference = endpoint.addressesReference else {
                guard endpoint.addresses.isEmpty else { continue }
                return Defect(
                    message: "has neither addresses nor an Addresses object for \(exposure.service.reference)",
                    evidence: evidence("spec.endpoints[].addresses", "empty"), severity: severity, note: note)
            }
            let path = "\(loadBalancer.metadata.namespace)/\(reference)"
            guard let known, !known.contains(path) else { continue }
            return Defect(
                message: "refers to Addresses \(path), which does not exist, so the manager cannot update the "
                    + "configuration of the tenant's Envoy",
                evidence: evidence("spec.endpoints[].addressesReference.name", "\(reference), not found"),
                severity: severity, note: note)
        }
        return nil
    }
}
