extension ExamplePair {
    /// What Layer 7 adds to the management cluster: what KubeLB makes of the tenant's objects, ingress-nginx and Envoy
    /// Gateway.
    static let managementRoutes = """
        management:
          configs.kubelb.k8c.io:
            kubelb/default:
              spec:
                ingress: {class: nginx}
                gatewayAPI: {class: eg}
          namespaces:
            ingress-nginx:
              status: {phase: Active}
            envoy-gateway-system:
              status: {phase: Active}
          deployments.apps:
            kubelb/kubelb-manager:
              spec:
                template:
                  spec:
                    containers:
                    - name: manager
                      image: quay.io/kubermatic/kubelb-manager:v1.4.3
                      args: [--enable-leader-election=true, --enable-gateway-api=true]
            ingress-nginx/ingress-nginx-controller:
              metadata:
                generation: 1
                labels: {app.kubernetes.io/name: ingress-nginx}
              spec:
                replicas: 1
                selector:
                  matchLabels: {app.kubernetes.io/name: ingress-nginx}
                template:
                  metadata:
                    labels: {app.kubernetes.io/name: ingress-nginx}
                  spec:
                    containers:
                    - name: controller
                      image: registry.k8s.io/ingress-nginx/controller:v1.15.1
                      args: [/nginx-ingress-controller, --controller-class=k8s.io/ingress-nginx]
              status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}
            envoy-gateway-system/envoy-gateway:
              metadata:
                generation: 1
                labels: {app.kubernetes.io/name: gateway-helm}
              spec:
                replicas: 1
                selector:
                  matchLabels: {app.kubernetes.io/name: gateway-helm}
                template:
                  metadata:
                    labels: {app.kubernetes.io/name: gateway-helm}
                  spec:
                    containers:
                    - name: controller
                      image: docker.io/envoyproxy/gateway:v1.8.2
                      args: [server]
              status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}
          services:
            ingress-nginx/ingress-nginx-controller:
              metadata:
                labels: {app.kubernetes.io/name: ingress-nginx}
              spec:
                type: LoadBalancer
                selector: {app.kubernetes.io/name: ingress-nginx}
                ports:
                - {name: http, port: 80, protocol: TCP, targetPort: 80, nodePort: 30080}
              status:
                loadBalancer:
                  ingress:
                  - {ip: 198.51.100.20, ipMode: VIP}
            envoy-gateway-system/envoy-tenant-acme-kubelb-1:
              metadata:
                labels: {gateway.envoyproxy.io/owning-gateway-name: kubelb, gateway.envoyproxy.io/owning-gateway-namespace: tenant-acme}
              spec:
                type: LoadBalancer
                selector: {gateway.envoyproxy.io/owning-gateway-name: kubelb, gateway.envoyproxy.io/owning-gateway-namespace: tenant-acme}
                ports:
                - {name: http, port: 80, protocol: TCP, targetPort: 80, nodePort: 30080}
              status:
                loadBalancer:
                  ingress:
                  - {ip: 198.51.100.30, ipMode: VIP}
            tenant-acme/shop-site-api:
              metadata:
                labels: {app: api, kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: api, kubelb.k8c.io/managed-by: kubelb}
              spec:
                type: ClusterIP
                clusterIP: 10.96.1.5
                selector: {app.kubernetes.io/name: tenant-acme}
                ports:
                - {name: http, port: 80, protocol: TCP, targetPort: 40001}
              status:
                loadBalancer: {}
            tenant-acme/shop-app-api:
              metadata:
                labels: {app: api, kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: api, kubelb.k8c.io/managed-by: kubelb}
              spec:
                type: ClusterIP
                clusterIP: 10.96.1.5
                selector: {app.kubernetes.io/name: tenant-acme}
                ports:
                - {name: http, port: 80, protocol: TCP, targetPort: 40002}
              status:
                loadBalancer: {}
          routes.kubelb.k8c.io:
            tenant-acme/00000000-0000-4000-8000-000000000031:
              metadata:
                uid: 00000000-0000-4000-8000-000000000051
                finalizers: [kubelb.k8c.io/cleanup]
                labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: site, kubelb.k8c.io/origin-resource-kind: Ingress.networking.k8s.io,
                  kubelb.k8c.io/managed-by: kubelb}
              spec:
                source:
                  kubernetes:
                    resource:
                      apiVersion: networking.k8s.io/v1
                      kind: Ingress
                      metadata: {name: site, namespace: shop, uid: 00000000-0000-4000-8000-000000000031}
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
                    services:
                    - apiVersion: v1
                      kind: Service
                      metadata: {name: api-nodeport, namespace: shop, uid: 00000000-0000-4000-8000-000000000022}
                      spec:
                        type: NodePort
                        ports:
                        - {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31085}
              status:
                resources:
                  route:
                    generatedName: shop-site
                    name: site
                    namespace: shop
                    conditions:
                    - {type: ResourceAppliedSuccessfully, status: 'True', reason: InstallationSuccessful, message: Success,
                      lastTransitionTime: '2026-11-22T10:00:05Z'}
                    status:
                      loadBalancer:
                        ingress:
                        - {ip: 198.51.100.20}
                  services:
                    shop/api:
                      generatedName: shop-site-api
                      name: api
                      namespace: shop
                      conditions:
                      - {type: ResourceAppliedSuccessfully, status: 'True', reason: InstallationSuccessful, message: Success,
                        lastTransitionTime: '2026-11-22T10:00:05Z'}
            tenant-acme/00000000-0000-4000-8000-000000000032:
              metadata:
                uid: 00000000-0000-4000-8000-000000000052
                finalizers: [kubelb.k8c.io/cleanup]
                labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: kubelb, kubelb.k8c.io/origin-resource-kind: Gateway.gateway.networking.k8s.io,
                  kubelb.k8c.io/managed-by: kubelb}
              spec:
                source:
                  kubernetes:
                    resource:
                      apiVersion: gateway.networking.k8s.io/v1
                      kind: Gateway
                      metadata: {name: kubelb, namespace: shop, uid: 00000000-0000-4000-8000-000000000032}
                      spec:
                        gatewayClassName: kubelb
                        listeners:
                        - name: http
                          port: 80
                          protocol: HTTP
                          allowedRoutes:
                            namespaces: {from: All}
              status:
                resources:
                  route:
                    generatedName: kubelb
                    name: kubelb
                    namespace: shop
                    conditions:
                    - {type: ResourceAppliedSuccessfully, status: 'True', reason: InstallationSuccessful, message: Success,
                      lastTransitionTime: '2026-11-22T10:00:05Z'}
                    status:
                      addresses:
                      - {type: IPAddress, value: 198.51.100.30}
                      conditions:
                      - {type: Accepted, status: 'True', reason: Accepted, message: The Gateway has been scheduled
                          by Envoy Gateway, lastTransitionTime: '2026-11-22T10:00:10Z'}
                      - {type: Programmed, status: 'True', reason: Programmed, message: 'Address assigned to the Gateway,
                          1/1 envoy replicas available', lastTransitionTime: '2026-11-22T10:00:10Z'}
                      listeners:
                      - name: http
                        attachedRoutes: 1
                        conditions:
                        - {type: Programmed, status: 'True', reason: Programmed, message: Sending translated listener
                            configuration to the data plane, lastTransitionTime: '2026-11-22T10:00:10Z'}
                        - {type: Accepted, status: 'True', reason: Accepted, message: Listener has been successfully
                            translated, lastTransitionTime: '2026-11-22T10:00:10Z'}
                        - {type: ResolvedRefs, status: 'True', reason: ResolvedRefs, message: Listener references
                            have been resolved, lastTransitionTime: '2026-11-22T10:00:10Z'}
            tenant-acme/00000000-0000-4000-8000-000000000033:
              metadata:
                uid: 00000000-0000-4000-8000-000000000053
                finalizers: [kubelb.k8c.io/cleanup]
                labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: app, kubelb.k8c.io/origin-resource-kind: HTTPRoute.gateway.networking.k8s.io,
                  kubelb.k8c.io/managed-by: kubelb}
              spec:
                source:
                  kubernetes:
                    resource:
                      apiVersion: gateway.networking.k8s.io/v1
                      kind: HTTPRoute
                      metadata: {name: app, namespace: shop, uid: 00000000-0000-4000-8000-000000000033}
                      spec:
                        parentRefs:
                        - {group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}
                        hostnames: [app.example.com]
                        rules:
                        - backendRefs:
                          - {group: '', kind: Service, name: api, port: 80, weight: 1}
                    services:
                    - apiVersion: v1
                      kind: Service
                      metadata: {name: api-nodeport, namespace: shop, uid: 00000000-0000-4000-8000-000000000022}
                      spec:
                        type: NodePort
                        ports:
                        - {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31085}
              status:
                resources:
                  route:
                    generatedName: shop-app
                    name: app
                    namespace: shop
                    conditions:
                    - {type: ResourceAppliedSuccessfully, status: 'True', reason: InstallationSuccessful, message: Success,
                      lastTransitionTime: '2026-11-22T10:00:05Z'}
                    status:
                      parents:
                      - parentRef: {group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}
                        controllerName: gateway.envoyproxy.io/gatewayclass-controller
                        conditions:
                        - {type: Accepted, status: 'True', reason: Accepted, message: Route is accepted, lastTransitionTime: '2026-11-22T10:00:10Z'}
                        - {type: ResolvedRefs, status: 'True', reason: ResolvedRefs, message: Resolved all the Object
                            references for the Route, lastTransitionTime: '2026-11-22T10:00:10Z'}
                  services:
                    shop/api:
                      generatedName: shop-app-api
                      name: api
                      namespace: shop
                      conditions:
                      - {type: ResourceAppliedSuccessfully, status: 'True', reason: InstallationSuccessful, message: Success,
                        lastTransitionTime: '2026-11-22T10:00:05Z'}
          ingresses.networking.k8s.io:
            tenant-acme/shop-site:
              metadata:
                uid: 00000000-0000-4000-8000-000000000061
                labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: site, kubelb.k8c.io/managed-by: kubelb}
                ownerReferences:
                - {apiVersion: kubelb.k8c.io/v1alpha1, kind: Route, name: 00000000-0000-4000-8000-000000000031, uid: 00000000-0000-4000-8000-000000000051,
                  controller: true}
              spec:
                ingressClassName: nginx
                tls:
                - hosts: [shop.example.com]
                  secretName: 00000000-0000-4000-8000-000000000043
                rules:
                - host: shop.example.com
                  http:
                    paths:
                    - path: /
                      pathType: Prefix
                      backend:
                        service:
                          name: shop-site-api
                          port: {number: 80}
              status:
                loadBalancer:
                  ingress:
                  - {ip: 198.51.100.20}
          gateways.gateway.networking.k8s.io:
            tenant-acme/kubelb:
              metadata:
                uid: 00000000-0000-4000-8000-000000000062
                labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: kubelb, kubelb.k8c.io/managed-by: kubelb}
                ownerReferences:
                - {apiVersion: kubelb.k8c.io/v1alpha1, kind: Route, name: 00000000-0000-4000-8000-000000000032, uid: 00000000-0000-4000-8000-000000000052,
                  controller: true}
              spec:
                gatewayClassName: eg
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
          httproutes.gateway.networking.k8s.io:
            tenant-acme/shop-app:
              metadata:
                uid: 00000000-0000-4000-8000-000000000063
                labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: app, kubelb.k8c.io/managed-by: kubelb}
                ownerReferences:
                - {apiVersion: kubelb.k8c.io/v1alpha1, kind: Route, name: 00000000-0000-4000-8000-000000000033, uid: 00000000-0000-4000-8000-000000000053,
                  controller: true}
              spec:
                parentRefs:
                - {group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}
                hostnames: [app.example.com]
                rules:
                - backendRefs:
                  - {group: '', kind: Service, name: shop-app-api, port: 80, weight: 1}
              status:
                parents:
                - parentRef: {group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}
                  controllerName: gateway.envoyproxy.io/gatewayclass-controller
                  conditions:
                  - {type: Accepted, status: 'True', reason: Accepted, message: Route is accepted, lastTransitionTime: '2026-11-22T10:00:10Z'}
                  - {type: ResolvedRefs, status: 'True', reason: ResolvedRefs, message: Resolved all the Object references
                      for the Route, lastTransitionTime: '2026-11-22T10:00:10Z'}
          grpcroutes.gateway.networking.k8s.io: {}
          ingressclasses.networking.k8s.io:
            nginx:
              spec: {controller: k8s.io/ingress-nginx}
          gatewayclasses.gateway.networking.k8s.io:
            eg:
              spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
              status:
                conditions:
                - {type: Accepted, status: 'True', reason: Accepted, message: Valid GatewayClass, lastTransitionTime: '2026-11-22T10:00:00Z'}
          certificates.cert-manager.io: {}
          syncsecrets.kubelb.k8c.io:
            tenant-acme/00000000-0000-4000-8000-000000000042:
              metadata:
                uid: 00000000-0000-4000-8000-000000000043
                finalizers: [kubelb.k8c.io/cleanup]
                labels: {kubelb.k8c.io/managed-by: kubelb, kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: shop-tls}
          secrets.metadata:
            tenant-acme/00000000-0000-4000-8000-000000000043:
              metadata:
                labels: {kubelb.k8c.io/managed-by: kubelb, kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: shop-tls}
                ownerReferences:
                - {apiVersion: kubelb.k8c.io/v1alpha1, kind: SyncSecret, name: 00000000-0000-4000-8000-000000000042,
                  uid: 00000000-0000-4000-8000-000000000043}
        """
}
