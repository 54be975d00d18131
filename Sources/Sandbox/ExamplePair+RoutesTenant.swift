extension ExamplePair {
    /// What Layer 7 adds to the tenant cluster: Ingress `shop/site` with a certificate, Gateway `shop/kubelb` and HTTPRoute
    /// `shop/app`, all to Service `shop/api`.
    static let tenantRoutes = """
        tenant:
          discovery.kubelb.k8c.io:
            kind: APIResourceList
            resources:
            - {name: syncsecrets}
          deployments.apps:
            kubelb/kubelb-ccm:
              spec:
                template:
                  spec:
                    containers:
                    - name: ccm
                      image: quay.io/kubermatic/kubelb-ccm:v1.4.3
                      args: [--cluster-name=acme, --node-address-type=ExternalIP, --use-loadbalancer-class=false,
                        --enable-leader-election=true, --enable-gateway-api=true, --enable-secret-synchronizer=true]
                    - {name: kube-rbac-proxy, image: 'quay.io/brancz/kube-rbac-proxy:v0.20.1'}
          services:
            shop/api:
              metadata:
                uid: 00000000-0000-4000-8000-000000000021
                labels: {app: api}
              spec:
                type: ClusterIP
                clusterIP: 10.96.0.21
                selector: {app: api}
                ports:
                - {name: http, port: 80, protocol: TCP, targetPort: 8080}
            shop/api-nodeport:
              metadata:
                uid: 00000000-0000-4000-8000-000000000022
                labels: {app: api, kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: api, kubelb.k8c.io/managed-by: kubelb}
                ownerReferences:
                - {apiVersion: v1, kind: Service, name: api, uid: 00000000-0000-4000-8000-000000000021}
              spec:
                type: NodePort
                clusterIP: 10.96.0.22
                selector: {app: api}
                ports:
                - {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31085}
          endpointslices.discovery.k8s.io:
            shop/api-1:
              metadata:
                labels: {kubernetes.io/service-name: api}
              addressType: IPv4
              ports:
              - {name: http, port: 8080, protocol: TCP}
              endpoints:
              - addresses: [10.244.1.6]
                nodeName: node-a
                conditions: {ready: true}
                targetRef: {kind: Pod, name: api-1}
          pods:
            shop/api-1:
              metadata:
                labels: {app: api}
              spec:
                nodeName: node-a
                containers:
                - {name: api, image: 'api:1'}
              status:
                phase: Running
                podIP: 10.244.1.6
                conditions:
                - {type: Ready, status: 'True', lastTransitionTime: '2026-11-22T10:00:05Z'}
          ingresses.networking.k8s.io:
            shop/site:
              metadata:
                uid: 00000000-0000-4000-8000-000000000031
                finalizers: [kubelb.k8c.io/cleanup]
              spec:
                ingressClassName: kubelb
                tls:
                - hosts: [shop.example.com]
                  secretName: shop-tls
                rules:
                - host: shop.example.com
                  http:
                    paths:
                    - path: /
                      pathType: Prefix
                      backend:
                        service:
                          name: api
                          port: {number: 80}
              status:
                loadBalancer:
                  ingress:
                  - {ip: 198.51.100.20}
          ingressclasses.networking.k8s.io: {}
          gateways.gateway.networking.k8s.io:
            shop/kubelb:
              metadata:
                uid: 00000000-0000-4000-8000-000000000032
                finalizers: [kubelb.k8c.io/cleanup]
              spec:
                gatewayClassName: kubelb
                listeners:
                - name: http
                  port: 80
                  protocol: HTTP
                  allowedRoutes:
                    namespaces: {from: All}
              status:
                addresses:
                - {type: IPAddress, value: 198.51.100.30}
                conditions:
                - {type: Accepted, status: 'True', reason: Accepted, message: The Gateway has been scheduled by Envoy
                    Gateway, lastTransitionTime: '2026-11-22T10:00:10Z'}
                - {type: Programmed, status: 'True', reason: Programmed, message: 'Address assigned to the Gateway,
                    1/1 envoy replicas available', lastTransitionTime: '2026-11-22T10:00:10Z'}
                listeners:
                - name: http
                  attachedRoutes: 1
                  conditions:
                  - {type: Programmed, status: 'True', reason: Programmed, message: Sending translated listener configuration
                      to the data plane, lastTransitionTime: '2026-11-22T10:00:10Z'}
                  - {type: Accepted, status: 'True', reason: Accepted, message: Listener has been successfully translated,
                    lastTransitionTime: '2026-11-22T10:00:10Z'}
                  - {type: ResolvedRefs, status: 'True', reason: ResolvedRefs, message: Listener references have been
                      resolved, lastTransitionTime: '2026-11-22T10:00:10Z'}
          gatewayclasses.gateway.networking.k8s.io: {}
          httproutes.gateway.networking.k8s.io:
            shop/app:
              metadata:
                uid: 00000000-0000-4000-8000-000000000033
                finalizers: [kubelb.k8c.io/cleanup]
              spec:
                parentRefs:
                - {group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}
                hostnames: [app.example.com]
                rules:
                - backendRefs:
                  - {group: '', kind: Service, name: api, port: 80, weight: 1}
              status:
                parents:
                - parentRef: {group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}
                  controllerName: gateway.envoyproxy.io/gatewayclass-controller
                  conditions:
                  - {type: Accepted, status: 'True', reason: Accepted, message: Route is accepted, lastTransitionTime: '2026-11-22T10:00:10Z'}
                  - {type: ResolvedRefs, status: 'True', reason: ResolvedRefs, message: Resolved all the Object references
                      for the Route, lastTransitionTime: '2026-11-22T10:00:10Z'}
          grpcroutes.gateway.networking.k8s.io: {}
          tcproutes.gateway.networking.k8s.io: {}
          tlsroutes.gateway.networking.k8s.io: {}
          securitypolicies.gateway.envoyproxy.io: {}
          resourcequotas: {}
          customresourcedefinitions.apiextensions.k8s.io: {}
          secrets.metadata:
            shop/shop-tls:
              metadata:
                uid: 00000000-0000-4000-8000-000000000041
                labels: {kubelb.k8c.io/managed-by: kubelb}
                finalizers: [kubelb.k8c.io/cleanup]
          syncsecrets.kubelb.k8c.io:
            shop/shop-tls:
              metadata:
                uid: 00000000-0000-4000-8000-000000000042
                labels: {kubelb.k8c.io/managed-by: kubelb, kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: shop-tls}
                finalizers: [kubelb.k8c.io/cleanup]
        """
}
