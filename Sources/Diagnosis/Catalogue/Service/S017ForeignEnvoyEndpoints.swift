import KubeLB
import Kubernetes
import Topology

/// KLC-S017: others than the tenant's Envoy receive connections to an address.
struct S017ForeignEnvoyEndpoints: Check {
    let documentation = CheckDocumentation(
        code: "S017",
        title: "An envoy Service has endpoints that are not Envoy",
        severity: .warning,
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [.managementEndpointSlices, .managementPods], judgesManagementAlone: true,
        meaning: """
            Every envoy Service of a tenant selects the pods of the tenant's Envoy by one label. Another pod in that namespace of \
            the management cluster has the label as well, or an EndpointSlice made by hand adds addresses. kube-proxy spreads \
            connections over all endpoints, and nobody checks whether these respond.
            """,
        impact:
            "A part of the connections to the address reaches something else than Envoy, and is refused or times out.",
        mending: "Remove the label from the pod, or delete the pod or the EndpointSlice.",
        examples: [
            .fires(
                .warning, "somebody started a pod with Envoy's label",
                "management: {pods: {\(pod("netshoot", labels: "{app.kubernetes.io/name: tenant-acme}"))}}"),
            .fires(
                .warning, "pods may not be read, and its EndpointSlice shows the pod",
                "management: {pods: forbidden, endpointslices.discovery.k8s.io: {\(slice("netshoot"))}}"),
            .fires(
                .warning, "an EndpointSlice made by hand adds an address",
                """
                management: {endpointslices.discovery.k8s.io: {tenant-acme/by-hand: {
                  metadata: {labels: {kubernetes.io/service-name: envoy-00000000-0000-4000-8000-000000000001}},
                  addressType: IPv4, ports: [{name: http, port: 10000, protocol: TCP}],
                  endpoints: [{addresses: [10.90.14.21], conditions: {ready: true}}]}}}
                """),
            .silent(
                "all endpoints are Envoy pods",
                "management: {endpointslices.discovery.k8s.io: {\(slice("envoy-tenant-acme-2"))}}"),
            .silent(
                "a pod of the namespace has another label",
                "management: {pods: {\(pod("netshoot", labels: "{app.kubernetes.io/name: netshoot}"))}}"),
            .silent(
                "the pod is not Ready, and so gets no connections",
                """
                management: {pods: {\(pod("netshoot", labels: "{app.kubernetes.io/name: tenant-acme}", ready: "False"))}}
                """),
            .silent(
                "the slice is that of another Service",
                """
                management: {endpointslices.discovery.k8s.io: {tenant-acme/web-1: {
                  metadata: {labels: {kubernetes.io/service-name: web}}, addressType: IPv4,
                  endpoints: [{addresses: [10.90.14.21], conditions: {ready: true}}]}}}
                """),
        ])

    private static func pod(_ name: String, labels: String, ready: String = "True") -> String {
        """
        tenant-acme/\(name): {metadata: {labels: \(labels)}, spec: {nodeName: mgmt-a,
          containers: [{name: c, image: "c:1"}]}, status: {phase: Running, podIP: 10.245.2.9,
          conditions: [{type: Ready, status: "\(ready)"}]}}
        """
    }

    private static func slice(_ pod: String) -> String {
        """
        tenant-acme/envoy-00000000-0000-4000-8000-000000000001-x7k2p: {metadata: {labels: {
          kubernetes.io/service-name: envoy-00000000-0000-4000-8000-000000000001,
          endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}},
          addressType: IPv4, ports: [{name: http, port: 10000, protocol: TCP}], endpoints: [
            {addresses: [10.245.1.5], conditions: {ready: true}, targetRef: {kind: Pod, name: envoy-tenant-acme-1}},
            {addresses: [10.245.2.9], conditions: {ready: true}, targetRef: {kind: Pod, name: \(pod)}}]}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let namespace = topology.tenantNamespace else { return [] }
        let slices = Dictionary(
            grouping: (topology.list(.management, EndpointSlice.self).value?.items ?? []).filter {
                $0.metadata.namespace == namespace
            }, by: { $0.serviceName ?? "" })
        let pods = (topology.list(.management, Pod.self).value?.items ?? []).filter {
            $0.metadata.namespace == namespace && $0.isReady && !$0.metadata.isBeingDeleted && !$0.isFinished
        }
        return topology.takenExposures.compactMap { exposure in
            guard let envoy = exposure.envoyService.value, !envoy.selector.isEmpty else { return nil }
            let endpoints = Endpoints(
                of: envoy, slices: slices[envoy.metadata.name] ?? [], pods: pods.filter { $0.matches(envoy.selector) })
            return endpoints.foreign.isEmpty ? nil : finding(exposure, envoy, endpoints, context)
        }
    }

    /// Ready endpoints of an envoy Service, as its EndpointSlices list them, or as its selector takes them and others add to them.
    private struct Endpoints {
        /// Pods and addresses that are not Envoy.
        var foreign: [ForeignEndpoint] = []
        var count = 0

        init(of envoy: Service, slices: [EndpointSlice], pods: [Pod]) {
            let namespace = envoy.metadata.namespace
            let isOwn = { (name: String) in EnvoyWorkload.owns(pod: name, namespace: namespace) }
            var names = Set<String>()
            var addresses: [ForeignEndpoint] = []
            for slice in slices {
                for endpoint in slice.endpoints where endpoint.isReady {
                    if let name = endpoint.podName {
                        names.insert(name)
                    } else {
                        addresses += endpoint.addresses.map { .address($0, slice) }
                    }
                }
            }
            // Of Services that are not named, only slices of other authors are read.
            if !slices.contains(where: \.isByController) { names.formUnion(pods.map(\.metadata.name)) }
            // Its pods are named otherwise if each Service has an Envoy of its own.
            guard names.contains(where: isOwn) || names.isEmpty else { return }
            foreign = names.filter { !isOwn($0) }.sorted().map { .pod($0) } + addresses
            count = names.count.saturatingSum(addresses.count)
        }
    }

    private enum ForeignEndpoint {
        case pod(String)
        /// Of a slice that lists no pods.
        case address(String, EndpointSlice)
    }

    private func finding(
        _ exposure: Exposure, _ envoy: Service, _ endpoints: Endpoints, _ context: CheckContext
    ) -> Finding {
        let namespace = envoy.metadata.namespace
        let selector = envoy.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        var words: [String] = []
        var objects = [ObjectReference(.management, envoy), context.reference(exposure)]
        var evidence = [envoy.evidence("spec.selector", selector)]
        var remedies: [Remedy] = []
        for endpoint in endpoints.foreign.prefix(Self.shown) {
            switch endpoint {
            case .pod(let name):
                let pod = ObjectReference(.management, kind: Pod.kind, namespace: namespace, name: name)
                words.append("Pod \(namespace)/\(name)")
                objects.append(pod)
                evidence.append(Evidence("endpoints of \(envoy.reference)", "Pod \(name)"))
                let removal = envoy.selector.keys.sorted().first.map {
                    context.kubectl("label", pod, "\($0)-")
                }
                remedies.append(.fix("remove Envoy's label from pod \(name), or delete the pod", removal))
            case .address(let address, let slice):
                words.append("\(address) (\(slice.reference))")
                objects.append(ObjectReference(.management, slice))
                evidence.append(slice.evidence("endpoints[].addresses", address, at: slice.metadata.creationTimestamp))
                remedies.append(
                    .fix(
                        "delete the EndpointSlice if nothing else needs it",
                        context.kubectl("delete", ObjectReference(.management, slice)), risk: .delete))
            }
        }
        let count = endpoints.foreign.count
        let more = count > Self.shown ? " and \(count - Self.shown) more" : ""
        return Finding(
            .warning,
            "\(envoy.reference) of \(exposure.service.reference) has endpoints that are not Envoy: "
                + "\(words.joined(separator: ", "))\(more). \(count) of its \(endpoints.count) ready endpoints "
                + "probably \(count == 1 ? "refuses" : "refuse") connections",
            resource: exposure.resource, objects: objects, evidence: evidence, confidence: .likely,
            remedies: remedies.uniqued() + [
                .inspect(
                    "list the endpoints", context.endpointSlices(of: ObjectReference(.management, envoy), "-o wide"))
            ])
    }

    private static let shown = 3
}
