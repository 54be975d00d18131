/// A fault that an example pair can be made with.
package struct ExampleFault: Sendable {
    package let name: String
    /// What was done to the clusters, in one line.
    package let summary: String
    /// Changes to the healthy pair; see `ExamplePair`.
    package let changes: String

    package static let all: [ExampleFault] = [
        ExampleFault(name: "none", summary: "No fault: one healthy Service", changes: ""),
        ExampleFault(
            name: "ccm-scaled-down", summary: "The CCM was scaled to 0; then the Service shop/checkout was created",
            changes: """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm: {spec: {replicas: 0}, status: {replicas: 0, readyReplicas: null,
                    availableReplicas: null, updatedReplicas: null}}}
                  pods: {kubelb/kubelb-ccm-1: null}
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {renewTime: "2026-11-22T11:45:00.000000Z"}}}
                \(checkout)
                """),
        ExampleFault(
            name: "no-endpoints", summary: "No pod of the Service shop/web is Ready",
            changes: """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}, targetRef: {kind: Pod, name: web-1}},
                    {addresses: [10.244.2.5], nodeName: node-b, conditions: {ready: false}, targetRef: {kind: Pod, name: web-2}}]}}
                  pods:
                    shop/web-1: {status: {conditions: [{type: Ready, status: "False", reason: ContainersNotReady,
                      message: "containers with unready status: [web]"}]}}
                    shop/web-2: {status: {conditions: [{type: Ready, status: "False", reason: ContainersNotReady,
                      message: "containers with unready status: [web]"}]}}
                """),
        ExampleFault(
            name: "layer4-disabled", summary: "Layer 4 was disabled for the tenant",
            changes: """
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {disable: true}}}}
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {loadBalancer: {disable: true}}}}
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {finalizers: null}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                """),
    ]

    package static func named(_ name: String) -> ExampleFault? { all.first { $0.name == name } }

    /// A second Service, created a quarter of an hour before the observation, that nothing has taken yet.
    private static let checkout = """
          services:
            shop/checkout:
              metadata: {uid: 00000000-0000-4000-8000-000000000002, creationTimestamp: "2026-11-22T11:46:00Z"}
              spec:
                type: LoadBalancer
                selector: {app: web}
                externalTrafficPolicy: Cluster
                sessionAffinity: None
                ports: [{name: https, port: 443, protocol: TCP, targetPort: 8080, nodePort: 31443}]
              status: {loadBalancer: {}}
          endpointslices.discovery.k8s.io:
            shop/checkout-1:
              metadata: {labels: {kubernetes.io/service-name: checkout}}
              addressType: IPv4
              ports: [{name: https, port: 8080, protocol: TCP}]
              endpoints: [{addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}, targetRef: {kind: Pod, name: web-1}}]
        """
}
