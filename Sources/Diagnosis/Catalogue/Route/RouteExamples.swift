import KubeLB

/// Pieces of examples that several checks of Layer 7 use.
enum RouteExamples {
    /// GRPCRoute `shop/rpc` to Service `shop/api`, healthy in both clusters.
    static let grpcRoute = """
        tenant:
          grpcroutes.gateway.networking.k8s.io:
            shop/rpc:
              metadata: {uid: 00000000-0000-4000-8000-000000000034, finalizers: [kubelb.k8c.io/cleanup]}
              spec: &spec
                parentRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}]
                hostnames: [rpc.example.com]
                rules: [{backendRefs: [{group: '', kind: Service, name: api, port: 80, weight: 1}]}]
              status: &status
                parents:
                - parentRef: {group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}
                  controllerName: gateway.envoyproxy.io/gatewayclass-controller
                  conditions: [{type: Accepted, status: 'True', reason: Accepted, message: Route is accepted,
                    lastTransitionTime: '2026-11-22T10:00:10Z'}]
        management:
          routes.kubelb.k8c.io:
            tenant-acme/00000000-0000-4000-8000-000000000034:
              metadata: {uid: 00000000-0000-4000-8000-000000000054, finalizers: [kubelb.k8c.io/cleanup]}
              spec: {source: {kubernetes: {
                resource: {apiVersion: gateway.networking.k8s.io/v1, kind: GRPCRoute, spec: *spec,
                  metadata: {name: rpc, namespace: shop, uid: 00000000-0000-4000-8000-000000000034}},
                services: [{apiVersion: v1, kind: Service, metadata: {name: api-nodeport, namespace: shop},
                  spec: {type: NodePort, ports: [{name: http, port: 80, protocol: TCP, nodePort: 31085}]}}]}}}
              status: {resources: {
                route: {generatedName: shop-rpc, name: rpc, namespace: shop, status: *status},
                services: {shop/api: {generatedName: shop-rpc-api, name: api, namespace: shop}}}}
          grpcroutes.gateway.networking.k8s.io:
            tenant-acme/shop-rpc:
              metadata: {ownerReferences: [{apiVersion: kubelb.k8c.io/v1alpha1, kind: Route, controller: true,
                name: 00000000-0000-4000-8000-000000000034, uid: 00000000-0000-4000-8000-000000000054}]}
              spec: *spec
              status: *status
          services:
            tenant-acme/shop-rpc-api:
              spec: {type: ClusterIP, selector: {app.kubernetes.io/name: tenant-acme},
                ports: [{name: http, port: 80, protocol: TCP, targetPort: 40003}]}
        ---

        """

    /// Changes of the Route of Ingress `shop/site` alone.
    static func ingressRoute(_ changes: String) -> String {
        "management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {\(changes)}}}"
    }

    /// Changes of the generated Ingress alone.
    static func generatedIngress(_ changes: String) -> String {
        "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {\(changes)}}}"
    }

    /// Object `shop/<name>` and its Route have another spec than the object that the manager generated; the UID by its end.
    static func changed(_ kind: RouteKind, _ name: String, _ uid: String, _ spec: String) -> String {
        """
        tenant: {\(kind.resource): {shop/\(name): {spec: {\(spec)}}}}
        management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-0000000000\(uid): {
          spec: {source: {kubernetes: {resource: {spec: {\(spec)}}}}}}}}
        ---

        """
    }

    /// The spec of HTTPRoute `shop/app`, with more fields of its rule.
    static func appRoute(_ fields: String, hosts: String = "app.example.com") -> String {
        "hostnames: [\(hosts)], rules: [{\(fields)backendRefs: [{group: '', kind: Service, name: api, port: 80, weight: 1}]}]"
    }
}
