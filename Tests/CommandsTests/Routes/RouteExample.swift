/// An Ingress, a Gateway and two routes of KubeLB beside the Services of the example pair: the Ingress names a Service that
/// does not exist, the Gateway and its routes have just been created; and an Ingress of another controller.
enum RouteExample {
    static let ingressUID = "00000000-0000-4000-8000-000000000701"

    static let changes = """
        tenant:
          ingresses.networking.k8s.io:
            shop/front:
              metadata: {uid: \(ingressUID), labels: {app: front}}
              spec:
                ingressClassName: kubelb
                tls: [{hosts: [shop.example.com], secretName: front-tls}]
                rules:
                  - host: shop.example.com
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
                  - host: www.example.com
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
                  - host: example.com
                    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
            shop/theirs:
              spec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}
              status: {loadBalancer: {ingress: [{ip: 192.0.2.9}]}}
          ingressclasses.networking.k8s.io:
            nginx: {spec: {controller: k8s.io/ingress-nginx}}
          gateways.gateway.networking.k8s.io:
            infra/kubelb:
              spec: {gatewayClassName: kubelb, listeners: [{name: http, port: 80, protocol: HTTP}]}
          httproutes.gateway.networking.k8s.io:
            shop/api:
              spec:
                parentRefs: [{name: kubelb, namespace: infra}]
                hostnames: [api.example.com]
                rules: [{backendRefs: [{name: web, port: 80}]}]
          grpcroutes.gateway.networking.k8s.io:
            shop/grpc:
              spec:
                parentRefs: [{name: kubelb, namespace: infra}]
                rules: [{backendRefs: [{name: web, port: 80}]}]
          gatewayclasses.gateway.networking.k8s.io: {}
          secrets.metadata: {}
          syncsecrets.kubelb.k8c.io: {}
          resourcequotas: {}
        management:
          ingresses.networking.k8s.io: {}
          ingressclasses.networking.k8s.io: {}
          gateways.gateway.networking.k8s.io: {}
          gatewayclasses.gateway.networking.k8s.io: {}
          httproutes.gateway.networking.k8s.io: {}
          grpcroutes.gateway.networking.k8s.io: {}
          secrets.metadata: {}
          certificates.cert-manager.io: {}
        """

    /// Without permission to read Layer 7.
    static let forbidden = """
        tenant:
          ingresses.networking.k8s.io: forbidden
          gateways.gateway.networking.k8s.io: forbidden
          httproutes.gateway.networking.k8s.io: forbidden
          grpcroutes.gateway.networking.k8s.io: forbidden
        """
}
